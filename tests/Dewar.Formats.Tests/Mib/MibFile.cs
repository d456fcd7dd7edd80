using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Mib;

/// <summary>Writes files as a Merlin detector does.</summary>
internal static class MibFile
{
    public const string Text =
        "HDR,\t\r\nTime and Date Stamp (day, mnth, yr, hr, min, s):\t07/05/2021 18:56:38\r\nChip ID:\tW559_G11, - , - , - \r\n"
        + "Chip Type (Medipix 3.0, Medipix 3.1, Medipix 3RX):\tMedipix 3RX\r\nCounter Depth (number):\t6\r\n"
        + "Frames in Acquisition (Number):\t6\r\nFrames per Trigger (Number):\t3\r\nTemperature (C):\tBoard Temp 43.5 Deg C\r\n"
        + "Readout System:\tMerlin Quad\r\nSoftware Version:\t0.76.1.101\r\nEnd\t      ";

    /// <summary>A frame's header.</summary>
    public static byte[] Header(int number, int width, int height, string type, string layout = "1x1", int chips = 1, int? depth = 12)
    {
        var length = chips == 4 ? 768 : 384;
        var text = new StringBuilder($"MQ1,{number:000000},{length:00000},{chips:00},{width:0000},{height:0000},{type},   {layout},0F,"
            + "2021-05-07 18:56:59.151103,0.100000,0,0,0,4.000000E+1,5.110000E+2,");
        for (var chip = 0; chip < chips; chip++)
        {
            text.Append("3RX,068,511,000,");
        }

        text.Append(depth is null ? "" : $"MQ1A,2021-05-07T16:56:59.151103718Z,100000000ns,{depth},");
        var bytes = new byte[length];
        Encoding.Latin1.GetBytes(text.ToString()).CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>Frames of counted pixels of 16 bits, each pixel its number in the file.</summary>
    public static byte[] Counted(int frames, int width, int height) =>
        [.. Enumerable.Range(0, frames).SelectMany(frame => Header(frame + 1, width, height, "U16").Concat(Numbers(frame * width * height, width * height)))];

    /// <summary>Pixels of a row of raw counters in the order in which the chips send them.</summary>
    public static byte[] Raw(uint[] pixels, int depth)
    {
        var perWord = depth switch { 1 => 64, 6 => 8, _ => 4 };
        var bytes = new List<byte>();
        for (var word = 0; word < pixels.Length / perWord; word++)
        {
            ulong value = 0;
            for (var i = 0; i < perWord; i++)
            {
                value |= (ulong)pixels[word * perWord + i] << (i * (64 / perWord));
            }

            var eight = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(eight, value);
            bytes.AddRange(eight);
        }

        return [.. bytes];
    }

    private static IEnumerable<byte> Numbers(int from, int count) =>
        Enumerable.Range(from, count).SelectMany(number => new[] { (byte)(number >> 8), (byte)number });
}
