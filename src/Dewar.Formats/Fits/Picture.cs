using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>An array of numbers: the primary unit, or an IMAGE extension.</summary>
internal static class Picture
{
    public static void Describe(ByteSource file, Header header, int index, Extraction into)
    {
        var lengths = header.Lengths();
        if (lengths.Length == 0 || lengths.Contains(0))
        {
            return;
        }

        var stored = Stored(header.Whole("BITPIX") ?? 0, header.Find("BITPIX")?.At);
        long[] shape = [.. lengths.Reverse()];
        Add(header, index, lengths, Scaling.Of(header, stored), new PackedValues(file, header.DataStart, stored, shape) { BigEndian = true }, into);
    }

    /// <summary>Describes an array whose stored values are given.</summary>
    /// <param name="lengths">The fastest first.</param>
    public static void Add(Header header, int index, long[] lengths, Scaling scaling, SignalValues stored, Extraction into)
    {
        var values = scaling.Apply(stored);
        into.Add(new Signal
        {
            Name = header.Word("EXTNAME") ?? "",
            Type = lengths.Length == 1 ? SignalType.Spectrum : SignalType.Image,
            Element = values.Element,
            Axes = Wcs.Axes(header, lengths),
            Quantity = header.Word("BTYPE") ?? "",
            Unit = header.Word("BUNIT") is { Length: > 0 } unit ? unit : null,
            Place = index == 0 ? null : $"HDU {index}",
            Values = values,

            // The first row is the lowest.
            Hints = lengths.Length > 1 ? new DrawingHints { Orientation = 4 } : null,
        });
    }

    /// <summary>The type of numbers that BITPIX means.</summary>
    public static ElementType Stored(long bits, long? at) => bits switch
    {
        8 => ElementType.UInt8,
        16 => ElementType.Int16,
        32 => ElementType.Int32,
        64 => ElementType.Int64,
        -32 => ElementType.Float32,
        -64 => ElementType.Float64,
        _ => throw new DamagedException($"BITPIX {bits} is none of FITS", at),
    };
}
