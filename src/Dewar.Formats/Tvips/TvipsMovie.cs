using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tvips;

/// <summary>How the frames of a movie lie in its files.</summary>
/// <param name="Start">The first frame's header, in bytes from the beginning of the first file.</param>
/// <param name="FrameHeader">Bytes before the pixels of each frame.</param>
/// <param name="PixelSize">Nanometres, or in diffraction reciprocal nanometres; 0 when unknown.</param>
internal sealed record TvipsMovie(
    long Start, long FrameHeader, long Width, long Height, int Bits, double PixelSize, double OffsetX, double OffsetY)
{
    private const long FrameHeaderOfVersion1 = 12;

    /// <summary>Bytes from one frame to the next.</summary>
    public long Stride => FrameHeader + Width * Height * Bits / 8;

    public static TvipsMovie Of(MetaGroup general)
    {
        long Whole(string name) => (long)(general.Number(name) ?? 0);
        return new(
            Whole("size"),
            Whole("version") == 1 ? FrameHeaderOfVersion1 : FrameHeaderLength(general),
            Whole("dimx"),
            Whole("dimy"),
            (int)Whole("bitsperpixel"),
            Whole("pixelsize"),
            Whole("offsetx"),
            Whole("offsety"));
    }

    /// <summary>The frames of one file.</summary>
    public SignalValues Frames(ByteSource file, long start, Extraction into)
    {
        var count = Math.Max(1, (file.Length - start) / Stride);
        if (start + count * Stride != file.Length)
        {
            into.Warn($"The last frame of {file.Name} breaks off: its length is no whole number of frames.");
        }

        var element = new ElementType(ElementKind.Unsigned, Bits);
        return new PackedValues(file, start + FrameHeader, element, [count, Height, Width])
        {
            Strides = [Stride, Width * element.Size, element.Size],
        };
    }

    private static long FrameHeaderLength(MetaGroup general) =>
        general.Number("frameheaderbytes") is >= FrameHeaderOfVersion1 and <= 1 << 20 and var length
            ? (long)length
            : throw new DamagedException("The headers of frames can't be so long as the header says", 48);
}
