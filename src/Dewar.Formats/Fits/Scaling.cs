using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>
/// What BSCALE, BZERO and BLANK make of the stored numbers. A shift by half the range alone makes signed integers of unsigned ones, and the
/// other way round; everything else makes floating-point numbers.
/// </summary>
internal sealed record Scaling(ElementType Element, double Scale, double Zero, long? Blank)
{
    public static Scaling Of(Header header, ElementType stored, string scale = "BSCALE", string zero = "BZERO", string blank = "BLANK") =>
        Of(stored, header.Number(scale, 1), header.Number(zero, 0), header.Whole(blank));

    public static Scaling Of(ElementType stored, double scale, double zero, long? blank)
    {
        var none = stored.Kind == ElementKind.Float ? null : blank;
        if (scale == 1 && none is null && (zero == 0 || Turned(stored, zero)))
        {
            var turned = stored.Kind == ElementKind.Signed ? ElementKind.Unsigned : ElementKind.Signed;
            return new(zero == 0 ? stored : stored with { Kind = turned }, 1, zero, null);
        }

        var element = stored.Bits <= 16 || stored == ElementType.Float32 ? ElementType.Float32 : ElementType.Float64;
        return new(scale == 1 && zero == 0 && none is null ? stored : element, scale, zero, none);
    }

    public SignalValues Apply(SignalValues stored) => Scale == 1 && Zero == 0 && Blank is null ? stored : new Scaled(stored, this);

    /// <summary>Whether a shift by this makes unsigned numbers of signed ones, or signed bytes of unsigned ones.</summary>
    private static bool Turned(ElementType stored, double zero) => (stored.Kind, stored.Bits) switch
    {
        (ElementKind.Unsigned, 8) => zero == -128,
        (ElementKind.Signed, 16 or 32 or 64) => zero == Math.Pow(2, stored.Bits - 1),
        _ => false,
    };

    private sealed class Scaled(SignalValues stored, Scaling scaling) : SignalValues
    {
        public override ElementType Element => scaling.Element;

        public override IReadOnlyList<long> Shape => stored.Shape;

        public override void Read(in Slab part, Span<byte> into)
        {
            if (scaling.Element.Kind != ElementKind.Float)
            {
                // Half the range more or less turns the highest bit, and nothing else.
                stored.Read(part, into);
                for (var i = Element.Size - 1; i < into.Length; i += Element.Size)
                {
                    into[i] ^= 0x80;
                }

                return;
            }

            var bytes = new byte[into.Length / Element.Size * stored.Element.Size];
            stored.Read(part, bytes);
            var numbers = new double[into.Length / Element.Size];
            Decode(bytes, stored.Element, numbers);
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = scaling.Blank is { } blank && (long)numbers[i] == blank ? double.NaN : numbers[i] * scaling.Scale + scaling.Zero;
            }

            if (Element == ElementType.Float64)
            {
                MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(into);
                return;
            }

            var singles = MemoryMarshal.Cast<byte, float>(into);
            for (var i = 0; i < numbers.Length; i++)
            {
                singles[i] = (float)numbers[i];
            }
        }
    }
}
