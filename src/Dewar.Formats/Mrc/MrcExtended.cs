using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>
/// What stands between header and data: records for each image (FEI1, FEI2, SERI of SerialEM, AGAR), symmetry in words (CCP4), or else.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="header">Its header.</param>
internal sealed class MrcExtended(ByteSource file, MrcHeader header)
{
    private const int MostRecords = MetaValue.Most;

    // By the flags of SerialEM: the name, the numbers of 16 bits, what to divide them by, the unit.
    private static readonly (int Flag, string Name, int Count, double Divisor, string? Unit)[] SerialEm =
    [
        (1, "TiltAngle", 1, 100, "deg"), (2, "PieceCoordinates", 3, 1, null), (4, "StagePosition", 2, 25, "µm"),
        (8, "Magnification", 1, 0.01, null),
        (16, "Intensity", 1, 25000, null),
    ];

    private static readonly (string Name, string? Unit)[] Agard =
    [
        ("a_tilt", "deg"), ("b_tilt", "deg"), ("x_stage", "m"), ("y_stage", "m"), ("z_stage", "m"), ("x_shift", "m"), ("y_shift", "m"),
        ("defocus", "m"),
        ("exp_time", "s"), ("mean_int", null), ("tilt_axis", "deg"), ("pixel_size", "m"), ("magnification", null), ("ht", "V"),
        ("binning", null), ("appliedDefocus", "m"),
    ];

    /// <summary>The tilt of each section, where it is noted and changes.</summary>
    public double[]? Tilts { get; private set; }

    public bool IsOfImages => Kind is "FEI1" or "FEI2" or "SERI" or "AGAR";

    private int Count => Math.Min(header.Sections, MostRecords);

    // Files before 2014 do not name it. SerialEM's and the one of Agard's laboratory are known by their sizes.
    private string Kind => header.ExtendedType.Trim() is { Length: > 0 } named && char.IsAsciiLetter(named[0]) ? named
        : header.PerSection is ( > 0 and <= 64, > 0 and < 64) and var (size, flags) && size == SerialEmSize(flags) ? "SERI"
        : header.PerSection is (0, 32) ? "AGAR" : "";

    public void AddTo(Extraction into)
    {
        var length = (int)Math.Min(header.ExtendedLength, Math.Max(0, file.Length - MrcHeader.Length));
        if (length <= 0)
        {
            return;
        }

        var tree = into.Metadata.AddGroup(Kind is "" ? "extended header" : Kind);
        switch (Kind)
        {
            case "FEI1" or "FEI2":
                AddFei(length, tree, into.Facts);
                break;
            case "SERI":
                AddSerialEm(length, tree);
                break;
            case "AGAR":
                AddAgard(length, tree, into.Facts);
                break;
            case "CCP4" or "MRCO":
                for (var i = 0; i < Math.Min(length / 80, MostRecords); i++)
                {
                    tree.Add($"symmetry {i}", new Cursor(file, MrcHeader.Length + 80 * i).Text(80), at: MrcHeader.Length + 80 * i);
                }

                break;
            default:
                tree.Add("length", length, "bytes", MrcHeader.Length);
                break;
        }
    }

    private void AddFei(int length, MetaGroup tree, Facts facts)
    {
        var size = new Cursor(file, MrcHeader.Length, header.BigEndian).I32();
        if (size is < 12 or > 65536 || size > length)
        {
            tree.Add("Metadata size", size, "bytes", MrcHeader.Length, "It does not fit: the records are not read.");
            return;
        }

        var count = (int)Math.Min(Count, length / size);
        var record = file.ReadBytes(MrcHeader.Length, size);
        tree.Add("Metadata size", size, "bytes", MrcHeader.Length);
        tree.Add("Metadata version", new Cursor(file, MrcHeader.Length + 4, header.BigEndian).I32(), at: MrcHeader.Length + 4);
        FeiRecord.Add(record, header.BigEndian, MrcHeader.Length, tree);
        FeiFacts.Tell(tree, facts);
        if (count > 1)
        {
            var (tilts, each) = (new double[count], tree.AddGroup("each image"));
            var names = (string[])["Alpha tilt", "X-Stage", "Y-Stage", "Z-Stage", "Defocus", "Dose", "Timestamp"];
            var columns = names.Select(_ => new double[count]).ToArray();
            for (var i = 0; i < count; i++)
            {
                file.ReadExactly(MrcHeader.Length + (long)i * size, record);
                for (var column = 0; column < names.Length; column++)
                {
                    columns[column][i] = FeiRecord.Number(record, names[column], header.BigEndian) ?? double.NaN;
                }

                tilts[i] = columns[0][i];
            }

            foreach (var (name, column) in names.Zip(columns).Where(pair => !double.IsNaN(pair.Second[0])))
            {
                each.Add(name, column);
            }

            Keep(tilts);
        }
    }

    private void AddSerialEm(int length, MetaGroup tree)
    {
        var (size, flags) = header.PerSection;
        if (size <= 0 || length / size is 0)
        {
            return;
        }

        var count = Math.Min(Count, length / size);
        var at = 0;
        foreach (var (flag, name, numbers, divisor, unit) in SerialEm.Where(each => (flags & each.Flag) != 0))
        {
            if (at + 2 * numbers > size)
            {
                return;
            }

            var values = new double[count * numbers];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = new Cursor(file, MrcHeader.Length + (long)(i / numbers) * size + at + 2 * (i % numbers),
                    header.BigEndian).I16() / divisor;
            }

            tree.Add(name, values, unit, MrcHeader.Length + at);
            at += 2 * numbers;
            if (flag == 1)
            {
                Keep(values);
            }
        }
    }

    private void AddAgard(int length, MetaGroup tree, Facts facts)
    {
        var (integers, reals) = header.PerSection;
        var size = 4 * (Math.Max(0, integers) + Math.Max(0, reals));
        if (size == 0 || reals <= 0 || length / size is 0)
        {
            return;
        }

        var count = Math.Min(Count, length / size);
        foreach (var (number, (name, unit)) in Agard.Take(reals).Index())
        {
            var values = new double[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = new Cursor(file, MrcHeader.Length + (long)i * size + 4 * (Math.Max(0, integers) + number),
                    header.BigEndian).F32();
            }

            tree.Add(name, values, unit, MrcHeader.Length + 4L * (Math.Max(0, integers) + number));
            if (number == 0)
            {
                Keep(values);
            }

            TellAgard(name, values[0], unit, facts);
        }
    }

    private static void TellAgard(string name, double first, string? unit, Facts facts)
    {
        var known = name switch
        {
            "ht" => CoreNames.AccelerationVoltage,
            "x_stage" => CoreNames.StageX,
            "y_stage" => CoreNames.StageY,
            "z_stage" => CoreNames.StageZ,
            "defocus" => CoreNames.Defocus,
            "exp_time" => CoreNames.ExposureTime,
            "magnification" => CoreNames.Magnification,
            _ => null,
        };
        if (known is not null && first != 0)
        {
            facts.Tell(known, first, unit ?? "", $"AGAR.{name}");
        }
    }

    private void Keep(double[] tilts)
    {
        if (tilts.Length == header.Sections && tilts.Length > 1 && tilts.All(double.IsFinite)
            && tilts.Distinct().Count() > tilts.Length / 2)
        {
            Tilts = tilts;
        }
    }

    private static int SerialEmSize(int flags) => SerialEm.Sum(each =>
        (flags & each.Flag) != 0 ? 2 * each.Count : 0) + ((flags & 32) != 0 ? 4 : 0);
}
