using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Parts of signals as numbers, rows of tables with their words, and the places of uneven axes.</summary>
internal static class SignalParts
{
    private const long MostInJson = 2_000_000;
    private const int MostRows = 1000;
    private const int MostText = 400;

    public static void Values(OpenedFile file, ViewArguments arguments, SayAnswer say)
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
                var begin = NumberFiles.Npy(form.Numpy, shape);
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
                    var text = NumberFiles.Csv(form, lines, numbers.GetBuffer().AsSpan(0, (int)numbers.Length));
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
                        WriteNumber(json, number);
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

    public static void Rows(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var (signal, values) = SignalList.Values(file, arguments);
        if (values.Shape is not [var rows, var columns] || values.Element.Channels != 1)
        {
            throw ViewFault.Wrong("This signal is no table");
        }

        var start = arguments.Number("start", 0, 0, long.MaxValue);
        var count = Math.Clamp(rows - start, 0, arguments.Number("count", 100, 1, MostRows));
        columns = Math.Min(columns, MostRows);
        var numbers = count == 0 ? [] : values.ReadNumbers(new([start, 0], [count, columns], [1, 1]));
        GroveJson.Say(say, json =>
        {
            json.WriteStartArray();
            for (var row = 0; row < count; row++)
            {
                json.WriteStartArray();
                for (var column = 0; column < columns; column++)
                {
                    var number = numbers[row * columns + column];
                    var words = signal.Words.GetValueOrDefault(column);
                    if (double.IsNaN(number) && words is not null && start + row < words.Count)
                    {
                        var word = words[(int)(start + row)];
                        json.WriteStringValue(word.Length > MostText ? word[..MostText] + "…" : word);
                    }
                    else
                    {
                        WriteNumber(json, number);
                    }
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
    }

    public static void Places(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var signal = SignalList.Find(file, arguments);
        var axis = signal.Axes.ElementAtOrDefault((int)arguments.Number("axis", 0, 0, 64)) ?? throw ViewFault.Wrong("This signal has no such axis");
        var places = axis.Length > MostInJson ? throw ViewFault.TooMuch("This axis has too many places") : axis.Places?.Invoke();
        GroveJson.Say(say, json =>
        {
            json.WriteStartArray();
            for (var i = 0; i < axis.Length; i++)
            {
                WriteNumber(json, places is null ? axis.At(i) : i < places.Length ? places[i] : double.NaN);
            }

            json.WriteEndArray();
        });
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

    private static void WriteNumber(System.Text.Json.Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
