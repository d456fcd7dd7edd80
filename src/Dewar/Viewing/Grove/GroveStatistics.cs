using System.Buffers.Binary;
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

    private sealed class Sums
    {
        private double _squares;

        public long Count { get; private set; }

        public double Mean { get; private set; }

        public double Spread => Count == 0 ? 0 : Math.Sqrt(_squares / Count);

        public double Least { get; private set; } = double.PositiveInfinity;

        public double Greatest { get; private set; } = double.NegativeInfinity;

        public double LeastFromZero { get; private set; } = double.PositiveInfinity;

        public double LeastAboveZero { get; private set; } = double.PositiveInfinity;

        public Int128 WholeLeast { get; private set; } = Int128.MaxValue;

        public Int128 WholeGreatest { get; private set; } = Int128.MinValue;

        public Int128 WholeLeastFromZero { get; private set; } = Int128.MaxValue;

        public Int128 WholeLeastAboveZero { get; private set; } = Int128.MaxValue;

        public void Add(double value)
        {
            if (!double.IsFinite(value))
            {
                return;
            }

            Count++;
            var off = value - Mean;
            Mean += off / Count;
            _squares += off * (value - Mean);
            Least = Math.Min(Least, value);
            Greatest = Math.Max(Greatest, value);
            LeastFromZero = value >= 0 ? Math.Min(LeastFromZero, value) : LeastFromZero;
            LeastAboveZero = value > 0 ? Math.Min(LeastAboveZero, value) : LeastAboveZero;
        }

        /// <summary>Whole numbers of 64 bits do not fit a double.</summary>
        public void AddWhole(Int128 value)
        {
            Add((double)value);
            WholeLeast = Int128.Min(WholeLeast, value);
            WholeGreatest = Int128.Max(WholeGreatest, value);
            WholeLeastFromZero = value >= 0 ? Int128.Min(WholeLeastFromZero, value) : WholeLeastFromZero;
            WholeLeastAboveZero = value > 0 ? Int128.Min(WholeLeastAboveZero, value) : WholeLeastAboveZero;
        }
    }

    /// <summary>Takes numbers as they come.</summary>
    private sealed class SumStream(NumberForm form, Sums sums) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            for (var i = 0; i + form.Size <= buffer.Length; i += form.Size)
            {
                var one = buffer[i..];
                switch (form.Kind)
                {
                    case 'f':
                        sums.Add(form.Read(one));
                        break;
                    case 'u' when form.Size == 8:
                        sums.AddWhole(BinaryPrimitives.ReadUInt64LittleEndian(one));
                        break;
                    case 'i' when form.Size == 8:
                        sums.AddWhole(BinaryPrimitives.ReadInt64LittleEndian(one));
                        break;
                    default:
                        sums.AddWhole((Int128)form.Read(one));
                        break;
                }
            }
        }
    }
}
