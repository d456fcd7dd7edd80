using System.Text;

namespace Dewar.Formats.Ser;

/// <summary>Writes SER and EMI files.</summary>
internal static class SerWriter
{
    /// <summary>A file of elements, whose values are 1000 × element + place.</summary>
    /// <param name="version">0x0210, or 0x0220 with long offsets.</param>
    /// <param name="code">The type of the values.</param>
    /// <param name="lengths">Values along x, and along y for images.</param>
    /// <param name="scan">Sizes of the dimensions, the fastest first.</param>
    public static byte[] File(
        int version, int code, int[] lengths, int[] scan, int? valid = null, double delta = 1e-9, bool placed = true,
            string units = "meters", string description = "Position",
        int element = 2)
    {
        var total = scan.Aggregate(1, (product, size) => product * size);
        var there = valid ?? total;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var wide = version >= 0x220;
        writer.Write((ushort)0x4949);
        writer.Write((ushort)0x0197);
        writer.Write((ushort)version);
        writer.Write(lengths.Length == 2 ? 0x4122 : 0x4120);
        writer.Write(placed ? 0x4142 : 0x4152);
        writer.Write(total);
        writer.Write(there);
        var at = bytes.Position;
        Offset(writer, 0, wide);
        writer.Write(scan.Length);
        foreach (var (i, size) in scan.Index())
        {
            writer.Write(size);
            Calibration(writer, 0, placed ? 2e-9 * (i + 1) : 1, 0);
            Text(writer, description);
            Text(writer, units);
        }

        var offsets = bytes.Position;
        bytes.Position = at;
        Offset(writer, offsets, wide);
        bytes.Position = offsets + total * 2 * (wide ? 8 : 4);
        var places = new List<long>();
        for (var number = 0; number < there; number++)
        {
            places.Add(bytes.Position);
            foreach (var _ in lengths)
            {
                Calibration(writer, element == 0 ? 0 : 5 * delta, delta, element);
            }

            writer.Write((short)code);
            Array.ForEach(lengths, writer.Write);
            for (var i = 0; i < lengths.Aggregate(1, (product, length) => product * length); i++)
            {
                Number(writer, code, number * (code is 1 or 4 ? 10 : 1000) + i);
            }
        }

        var tags = new List<long>();
        for (var number = 0; number < there; number++)
        {
            tags.Add(bytes.Position);
            writer.Write((ushort)(placed ? 0x4142 : 0x4152));
            writer.Write((ushort)0);
            writer.Write(1456073586 + number);
            if (placed)
            {
                writer.Write(number % scan[0] * 2e-9);
                writer.Write(number / scan[0] * 4e-9);
            }
        }

        bytes.Position = offsets;
        foreach (var list in new[] { places, tags })
        {
            for (var number = 0; number < total; number++)
            {
                Offset(writer, number < there ? list[number] : 0, wide);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A document that describes series: first an object without series, then one for each name.</summary>
    public static byte[] Document(params string[] series)
    {
        using var bytes = new MemoryStream();
        bytes.Write([(byte)'J', (byte)'K', 0, 2, 0, 0, 0, 0]);
        bytes.Write(Encoding.Latin1.GetBytes(Object("survey", 1)));
        foreach (var (i, name) in series.Index())
        {
            bytes.Write(Encoding.Latin1.GetBytes($"\u0002\u0001C:\\data\\{name}2\0\u0007{Object(name, 100 + i)}\u0003\0"));
        }

        return bytes.ToArray();
    }

    private static string Object(string detector, int voltage) =>
        $"<ObjectInfo><Uuid>1</Uuid><ExperimentalConditions><MicroscopeConditions><AcceleratingVoltage>{voltage}000</AcceleratingVoltage></MicroscopeConditions>" +
        "</ExperimentalConditions><ExperimentalDescription>&lt;Root&gt;" + Data("Microscope", "Microscope Tecnai", "") + Data("Mode",
            " STEM nP SA Zoom Diffraction", "") +
        Data("Camera length", "0.040", "m") + Data("Stage A", "-1.50", "deg") + Data("Magnification", "10000",
            "x") + "&lt;/Root&gt;</ExperimentalDescription>" +
        $"<AcquireDate>Sun Feb 21 17:53:06 2016</AcquireDate><AcquireInfo><CameraNamePath>{detector}</CameraNamePath></AcquireInfo></ObjectInfo>";

    private static string Data(string label, string value, string unit) =>
        $"&lt;Data&gt;&lt;Label&gt;{label}&lt;/Label&gt;&lt;Value&gt;{value}&lt;/Value&gt;&lt;Unit&gt;{unit}&lt;/Unit&gt;&lt;/Data&gt;";

    private static void Offset(BinaryWriter writer, long value, bool wide)
    {
        if (wide)
        {
            writer.Write(value);
        }
        else
        {
            writer.Write((int)value);
        }
    }

    private static void Calibration(BinaryWriter writer, double offset, double delta, int element)
    {
        writer.Write(offset);
        writer.Write(delta);
        writer.Write(element);
    }

    private static void Text(BinaryWriter writer, string text)
    {
        writer.Write(text.Length);
        writer.Write(Encoding.Latin1.GetBytes(text));
    }

    private static void Number(BinaryWriter writer, int code, int value)
    {
        switch (code)
        {
            case 1:
                writer.Write((byte)value);
                break;
            case 2:
                writer.Write((ushort)value);
                break;
            case 3:
                writer.Write((uint)value);
                break;
            case 4:
                writer.Write((sbyte)value);
                break;
            case 5:
                writer.Write((short)value);
                break;
            case 6:
                writer.Write(value);
                break;
            case 7:
                writer.Write((float)value);
                break;
            case 8:
                writer.Write((double)value);
                break;
            case 9:
                writer.Write((float)value);
                writer.Write((float)-value);
                break;
            default:
                writer.Write((double)value);
                writer.Write((double)-value);
                break;
        }
    }
}
