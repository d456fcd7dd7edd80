using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Values of a dataset, in the formats of h5grove.</summary>
internal static class GroveValues
{
    private const long MostInJson = 2_000_000;
    private const int MostAtOnce = 64 << 20;

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var dataset = GroveEntities.Dataset(file, arguments);
        var isSafe = arguments.Text("dtype") switch
        {
            null or "origin" => false,
            "safe" => true,
            var other => throw ViewFault.Wrong($"Unsupported dtype {other}"),
        };
        var isNumeric = !dataset.IsNull && GroveTypes.IsNumeric(dataset.Type);
        if (isSafe && !isNumeric)
        {
            throw ViewFault.Wrong("Unsupported dtype safe for non-numeric data");
        }

        if (dataset.Unreadable is { } reason)
        {
            throw ViewFault.Wrong($"The values of {dataset.Path} can't be read: {reason}");
        }

        var selection = GroveSelection.Read(arguments.Text("selection"), dataset.Shape);
        var format = arguments.Text("format") ?? "json";
        switch (format)
        {
            case "json":
                Json(dataset, selection, arguments.Is("flatten"), say);
                break;
            case "bin" when !isNumeric:
                Raw(dataset, selection, say);
                break;
            case "bin" or "npy" or "csv" or "tiff" when isNumeric:
                IReadOnlyList<long> shape = [.. selection.Shape, .. dataset.Type.InnerShape];
                Numbers(dataset, selection, arguments.Is("flatten") && shape.Count > 0 ? [shape.Aggregate(1L, (product, length) => product * length)] : shape,
                    NumberForm.Of(dataset.Type, isSafe), format, say);
                break;
            case "npy" or "csv" or "tiff":
                throw ViewFault.Wrong($"Unsupported encoding {format} for non-numeric content");
            default:
                throw ViewFault.Wrong($"Unsupported encoding {format}");
        }
    }

    private static void Json(Hdf5Dataset dataset, GroveSelection selection, bool isFlat, SayAnswer say)
    {
        if (selection.Part.Elements > MostInJson || selection.Part.Elements * dataset.Type.Size > MostAtOnce)
        {
            throw ViewFault.TooMuch($"These are {selection.Part.Elements} values, more than are written as JSON at once. Ask for a smaller selection, or for format=bin.");
        }

        var bytes = dataset.IsNull ? [] : dataset.Read(selection.Part);
        var type = dataset.Type;
        IReadOnlyList<long> shape = selection.Shape;
        if (isFlat && shape.Count + type.InnerShape.Count > 0)
        {
            // Arrays as elements are more axes to numpy.
            while (type is ArrayType array)
            {
                type = array.Of;
            }

            shape = [bytes.Length / type.Size];
        }

        GroveJson.Say(say, json => GroveJson.Write(json, dataset.File, type, shape, bytes, dataset.IsNull));
    }

    private static void Raw(Hdf5Dataset dataset, GroveSelection selection, SayAnswer say)
    {
        if (dataset.Type.IsReferring)
        {
            throw ViewFault.Wrong("Unsupported encoding bin for values that lie elsewhere in the file");
        }

        var form = new NumberForm("|V", dataset.Type.Size, dataset.Type.Size);
        var length = dataset.IsNull ? 0 : Pieces.Bounded(selection.Part.Elements, form.Size);
        say(new(200, "application/octet-stream", length), stream => Write(dataset, selection, form, stream));
    }

    private static void Numbers(Hdf5Dataset dataset, GroveSelection selection, IReadOnlyList<long> shape, NumberForm form, string format, SayAnswer say)
    {
        if (shape.Count == 0 && (format is "csv" or "tiff"))
        {
            throw ViewFault.Wrong($"Unsupported encoding {format} for empty and scalar datasets");
        }

        var length = Pieces.Bounded(shape.Aggregate(1L, (product, each) => product * each), form.Size);
        switch (format)
        {
            case "csv":
                if (shape.Count > 2)
                {
                    throw ViewFault.Wrong($"Unsupported encoding csv for {shape.Count}D data: ask for a selection of one or two dimensions");
                }

                using (var numbers = new MemoryStream((int)Math.Min(length, MostAtOnce)))
                {
                    Write(dataset, selection, form, length <= MostAtOnce ? numbers : throw ViewFault.TooMuch("This is too much to be written as text at once."));
                    var text = CsvText.Of(form, shape, numbers.GetBuffer().AsSpan(0, (int)numbers.Length));
                    say(new(200, "text/csv", text.Length, "data.csv"), stream => stream.Write(text));
                }

                break;
            case "bin":
                say(new(200, "application/octet-stream", length), stream => Write(dataset, selection, form, stream));
                break;
            default:
                var begin = format is "npy" ? NpyFile.Begin(form.Numpy, shape) : TiffFile.Begin(form, shape);
                say(new(200, format is "npy" ? "application/octet-stream" : "image/tiff", begin.Length + length, $"data.{format}"), stream =>
                {
                    stream.Write(begin);
                    Write(dataset, selection, form, stream);
                });
                break;
        }
    }

    private static void Write(Hdf5Dataset dataset, GroveSelection selection, NumberForm form, Stream stream) =>
        Pieces.Write(selection.Part, dataset.Type.Size, dataset.ChunkShape, dataset.Read, form, stream);
}
