using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Netpbm;

/// <summary>Pixels that are written as words, or eight in a byte.</summary>
internal static class NetpbmPixels
{
    public static PictureValues.Decoded Decode(ByteSource file, NetpbmHeader header)
    {
        var row = header.Width * header.Channels;
        var size = header.Element.Bits / 8;

        // A word takes a byte at the least: what can't be there is not made room for.
        var pixels = new byte[PictureValues.Size(header.Element, header.Height, header.Width)];
        var bytes = file.ReadBytes(header.DataAt, Math.Max(0, file.Length - header.DataAt));
        return header.IsBits ? Bits(bytes, pixels, header) : Words(bytes, pixels, header, row, size);
    }

    private static PictureValues.Decoded Bits(byte[] bytes, byte[] pixels, NetpbmHeader header)
    {
        var stride = (int)((header.Width + 7) / 8);
        var rows = (int)Math.Min(header.Height, bytes.Length / stride);
        for (var (y, o) = (0, 0); y < rows; y++)
        {
            for (var x = 0; x < header.Width; x++)
            {
                pixels[o++] = (byte)(bytes[y * stride + x / 8] >> 7 - x % 8 & 1);
            }
        }

        return new(pixels, rows * header.Width, "The picture ends before its last row");
    }

    private static PictureValues.Decoded Words(byte[] bytes, byte[] pixels, NetpbmHeader header, long row, int size)
    {
        var words = new NetpbmWords(bytes, 0);
        var done = 0;
        for (; done < row * header.Height; done++)
        {
            var number = header.Kind is '1' ? words.NextDigit() : words.Next();
            if (number < 0 || number > header.Most)
            {
                break;
            }

            if (size == 1)
            {
                pixels[done] = (byte)number;
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(2 * done), (ushort)number);
            }
        }

        return new(pixels, (long)done * size, "The numbers of the picture end before its last row, or are larger than they may be");
    }
}
