using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Values whose last axis is the channels of a colour.</summary>
internal sealed class PixelValues(SignalValues values, ElementType element, IReadOnlyList<long> shape) : SignalValues
{
    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape => shape;

    public override void Read(in Slab part, Span<byte> into) =>
        values.Read(new([.. part.Start, 0], [.. part.Count, element.Channels], [.. part.Step, 1]), into);
}
