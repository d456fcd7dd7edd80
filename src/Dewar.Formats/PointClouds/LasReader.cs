using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Laser scans in LAS 1.0 to 1.4. Of the compressed form (LAZ) the header is read.</summary>
public sealed class LasReader : IFormatReader
{
    public string Name => "las";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Laser scans (LAS, LAZ)", ".las .laz", "The header; the points of LAS, in the unit of their coordinate system.", "ASPRS: LAS Specification 1.4-R15")];

    public Likelihood Recognise(FileHead head) => head.Has("LASF"u8) && head.Length >= 227 ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Laser scan (LAS)", "application/vnd.las");
        var header = new Cursor(file, 4);
        var tree = into.Metadata;
        tree.Add("File Source ID", header.U16(), at: 4);
        tree.Add("Global Encoding", header.U16(), at: 6);
        header.Skip(16);
        tree.Add("Version", $"{header.U8()}.{header.U8()}", at: 24);
        tree.Add("System Identifier", header.Text(32), at: 26);
        tree.Add("Generating Software", header.Text(32), at: 58);
        var (day, year) = (header.U16(), header.U16());
        tree.Add("File Creation Day of Year", day, at: 90);
        tree.Add("File Creation Year", year, at: 92);
        var (headerSize, start, records, format, length, count) = (header.U16(), header.U32(), header.U32(), header.U8(), header.U16(), (long)header.U32());
        tree.Add("Header Size", headerSize, at: 94);
        tree.Add("Offset to Point Data", start, at: 96);
        tree.Add("Number of Variable Length Records", records, at: 100);
        tree.Add("Point Data Record Format", format, at: 104);
        tree.Add("Point Data Record Length", length, at: 105);
        header.Skip(20);
        var scale = (X: header.F64(), Y: header.F64(), Z: header.F64());
        var offset = (X: header.F64(), Y: header.F64(), Z: header.F64());
        tree.Add("Scale", new[] { scale.X, scale.Y, scale.Z }, at: 131);
        tree.Add("Offset", new[] { offset.X, offset.Y, offset.Z }, at: 155);
        tree.Add("Max X, Min X, Max Y, Min Y, Max Z, Min Z", Enumerable.Range(0, 6).Select(_ => header.F64()).ToArray(), at: 179);
        if (headerSize >= 375 && header.Left >= 148)
        {
            header.Position = 247;
            var large = header.I64();
            count = large > 0 ? large : count;
        }

        tree.Add("Number of Point Records", count);
        into.Facts.Tell(CoreNames.Software, tree.Word("Generating Software"), "Generating Software");
        into.Facts.Tell(CoreNames.Instrument, tree.Word("System Identifier"), "System Identifier");
        if (year is > 1990 and < 2200 && day is >= 1 and <= 366)
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(new DateTime(year, 1, 1).AddDays(day - 1)), "File Creation Day of Year", "The day on which the file was made.");
        }

        var compressed = (format & 0x80) != 0;
        var fields = Fields(format & 0x3f, length, scale, offset);
        if (compressed)
        {
            into.Format = "Laser scan (LAZ, compressed)";
            into.Warn("The points are compressed as LAZ, which is not read.");
        }

        var there = compressed ? count : length == 0 ? 0 : Math.Min(count, Math.Max(0, file.Length - start) / length);
        if (there < count)
        {
            into.Warn($"{count} points are announced, and {there} are there.");
        }

        var least = fields.Max(field => field.Start + field.Type.Bits / 8);
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.PointCloud,
            Element = ElementType.Float64,
            Axes = [new Axis("point", Math.Max(0, there)), new Axis("component", fields.Count)],
            Columns = [.. fields.Select(field => field.Name)],
            Values = compressed || length < least ? null : new PointValues(() => new PartSource(file, start), fields, Math.Max(0, there)),
        });
    }

    // Tables 7 to 17 of the specification.
    private static List<PointField> Fields(
        int format, int length, (double X, double Y, double Z) scale, (double X, double Y, double Z) offset)
    {
        List<PointField> fields =
        [
            new("x", 0, length, ElementType.Int32) { Scaled = (scale.X, offset.X) },
            new("y", 4, length, ElementType.Int32) { Scaled = (scale.Y, offset.Y) },
            new("z", 8, length, ElementType.Int32) { Scaled = (scale.Z, offset.Z) },
            new("intensity", 12, length, ElementType.UInt16),
        ];
        var later = format >= 6;
        fields.Add(new("return_number", 14, length, ElementType.UInt8) { Bits = (0, later ? 15 : 7) });
        fields.Add(new("classification", later ? 16 : 15, length, ElementType.UInt8) { Bits = (0, later ? 255 : 31) });
        (int? time, int? colour) = format switch
        {
            1 or 4 => (20, null),
            2 => (null, 20),
            3 or 5 => (20, 28),
            6 or 9 => (22, null),
            7 or 8 or 10 => (22, 30),
            _ => ((int?)null, (int?)null),
        };
        if (time is { } at)
        {
            fields.Add(new("gps_time", at, length, ElementType.Float64));
        }

        if (colour is { } first)
        {
            fields.Add(new("red", first, length, ElementType.UInt16));
            fields.Add(new("green", first + 2, length, ElementType.UInt16));
            fields.Add(new("blue", first + 4, length, ElementType.UInt16));
        }

        return fields;
    }
}
