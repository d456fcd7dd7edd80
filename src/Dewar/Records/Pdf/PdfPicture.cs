using System.Buffers.Binary;
using System.IO.Compression;

namespace Dewar.Records;

/// <summary>A picture as a PDF carries it: most PNG and JPEG go in as they are.</summary>
/// <param name="Dictionary">What the PDF says of it.</param>
/// <param name="Content">Packed as the dictionary says.</param>
internal sealed record PdfPicture(int Width, int Height, string Dictionary, byte[] Content)
{
    private const int Largest = 4096;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <returns>Null when it is no picture of these kinds, is broken or far larger than a page can show.</returns>
    public static PdfPicture? Of(byte[] bytes)
    {
        try
        {
            return bytes.AsSpan().StartsWith(PngSignature) ? Png(bytes) : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Jpeg(bytes) : null;
        }
        catch (Exception failure) when (failure is ArgumentOutOfRangeException or InvalidDataException or IndexOutOfRangeException or EndOfStreamException)
        {
            return null;
        }
    }

    private static PdfPicture? Png(byte[] png)
    {
        var (width, height, depth, type, isInterlaced) = (U32(png, 16), U32(png, 20), png[24], png[25], png[28] != 0);
        if (width is < 1 or > Largest || height is < 1 or > Largest || isInterlaced)
        {
            return null;
        }

        ReadOnlySpan<byte> palette = [];
        using var pixels = new MemoryStream();
        for (var at = 8; at + 12 <= png.Length; at += U32(png, at) + 12)
        {
            var content = png.AsSpan(at + 8, U32(png, at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("PLTE"u8))
            {
                palette = content;
            }
            else if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                pixels.Write(content);
            }
        }

        if (type is 4 or 6 && depth == 8)
        {
            return OnWhite(pixels, width, height, type == 4 ? 2 : 4);
        }

        var space = type switch { 0 => "/DeviceGray", 2 => "/DeviceRGB", 3 => $"[/Indexed /DeviceRGB {palette.Length / 3 - 1} <{Convert.ToHexString(palette)}>]", _ => null };
        var colours = type == 2 ? 3 : 1;
        return space is null || pixels.Length == 0 ? null : new(
            width, height,
            $"/ColorSpace {space} /BitsPerComponent {depth} /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {colours} /BitsPerComponent {depth} /Columns {width} >>",
            pixels.ToArray());
    }

    /// <summary>Paper is white: what can be seen through is mixed with it.</summary>
    private static PdfPicture OnWhite(MemoryStream packed, int width, int height, int channels)
    {
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        var (row, above) = (new byte[width * channels], new byte[width * channels]);
        using var mixed = new MemoryStream(width * height * (channels - 1));
        for (var y = 0; y < height; y++)
        {
            var filter = zlib.ReadByte();
            zlib.ReadExactly(row);
            Unfilter(filter, row, above, channels);
            for (var pixel = 0; pixel < row.Length; pixel += channels)
            {
                var cover = row[pixel + channels - 1];
                for (var channel = 0; channel < channels - 1; channel++)
                {
                    mixed.WriteByte((byte)((row[pixel + channel] * cover + 255 * (255 - cover)) / 255));
                }
            }

            (row, above) = (above, row);
        }

        return new(width, height, $"/ColorSpace {(channels == 2 ? "/DeviceGray" : "/DeviceRGB")} /BitsPerComponent 8 /Filter /FlateDecode", PdfFile.Packed(mixed.ToArray()));
    }

    private static void Unfilter(int filter, byte[] row, byte[] above, int step)
    {
        for (var at = 0; at < row.Length; at++)
        {
            var (left, up, corner) = (at < step ? 0 : row[at - step], above[at], at < step ? 0 : above[at - step]);
            row[at] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (byLeft, byUp, byCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }

    private static PdfPicture? Jpeg(byte[] jpeg)
    {
        for (var at = 2; at + 9 < jpeg.Length && jpeg[at] == 0xFF; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))
        {
            // A frame begins (SOF0 to SOF15, but for three tables among them).
            if (jpeg[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var (height, width, channels) = (jpeg[at + 5] << 8 | jpeg[at + 6], jpeg[at + 7] << 8 | jpeg[at + 8], jpeg[at + 9]);
                return width is < 1 or > Largest || height is < 1 or > Largest || channels is not (1 or 3) || jpeg[at + 4] != 8
                    ? null
                    : new(width, height, $"/ColorSpace {(channels == 1 ? "/DeviceGray" : "/DeviceRGB")} /BitsPerComponent 8 /Filter /DCTDecode", jpeg);
            }
        }

        return null;
    }

    private static int U32(byte[] bytes, int at) =>
        BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)) is var number and >= 0 ? number : throw new InvalidDataException("A length is negative.");
}
