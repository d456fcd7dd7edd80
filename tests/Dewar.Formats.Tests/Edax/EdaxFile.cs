using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Edax;

/// <summary>Writes files as EDAX's TEAM does.</summary>
internal static class EdaxFile
{
    /// <summary>A spectrum whose counts are the numbers of the channels.</summary>
    public static byte[] Spectrum(int channels = 100)
    {
        var file = new byte[3840 + 4096 * 4 + 516];
        var bytes = file.AsSpan();
        Single(bytes, 0, 0.70f);
        Put16(bytes, 16, 2014);
        (bytes[18], bytes[19], bytes[20], bytes[21], bytes[23]) = (29, 12, 30, 14, 7);
        Put32(bytes, 24, file.Length);
        Put32(bytes, 28, 3840);
        Put16(bytes, 32, channels);
        Encoding.Latin1.GetBytes("a label", bytes[(64 + 40)..]);
        Put32(bytes, 384, 5);
        Single(bytes, 448, 0.1f);
        Single(bytes, 456, 12.5f);
        Single(bytes, 460, 3f);
        Single(bytes, 464, 35f);
        Single(bytes, 472, 127.5f);
        Single(bytes, 508, 45f);
        Single(bytes, 512, 34f);
        Single(bytes, 532, 22f);
        Put16(bytes, 638, 2);
        Put16(bytes, 640, 13);
        Put16(bytes, 642, 26);
        for (var i = 0; i < channels; i++)
        {
            Put32(bytes, 3840 + i * 4, i);
        }

        return file;
    }

    /// <summary>A map of spectra, each count its number in the file.</summary>
    public static byte[] Map(int width = 4, int height = 3, int channels = 10, int size = 2, string picture = @"C:\data\map_Img.bmp")
    {
        var file = new byte[1024 + width * height * channels * size];
        var bytes = file.AsSpan();
        "MAPSPECTRA_DATA"u8.CopyTo(bytes);
        Put32(bytes, 20, width * height);
        Put32(bytes, 24, width);
        Put32(bytes, 28, height);
        Put32(bytes, 32, channels);
        Put32(bytes, 36, size);
        Put32(bytes, 40, 1024);
        Put32(bytes, 44, 7);
        Encoding.Latin1.GetBytes(picture, bytes[48..]);
        for (var i = 0; i < width * height * channels; i++)
        {
            bytes[1024 + i * size] = (byte)i;
        }

        return file;
    }

    public static byte[] Image(int version = 334)
    {
        var file = new byte[274 + 12];
        var bytes = file.AsSpan();
        Put16(bytes, 0, version);
        Put16(bytes, 2, 1);
        Put16(bytes, 52, 220);
        Put32(bytes, 58, 1500);
        Put16(bytes, 62, 10);
        Single(bytes, 64, 0.25f);
        Single(bytes, 68, 0.5f);
        return file;
    }

    private static void Put16(Span<byte> file, int at, int value) => BinaryPrimitives.WriteInt16LittleEndian(file[at..], (short)value);

    private static void Put32(Span<byte> file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file[at..], value);

    private static void Single(Span<byte> file, int at, float value) => BinaryPrimitives.WriteSingleLittleEndian(file[at..], value);
}
