using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Series of pictures in several datasets, one behind the other along the first axis.</summary>
internal sealed class StackedValues : SignalValues
{
    private readonly (SignalValues Values, long Start)[] _pieces;

    private StackedValues((SignalValues, long)[] pieces, ElementType element, long[] shape) => (_pieces, Element, Shape) = (pieces, element, shape);

    public override ElementType Element { get; }

    public override IReadOnlyList<long> Shape { get; }

    /// <summary>The series; null when they can't be read, or are not alike.</summary>
    public static StackedValues? Of(IReadOnlyList<Hdf5Dataset> datasets)
    {
        var pieces = new List<(SignalValues, long)>();
        var length = 0L;
        foreach (var dataset in datasets)
        {
            if (dataset.AsSignalValues() is not { } values || values.Element != datasets[0].Type.Element || !values.Shape.Skip(1).SequenceEqual(datasets[0].Shape.Skip(1)))
            {
                return null;
            }

            pieces.Add((values, length));
            length += values.Shape[0];
        }

        return new([.. pieces], datasets[0].Type.Element!.Value, [length, .. datasets[0].Shape.Skip(1)]);
    }

    public override void Read(in Slab part, Span<byte> into)
    {
        var each = part.Count[0] == 0 ? 0 : into.Length / (int)part.Count[0];
        for (var i = 0; i < part.Count[0]; i++)
        {
            var frame = part.Start[0] + i * part.Step[0];
            var (values, start) = _pieces.Last(piece => piece.Start <= frame);
            values.Read(new([frame - start, .. part.Start.Skip(1)], [1, .. part.Count.Skip(1)], [1, .. part.Step.Skip(1)]), into.Slice(i * each, each));
        }
    }
}
