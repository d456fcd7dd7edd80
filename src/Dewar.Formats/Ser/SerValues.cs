using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>
/// The elements of a SER file as one array: scan axes, then those of an element. Where each element is, the file lists; those that were
/// announced and never taken are zero.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="header">Its header.</param>
/// <param name="first">The first element, whose type and size the others have.</param>
/// <param name="scan">Elements along the scan axes, slowest first.</param>
internal sealed class SerValues(ByteSource file, SerHeader header, SerElement first, IReadOnlyList<long> scan) : SignalValues
{
    private readonly long[] _own = [.. first.Lengths.Reverse().Select(length => (long)length)];
    private readonly int _headerLength = header.HasImages ? SerElement.ImageHeader : SerElement.SpectrumHeader;

    public override ElementType Element => first.Element;

    public override IReadOnlyList<long> Shape => [.. scan, .. _own];

    public override void Read(in Slab part, Span<byte> into)
    {
        var own = new Slab([.. part.Start.Skip(scan.Count)], [.. part.Count.Skip(scan.Count)], [.. part.Step.Skip(scan.Count)]);
        ReadScan(part, own, 0, 0, into);
    }

    private void ReadScan(in Slab part, in Slab own, int axis, long number, Span<byte> into)
    {
        if (axis == scan.Count)
        {
            ReadElement(number, own, into);
            return;
        }

        var each = part.Count[axis] == 0 ? 0 : (int)(into.Length / part.Count[axis]);
        for (var i = 0; i < part.Count[axis]; i++)
        {
            ReadScan(part, own, axis + 1, checked(number * scan[axis] + part.Start[axis] + i * part.Step[axis]), into.Slice(i * each, each));
        }
    }

    private void ReadElement(long number, in Slab own, Span<byte> into)
    {
        if (number >= header.Valid)
        {
            into.Clear();
            return;
        }

        var offsets = new Cursor(file, checked(header.OffsetsAt + number * header.OffsetSize));
        var place = header.IsWide ? offsets.I64() : offsets.U32();
        var element = SerElement.Read(new Cursor(file, place), header.HasImages);
        if (element.Element != first.Element || !element.Lengths.SequenceEqual(first.Lengths))
        {
            throw new DamagedException($"{file.Name}: element {number} is of another size or type than the first", place);
        }

        var values = place + _headerLength;
        if (_own is not [var height, var width])
        {
            new PackedValues(file, values, first.Element, _own).Read(own, into);
            return;
        }

        // The lowest row of an image comes first.
        var row = checked(width * first.Element.Size);
        new PackedValues(file, checked(values + Math.Max(0, height - 1) * row), first.Element, _own) { Strides = [-row, first.Element.Size] }.Read(own, into);
    }
}
