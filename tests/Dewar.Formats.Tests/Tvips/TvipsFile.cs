using System.Text;

namespace Dewar.Formats.Tvips;

/// <summary>Writes movies as the TVIPS recorder does.</summary>
internal static class TvipsFile
{
    public static byte[] Movie(int frames, int version = 2, int width = 8, int height = 4, int bits = 16, int mode = 2, int frameHeader = 72, string filler = "TVIPS ")
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        foreach (var number in new[] { 256, version, width, height, bits, 0, 0, 1, 1, 3, 200, 500, frameHeader })
        {
            writer.Write(number);
        }

        writer.Write(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(filler, 40)))[..204]);
        writer.Write(Frames(0, frames, version, width, height, bits, mode, frameHeader));
        return file.ToArray();
    }

    /// <summary>Frames alone, as they are in the files that go on.</summary>
    public static byte[] Frames(int first, int frames, int version = 2, int width = 8, int height = 4, int bits = 16, int mode = 2, int frameHeader = 72)
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        for (var frame = first; frame < first + frames; frame++)
        {
            writer.Write(frame);
            writer.Write(1_600_000_000 + frame);
            writer.Write(500);
            if (version == 2)
            {
                writer.Write([0, 0, 0, 0, 0, 0, 0, 0, 0xF4, 1, 0, 0, (byte)mode, 0, 0, 0]);
                foreach (var value in new[] { 1f, 2f, 3f, 10f, -5f })
                {
                    writer.Write(value);
                }

                writer.Write(new byte[frameHeader - 48]);
            }

            for (var pixel = 0; pixel < width * height; pixel++)
            {
                writer.Write([.. BitConverter.GetBytes(frame * 100 + pixel)[..(bits / 8)]]);
            }
        }

        return file.ToArray();
    }
}
