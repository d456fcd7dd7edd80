using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Formats.Tables;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>The Stanford polygon format (PLY): vertices with all their properties, as text or binary in either byte order; faces are counted.</summary>
public sealed class PlyReader : IFormatReader
{
    private const int MostHeader = 256 * 1024;

    public string Name => "ply";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Stanford polygons (PLY)", ".ply", "The vertices with all their properties; how many faces there are; comments.", "Greg Turk: The PLY polygon file format (1994)")];

    public Likelihood Recognise(FileHead head) =>
        head.Has("ply\n"u8) || head.Has("ply\r"u8) || head.Has("ply \n"u8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Stanford polygons (PLY)", "model/ply");
        var elements = Header(file, into, out var format, out var start);
        foreach (var element in elements)
        {
            var group = into.Metadata.AddGroup(element.Name);
            group.Add("count", element.Count);
            group.Add("properties", element.Properties.Select(property => property.Name).ToArray());
        }

        var (skipLines, at) = (0L, start);
        foreach (var element in elements)
        {
            if (element.Properties.Any(property => property.IsList) || element.Properties.Count == 0)
            {
                // Lists have no fixed length: what follows them could only be found by reading them all.
                break;
            }

            var size = element.Properties.Sum(property => property.Type.Bits / 8);
            if (element.Name is "vertex" or "point" or "vertices")
            {
                into.Add(format is "ascii" ? OfText(file, start, skipLines, element, into, ct) : OfRecords(file, at, size, element, format, into));
            }

            skipLines += element.Count;
            at = checked(at + size * element.Count);
        }
    }

    private static Signal OfRecords(ByteSource file, long start, long size, PlyElement element, string format, Extraction into)
    {
        var fields = new List<PointField>();
        var place = 0L;
        foreach (var property in element.Properties)
        {
            fields.Add(new(property.Name, place, size, property.Type));
            place += property.Type.Bits / 8;
        }

        var there = Math.Min(element.Count, Math.Max(0, file.Length - start) / size);
        if (there < element.Count)
        {
            into.Warn($"{element.Count} vertices are announced, and {there} are there.");
        }

        var values = new PointValues(() => new PartSource(file, start), fields, there) { BigEndian = format is "binary_big_endian" };
        return Cloud(fields, there, values);
    }

    private static Signal OfText(ByteSource file, long start, long skip, PlyElement element, Extraction into, CancellationToken ct)
    {
        var lines = new Lines(file, start);
        for (var i = 0L; i < skip && lines.Next(out _); i++)
        {
            ct.ThrowIfCancellationRequested();
        }

        var rows = new TextRows(new(file, 0, Encoding.UTF8, "", (byte)'\n'), lines.Position, Dialect.Blanks);
        var there = file.Length < TextRows.MostScanned ? Math.Min(element.Count, rows.Count(out _, ct)) : element.Count;
        if (there < element.Count)
        {
            into.Warn($"{element.Count} vertices are announced, and {there} are there.");
        }

        List<PointField> fields = [.. element.Properties.Select((property, i) => new PointField(property.Name, i, 0, property.Type))];
        return Cloud(fields, there, new PointText(rows, fields, there));
    }

    private static Signal Cloud(List<PointField> fields, long count, SignalValues values) => new()
    {
        Name = "vertex",
        Type = SignalType.PointCloud,
        Element = PointField.Common(fields),
        Axes = [new Axis("point", count), new Axis("component", fields.Count)],
        Columns = [.. fields.Select(field => field.Name)],
        Values = values,
    };

    private static List<PlyElement> Header(ByteSource file, Extraction into, out string format, out long start)
    {
        var end = FileHead.Of(file).Bytes.Span is var head && head.Contains((byte)'\n') ? (byte)'\n' : (byte)'\r';
        var lines = new Lines(file, 0, end);
        var elements = new List<PlyElement>();
        format = "";
        while (lines.Next(out var bytes) && lines.Position < MostHeader)
        {
            var line = Encoding.Latin1.GetString(bytes).Trim();
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["format", var name, .. var version]:
                    format = name;
                    into.Metadata.Add("format", name, at: lines.Offset);
                    into.Metadata.Add("version", string.Join(' ', version));
                    break;
                case ["comment" or "obj_info", ..]:
                    Comment(into, words[0], line[words[0].Length..].Trim(), lines.Offset);
                    break;
                case ["element", var name, var count]:
                    var known = long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1L << 40;
                    elements.Add(new(name, known ? number : throw new DamagedException($"{file.Name} claims {count} elements '{name}'", lines.Offset)));
                    break;
                case ["property", "list", _, _, var name]:
                    Last(elements, file, lines.Offset).Properties.Add(new(name, ElementType.UInt8, IsList: true));
                    break;
                case ["property", var type, var name]:
                    Last(elements, file, lines.Offset).Properties.Add(new(name, TypeOf(type, lines.Offset), IsList: false));
                    break;
                case ["end_header"] when format is "ascii" or "binary_little_endian" or "binary_big_endian":
                    start = lines.Position;
                    return elements;
            }
        }

        throw new DamagedException($"The header of {file.Name} has no end, or no format", lines.Offset);
    }

    private static void Comment(Extraction into, string name, string comment, long at)
    {
        if (KeyValues.TryPair(comment, out var key, out var value))
        {
            KeyValues.Add(into.Metadata, into.Facts, key, value, at);
        }
        else if (comment is not "")
        {
            into.Metadata.Add(name, comment, at: at);
        }
    }

    private static PlyElement Last(List<PlyElement> elements, ByteSource file, long at) =>
        elements is [.., { Properties.Count: < 1024 } last] ? last : throw new DamagedException($"{file.Name} has a property that belongs to no element", at);

    private static ElementType TypeOf(string name, long at) => name switch
    {
        "char" or "int8" => ElementType.Int8,
        "uchar" or "uint8" => ElementType.UInt8,
        "short" or "int16" => ElementType.Int16,
        "ushort" or "uint16" => ElementType.UInt16,
        "int" or "int32" => ElementType.Int32,
        "uint" or "uint32" => ElementType.UInt32,
        "int64" or "long" => ElementType.Int64,
        "uint64" or "ulong" => ElementType.UInt64,
        "float" or "float32" => ElementType.Float32,
        "double" or "float64" => ElementType.Float64,
        _ => throw new DamagedException($"Type '{name}' is none of PLY", at),
    };

    private sealed record PlyElement(string Name, long Count)
    {
        public List<PlyProperty> Properties { get; } = [];
    }

    private sealed record PlyProperty(string Name, ElementType Type, bool IsList);
}
