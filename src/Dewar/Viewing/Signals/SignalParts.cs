using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Parts of signals as numbers.</summary>
internal static class SignalParts
{
    private const long MostInJson = 2_000_000;

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var (_, values) = SignalList.Values(file, arguments);
        var part = PartOf(values.Shape, arguments);
        IReadOnlyList<long> shape = values.Element.Channels == 1 ? part.Count : [.. part.Count, values.Element.Channels];
        var form = NumberForm.Of(values.Element with { Channels = 1 });
        var length = Pieces.Bounded(part.Elements, values.Element.Size);
        switch (arguments.Text("format") ?? "bin")
        {
            case "bin":
                say(new(200, "application/octet-stream", length, Element: values.Element.ToString()), Write);
                break;
            case "npy":
                var begin = NpyFile.Begin(form.Numpy, shape);
                say(new(200, "application/octet-stream", begin.Length + length, "data.npy"), stream =>
                {
                    stream.Write(begin);
                    Write(stream);
                });
                break;
            case "csv":
                Few();
                using (var numbers = new MemoryStream())
                {
                    Write(numbers);
                    IReadOnlyList<long> lines = shape.Count < 2 ? shape : [shape.Take(shape.Count - 1).Aggregate(1L, (product, each) => product * each), shape[^1]];
                    var text = CsvText.Of(form, lines, numbers.GetBuffer().AsSpan(0, (int)numbers.Length));
                    say(new(200, "text/csv", text.Length, "data.csv"), stream => stream.Write(text));
                }

                break;
            case "json":
                Few();
                var all = values.ReadNumbers(part);
                GroveJson.Say(say, json =>
                {
                    json.WriteStartArray();
                    foreach (var number in all)
                    {
                        GroveJson.WriteNumber(json, number);
                    }

                    json.WriteEndArray();
                });
                break;
            case var other:
                throw ViewFault.Wrong($"Unsupported encoding {other}: there are bin, json, npy and csv");
        }

        void Write(Stream stream) => Pieces.Write(part, values.Element.Size, null, values.Read, form, stream);

        void Few()
        {
            if (part.Elements > MostInJson)
            {
                throw ViewFault.TooMuch($"These are {part.Elements} values, more than are written as text at once. Ask for a smaller part, or for format=bin.");
            }
        }
    }

    private static Slab PartOf(IReadOnlyList<long> shape, ViewArguments arguments)
    {
        var start = arguments.Numbers("start") ?? new long[shape.Count];
        var step = arguments.Numbers("step") ?? [.. shape.Select(_ => 1L)];
        if (start.Length != shape.Count || step.Length != shape.Count || step.Any(each => each < 1) || start.Zip(shape).Any(each => each.First > each.Second))
        {
            throw ViewFault.Wrong($"'start', 'count' and 'step' have a number for each axis of [{string.Join(", ", shape)}], within it");
        }

        var there = shape.Select((length, axis) => (length - start[axis] + step[axis] - 1) / step[axis]).ToArray();
        var count = arguments.Numbers("count") ?? there;
        return count.Length == shape.Count && count.Zip(there).All(each => each.First <= each.Second) ? new(start, count, step)
            : throw ViewFault.Wrong($"'count' asks for more than the {string.Join(" × ", there)} that there are from there");
    }
}
