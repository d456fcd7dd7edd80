using System.Text.Json;
using Dewar.Formats.Hdf5;

namespace Dewar.Viewing;

/// <summary>Least, greatest, mean and spread of what is finite in a dataset.</summary>
internal static class GroveStatistics
{
    private const long MostBytes = 2L << 30;

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var dataset = GroveEntities.Dataset(file, arguments);
        if (!dataset.IsNull && (!GroveTypes.IsNumeric(dataset.Type) || NumberForm.Of(dataset.Type, isSafe: true).Kind == 'c'))
        {
            throw ViewFault.Wrong($"{dataset.Path} has no real numbers, and so no statistics");
        }

        if (dataset.Unreadable is { } reason)
        {
            throw ViewFault.Wrong($"The values of {dataset.Path} can't be read: {reason}");
        }

        var selection = GroveSelection.Read(arguments.Text("selection"), dataset.Shape);
        if (selection.Part.Elements > MostBytes / dataset.Type.Size)
        {
            throw ViewFault.TooMuch($"Statistics are made of at most {MostBytes >> 30} GiB at once. Ask for a smaller selection.");
        }

        var sums = new Sums();
        var form = dataset.IsNull ? new("<f8", 8, 8) : NumberForm.Of(dataset.Type, isSafe: true);
        if (!dataset.IsNull)
        {
            using var numbers = new SumStream(form, sums);
            Pieces.Write(selection.Part, dataset.Type.Size, dataset.ChunkShape, dataset.Read, form, numbers);
        }

        GroveJson.Say(say, json => Write(json, sums, isWhole: form.Kind != 'f'));
    }

    private static void Write(Utf8JsonWriter json, Sums sums, bool isWhole)
    {
        json.WriteStartObject();
        Number("strict_positive_min", sums.LeastAboveZero, sums.WholeLeastAboveZero);
        Number("positive_min", sums.LeastFromZero, sums.WholeLeastFromZero);
        Number("min", sums.Least, sums.WholeLeast);
        Number("max", sums.Greatest, sums.WholeGreatest);
        Number("mean", sums.Mean, (Int128)sums.Mean);
        Number("std", sums.Spread, (Int128)sums.Spread);
        json.WriteEndObject();

        void Number(string name, double value, Int128 whole)
        {
            // Infinite stands for none of them.
            if (sums.Count == 0 || !double.IsFinite(value))
            {
                json.WriteNull(name);
            }
            else if (isWhole)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(whole.ToString(System.Globalization.CultureInfo.InvariantCulture), skipInputValidation: true);
            }
            else
            {
                json.WriteNumber(name, value);
            }
        }
    }
}
