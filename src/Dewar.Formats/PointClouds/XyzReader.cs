using Dewar.Formats.PlainText;
using Dewar.Formats.Tables;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Lists of points in text: three numbers in a line, and perhaps colours, an intensity, a normal. Atoms with their elements, also .xyz, are read as a table of positions.</summary>
public sealed class XyzReader : IFormatReader
{
    private static readonly string[] Endings = [".xyz", ".xyzrgb", ".xyzn", ".xyzi", ".pts", ".asc", ".3d"];

    public string Name => "xyz";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Points in text (XYZ, PTS)", ".xyz .pts .asc", "The points, with colours, intensities and normals.", "Numbers in lines; there is no specification"),
        new("Atoms (XYZ)", ".xyz", "The atoms' places, elements and the comment.", "XMol XYZ, and its extended form"),
    ];

    public Likelihood Recognise(FileHead head) =>
        head.Named(Endings) && TextBytes.Of(head) is { } text && (Atoms(text) is not null || Layout(text) is not null) ? Likelihood.ByContent : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var text = TextBytes.Of(file) ?? throw new DamagedException($"{file.Name} is no text", 0);
        into.MediaType = "chemical/x-xyz";
        if (Atoms(text) is { } atoms)
        {
            into.Format = "Atoms (XYZ)";
            into.Metadata.Add("atoms", atoms.Count, at: 0);
            into.Metadata.Add("comment", atoms.Comment);
            into.Facts.Tell(CoreNames.Elements, ElementsOf(text, atoms.Start, atoms.Count), "first column");
            AddPoints(text, atoms.Start, Dialect.Blanks, ["x", "y", "z"], 1, "Å", atoms.Count, into, ct);
            return;
        }

        var layout = Layout(text) ?? throw new DamagedException($"{file.Name} has no lines of three numbers or more", 0);
        (into.Format, into.MediaType) = ("Points in text (XYZ)", "text/plain");
        var width = layout.Columns.Count;
        IReadOnlyList<string> names = layout.HasHeader ? [.. layout.Columns.Select(column => column.Name)] : Names(width, layout);
        AddPoints(text, layout.Start, layout.Dialect, names, 0, null, long.MaxValue, into, ct);
    }

    private static void AddPoints(
        TextBytes text, long start, Dialect dialect, IReadOnlyList<string> names, int first, string? unit, long most, Extraction into, CancellationToken ct)
    {
        var rows = new TextRows(text, start, dialect);
        var count = Math.Min(most, rows.Count(out var estimate, ct));
        if (estimate > count && most == long.MaxValue)
        {
            into.Warn($"Only the first {count} points were counted; there are about {estimate}.");
        }

        PointField[] fields = [.. names.Select((name, i) => new PointField(name, first + i, 0, ElementType.Float64))];
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.PointCloud,
            Element = ElementType.Float64,
            Axes = [new Axis("point", count), new Axis("component", fields.Length)],
            Columns = names,
            ColumnUnits = unit is null ? [] : [.. names.Select(_ => unit)],
            Values = new PointText(rows, fields, count),
        });
    }

    private static TableLayout? Layout(TextBytes text) =>
        TableLayout.Guess(text, oneColumn: false) is { Columns.Count: >= 3 and <= 32, Score.Numeric: 1 } layout ? layout : null;

    // Colours are whole numbers up to 255; normals lie between -1 and 1.
    private static List<string> Names(int width, TableLayout layout)
    {
        List<string> names = ["x", "y", "z"];
        var whole = Enumerable.Range(0, width).Select(column => layout.Sample.All(row =>
            column < row.Length && double.TryParse(row[column], out var number) && number == Math.Truncate(number) && number is >= 0 and <= 255)).ToArray();
        for (var i = 3; i < width;)
        {
            if (i + 2 < width && whole[i] && whole[i + 1] && whole[i + 2])
            {
                names.AddRange("red", "green", "blue");
                i += 3;
            }
            else if (i + 2 < width && !whole[i] && !names.Contains("normal_x"))
            {
                names.AddRange("normal_x", "normal_y", "normal_z");
                i += 3;
            }
            else
            {
                names.Add(names.Contains("intensity") ? $"column {i + 1}" : "intensity");
                i++;
            }
        }

        return names;
    }

    // A count, a comment, and lines of an element and three numbers.
    private static (long Count, string Comment, long Start)? Atoms(TextBytes text)
    {
        var lines = new Lines(text);
        if (!lines.Next(out var first) || !long.TryParse(first.Trim((byte)' '), out var count) || count is < 1 or > 1L << 40 || !lines.Next(out var second))
        {
            return null;
        }

        var comment = text.Encoding.GetString(second[..Math.Min(second.Length, 4096)]).Trim();
        var start = lines.Position;
        if (!lines.Next(out var atom))
        {
            return null;
        }

        var words = text.Encoding.GetString(atom[..Math.Min(atom.Length, 1024)]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 4 && words[0].Length <= 4 && char.IsLetter(words[0][0]) && double.TryParse(words[1], out _) ? (count, comment, start) : null;
    }

    private static SortedSet<string> ElementsOf(TextBytes text, long start, long count)
    {
        var lines = new Lines(text.Bytes, start, text.LineEnd);
        var elements = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0L; i < Math.Min(count, 100_000) && elements.Count < 120 && lines.Next(out var line); i++)
        {
            line = line.TrimStart(" \t"u8);
            var end = line.IndexOfAny((byte)' ', (byte)'\t');
            if (end is > 0 and <= 3)
            {
                elements.Add(text.Encoding.GetString(line[..end]));
            }
        }

        return elements;
    }
}
