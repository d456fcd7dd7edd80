using System.IO.Compression;
using Dewar.Formats.Codecs;
using Dewar.Formats.Codecs.Jpeg;
using Dewar.Formats.Codecs.Zstandard;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Unpacks a strip or tile; gives how many bytes came of it.</summary>
internal delegate int Unpack(Page page, byte[] packed, Span<byte> into);

/// <summary>A way of compressing that TIFF knows.</summary>
/// <param name="Name">In the words of the field.</param>
/// <param name="Unpack">How it is undone; null when that is not known here.</param>
/// <param name="Ratio">Bytes that can come of one byte at the most; what claims more is a bomb, or damaged.</param>
internal sealed record Compression(string Name, Unpack? Unpack, int Ratio = 1);

/// <summary>Compressions by their number in the file: TIFF 6.0, its supplements, and what libtiff and others registered later.</summary>
internal static class Compressions
{
    /// <summary>The number of no compression.</summary>
    public const int None = 1;

    private const int Unbound = 1 << 20;
    private const ushort T4Options = 292;

    private static readonly Dictionary<int, Compression> All = new()
    {
        [None] = new("none", (_, packed, into) => Copy(packed, into)),
        [2] = new("CCITT modified Huffman", (page, packed, into) => Facsimile(page, packed, into, Ccitt.Scheme.Rle), Unbound),
        [3] = new("CCITT T.4", (page, packed, into) => Facsimile(page, packed, into, Ccitt.Scheme.Group3), Unbound),
        [4] = new("CCITT T.6", (page, packed, into) => Facsimile(page, packed, into, Ccitt.Scheme.Group4), Unbound),
        [5] = new("LZW", (_, packed, into) => Lzw.DecodeTiff(packed, into), 2800),
        [6] = new("JPEG of the old style", null),
        [7] = new("JPEG", Jpeg, Unbound),
        [8] = new("deflate", (_, packed, into) => Inflate(packed, into), 1040),
        [9] = new("JBIG, T.85", null),
        [10] = new("JBIG, T.43", null),
        [32766] = new("NeXT", null),
        [32767] = new("Sony ARW", null),
        [32769] = new("packed raw", null),
        [32771] = new("CCITT modified Huffman, in words", null),
        [32773] = new("PackBits", (_, packed, into) => PackBits.Decode(packed, into), 64),
        [32809] = new("ThunderScan", null),
        [32908] = new("Pixar film", null),
        [32909] = new("Pixar log", null),
        [32946] = new("deflate", (_, packed, into) => Inflate(packed, into), 1040),
        [32947] = new("Kodak DCS", null),
        [33003] = new("JPEG 2000, YCbCr", null),
        [33004] = new("JPEG 2000, lossy", null),
        [33005] = new("JPEG 2000, RGB", null),
        [34661] = new("JBIG", null),
        [34676] = new("SGI log luminance", null),
        [34677] = new("SGI log luminance, 24 bit", null),
        [34712] = new("JPEG 2000", null),
        [34887] = new("LERC", null),
        [34892] = new("JPEG, lossy", null),
        [34925] = new("LZMA", null),
        [34926] = new("Zstandard", (_, packed, into) => Zstd.Decode(packed, into), Unbound),
        [34927] = new("WebP", null),
        [34933] = new("PNG", null),
        [34934] = new("JPEG XR", null),
        [50000] = new("Zstandard", (_, packed, into) => Zstd.Decode(packed, into), Unbound),
        [50001] = new("WebP", null),
        [50002] = new("JPEG XL", null),
        [52546] = new("JPEG XL", null),
    };

    /// <summary>The compression of a number; null when nobody knows it.</summary>
    public static Compression? Find(int number) => All.GetValueOrDefault(number);

    public static bool IsJpeg(int number) => number is 6 or 7;

    private static int Copy(byte[] packed, Span<byte> into)
    {
        var count = Math.Min(packed.Length, into.Length);
        packed.AsSpan(0, count).CopyTo(into);
        return count;
    }

    private static int Facsimile(Page page, byte[] packed, Span<byte> into, Ccitt.Scheme scheme) =>
        Ccitt.Decode(packed, into, (int)Math.Min(page.ChunkWidth, int.MaxValue), scheme,
            isTwoDimensional: (page.Ifd.Integer(T4Options, 0) & 1) != 0);

    // The tables can stand once for all pieces. The colours of the stream are those that the page says.
    private static int Jpeg(Page page, byte[] packed, Span<byte> into)
    {
        var colours = page.Photometric == Photometric.YCbCr && !page.Planar ? JpegColours.FromLuminance : JpegColours.Stored;
        var picture = JpegDecoder.Open(packed, page.Ifd.Bytes(Tags.JpegTables), colours);
        var samples = page.Planar ? 1 : page.Samples;
        if (picture.Channels != samples || picture.SampleSize != 1)
        {
            throw new DamagedException($"A JPEG piece has {picture.Channels} colours, and the picture {samples}", page.Ifd.At);
        }

        var stride = (int)(page.ChunkWidth * samples);
        var row = new byte[picture.RowSize];
        var rows = Math.Min(picture.Height, into.Length / stride);
        for (var y = 0; y < rows; y++)
        {
            picture.ReadRow(y, row);
            row.AsSpan(0, Math.Min(stride, row.Length)).CopyTo(into[(y * stride)..]);
        }

        return rows * stride;
    }

    // Unlike the general decoder this keeps what came before the damage: rows that are there are shown.
    private static int Inflate(byte[] packed, Span<byte> into)
    {
        using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        var done = 0;
        try
        {
            while (done < into.Length && stream.Read(into[done..]) is > 0 and var read)
            {
                done += read;
            }
        }
        catch (Exception failure) when (done > 0 && (failure is InvalidDataException or IOException))
        {
            // The rows that are missing are told of when they are asked for.
        }

        return done;
    }
}
