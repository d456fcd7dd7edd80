using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>Colour pixels: four bytes as a 32-bit number (opacity, red, green, blue from the highest). The opacity is never used.</summary>
/// <param name="words">The four bytes of each pixel, as they lie.</param>
/// <param name="bigEndian">The byte order of the number.</param>
internal sealed class DmColours(PackedValues words, bool bigEndian) : SignalValues
{
    public override ElementType Element => ElementType.Rgb8;

    public override IReadOnlyList<long> Shape => words.Shape;

    public override void Read(in Slab part, Span<byte> into)
    {
        var four = new byte[checked(part.Elements * 4)];
        words.Read(part, four);
        var (red, green, blue) = bigEndian ? (1, 2, 3) : (2, 1, 0);
        for (int from = 0, to = 0; to < into.Length; from += 4, to += 3)
        {
            into[to] = four[from + red];
            into[to + 1] = four[from + green];
            into[to + 2] = four[from + blue];
        }
    }
}
