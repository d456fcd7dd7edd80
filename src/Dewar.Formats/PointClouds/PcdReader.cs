using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Formats.Tables;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Point Cloud Data of the Point Cloud Library, versions 0.5 to 0.7: as text, as records, and compressed. Kodak's Photo CD images, also .pcd, are named.</summary>
public sealed class PcdReader : IFormatReader
{
    private const int MostHeader = 64 * 1024;
    private const int MostInflated = 256 << 20;
    private const int MostFields = 4096;

    public string Name => "pcd";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Point Cloud Data (PCD)", ".pcd", "The points with all their fields, packed colours taken apart; viewpoint, width and height.", "PCL: The PCD file format, version 0.7"),
        new("Kodak Photo CD image", ".pcd", "Its name only.", "The signature PCD_IPI at byte 2048"),
    ];

    public Likelihood Recognise(FileHead head) =>
        IsPhotoCd(head) || head.Has("# .PCD"u8) ? Likelihood.BySignature
        : HasWords(head.Bytes.Span) ? Likelihood.ByContent
        : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        if (IsPhotoCd(FileHead.Of(file)))
        {
            (into.Format, into.MediaType) = ("Kodak Photo CD image", "image/x-photo-cd");
            into.Warn("Photo CD pictures are not read; this is no point cloud.");
            return;
        }

        (into.Format, into.MediaType) = ("Point Cloud Data (PCD)", "application/vnd.pointcloud.pcd");
        var header = Header(file, into.Metadata, out var start);
        var count = header.Points(file.Name);
        var data = header.Word("DATA");
        var fields = new List<PointField>();
        var layout = header.Fields(file.Name, MostFields);
        var recordSize = layout.Sum(field => (long)field.Type.Bits / 8 * field.Count);
        var columns = data is "ascii";
        var place = 0L;
        foreach (var (name, type, each) in layout)
        {
            if (name != "_")
            {
                Add(fields, name, type, each, data, place, recordSize, count);
            }

            place += columns ? each : type.Bits / 8 * each;
        }

        if (fields.Count > MostFields)
        {
            throw new DamagedException($"The header of {file.Name} claims {fields.Count} numbers for each point", 0);
        }

        var (values, there) = Values(file, data, start, fields, recordSize, count, into, ct);
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.PointCloud,
            Element = PointField.Common(fields),
            Axes = [new Axis("point", there), new Axis("component", fields.Count)],
            Columns = [.. fields.Select(field => field.Name)],
            Values = values,
        });
    }

    // For text a field's place is its number in the line; compressed, all values of a field lie together.
    private static void Add(List<PointField> fields, string name, ElementType type, int each, string? data, long place, long recordSize, long count)
    {
        if (data is "ascii")
        {
            var before = fields.Count;
            PointField.Add(fields, name, 0, 0, type, each);
            for (var i = before; i < fields.Count; i++)
            {
                fields[i] = fields[i] with { Start = place + (fields[i].Byte is null ? i - before : 0) };
            }
        }
        else if (data is "binary_compressed")
        {
            PointField.Add(fields, name, checked(place * count), type.Bits / 8 * each, type, each);
        }
        else
        {
            PointField.Add(fields, name, place, recordSize, type, each);
        }
    }

    private static (SignalValues? Values, long Count) Values(
        ByteSource file, string? data, long start, List<PointField> fields, long recordSize, long count, Extraction into, CancellationToken ct)
    {
        if (fields.Count == 0)
        {
            throw new DamagedException($"The header of {file.Name} names no fields", 0);
        }

        switch (data)
        {
            case "ascii":
                var rows = new TextRows(new(file, 0, Encoding.UTF8, "", (byte)'\n'), start, Dialect.Blanks);
                var lines = file.Length < TextRows.MostScanned ? rows.Count(out _, ct) : count;
                if (lines < count)
                {
                    into.Warn($"{count} points are announced, and {lines} are there.");
                }

                return (new PointText(rows, fields, Math.Min(count, lines)), Math.Min(count, lines));
            case "binary":
                var whole = recordSize == 0 ? 0 : Math.Min(count, (file.Length - start) / recordSize);
                if (whole < count)
                {
                    into.Warn($"{count} points are announced, and {whole} are there.");
                }

                return (new PointValues(() => new PartSource(file, start), fields, whole), whole);
            case "binary_compressed":
                return (Compressed(file, start, fields, recordSize, count, into), count);
            default:
                throw new DamagedException($"{file.Name} has data of a kind that is none of PCD: {data}", start);
        }
    }

    private static PointValues? Compressed(ByteSource file, long start, List<PointField> fields, long recordSize, long count, Extraction into)
    {
        var cursor = new Cursor(file, start);
        var (packed, size) = (cursor.U32(), cursor.U32());
        into.Metadata.Add("compressed size", packed, "bytes", start);
        into.Metadata.Add("uncompressed size", size, "bytes", start + 4);
        if (size != checked(recordSize * count))
        {
            into.Warn($"The points take {recordSize * count} bytes, and {size} are announced.");
        }

        if (packed > cursor.Left)
        {
            into.Warn($"The compressed points take {packed} bytes, and {cursor.Left} are there.");
        }

        if (size > MostInflated || recordSize * count > size)
        {
            into.Warn("The values can't be read.");
            return null;
        }

        var inflated = new Lazy<ByteSource>(() => new MemorySource(file.Name, Unpacked(file.ReadBytes(start + 8, packed), (int)size)));
        return new PointValues(() => inflated.Value, fields, count);
    }

    private static byte[] Unpacked(byte[] packed, int size)
    {
        var bytes = new byte[size];
        var there = Codecs.Lzf.Decode(packed, bytes);
        return there == size ? bytes : throw new DamagedException($"The compressed points give {there} bytes, and {size} are announced");
    }

    private static PcdHeader Header(ByteSource file, MetaGroup into, out long start)
    {
        var lines = new Lines(file, 0);
        var header = new PcdHeader();
        while (lines.Next(out var bytes))
        {
            if (lines.Position > MostHeader)
            {
                break;
            }

            var words = Encoding.Latin1.GetString(bytes).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [] or [['#', ..], ..])
            {
                continue;
            }

            header.Add(words[0].ToUpperInvariant(), words[1..], into, lines.Offset);
            if (words[0].Equals("DATA", StringComparison.OrdinalIgnoreCase))
            {
                start = lines.Position;
                return header;
            }
        }

        throw new DamagedException($"The header of {file.Name} has no end: there is no line that begins with DATA", lines.Offset);
    }

    private static bool IsPhotoCd(FileHead head) => head.Has("PCD_IPI"u8, 2048) || head.Has("PCD_OPA"u8);

    private static bool HasWords(ReadOnlySpan<byte> bytes)
    {
        var text = bytes[..Math.Min(bytes.Length, 4096)];
        return text.IndexOf("FIELDS "u8) >= 0 && text.IndexOf("DATA "u8) >= 0 && text.IndexOf("SIZE "u8) >= 0 && text.IndexOf("TYPE "u8) >= 0;
    }
}
