using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Formats.Tables;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Surfaces of triangles in STL, binary or text: the corners are the points.</summary>
public sealed class MeshReader : IFormatReader
{
    private const int HeaderLength = 84;
    private const int TriangleLength = 50;

    public string Name => "stl";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Stereolithography (STL)", ".stl", "The corners of the triangles as points; their number, the name.", "3D Systems: StereoLithography Interface Specification (1989)")];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Length >= HeaderLength && head.Bytes.Length >= HeaderLength)
        {
            var triangles = BitConverter.ToUInt32(head.Bytes.Span[80..]);
            if (triangles > 0 && head.Length == HeaderLength + (long)TriangleLength * triangles)
            {
                return head.Named(".stl") ? Likelihood.BySignature : Likelihood.ByContent;
            }
        }

        return head.Has("solid"u8) && head.Bytes.Span.IndexOf("facet normal"u8) > 0 ? Likelihood.BySignature
            : head.Named(".stl") && head.Length >= HeaderLength ? Likelihood.ByName
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Stereolithography (STL)", "model/stl");
        var head = FileHead.Of(file);
        if (head.Has("solid"u8) && head.Bytes.Span.IndexOf("facet normal"u8) > 0)
        {
            OfText(file, into, ct);
            return;
        }

        var cursor = new Cursor(file);
        var words = cursor.Text(80);
        into.Metadata.Add("header", words.Any(char.IsControl) ? null : words, at: 0);
        var claimed = cursor.U32();
        into.Metadata.Add("triangles", claimed, at: 80);
        var triangles = Math.Min(claimed, (file.Length - HeaderLength) / TriangleLength);
        if (triangles < claimed)
        {
            into.Warn($"{claimed} triangles are announced, and {triangles} are there.");
        }

        // A normal, three corners, two bytes that programs use for colours.
        PointField[] fields =
        [
            new("x", 12, TriangleLength, ElementType.Float32), new("y", 16, TriangleLength, ElementType.Float32), new("z", 20, TriangleLength, ElementType.Float32),
        ];
        var values = new PointValues(() => new PartSource(file, HeaderLength), fields, triangles * 3) { Together = (3, 12) };
        into.Add(Corners(triangles * 3, values));
    }

    private static void OfText(ByteSource file, Extraction into, CancellationToken ct)
    {
        var lines = new Lines(file, 0);
        if (lines.Next(out var first))
        {
            into.Metadata.Add("name", Encoding.UTF8.GetString(first)["solid".Length..].Trim(), at: 0);
        }

        var corners = new List<float>();
        while (lines.Next(out var line) && corners.Count < 30_000_000)
        {
            ct.ThrowIfCancellationRequested();
            line = line.TrimStart(" \t"u8);
            if (line.StartsWith("vertex"u8))
            {
                AddNumbers(line["vertex".Length..], 3, corners);
            }
        }

        into.Metadata.Add("triangles", corners.Count / 9);
        into.Add(Corners(corners.Count / 3, MemoryPoints.Of(corners, 3)));
    }

    internal static void AddNumbers(ReadOnlySpan<byte> line, int count, List<float> into)
    {
        Span<(int Start, int End)> places = stackalloc (int, int)[8];
        var there = Dialect.Blanks.Split(line, places);
        for (var i = 0; i < count; i++)
        {
            into.Add(i < Math.Min(there, places.Length) && Dialect.Blanks.TryNumber(line[places[i].Start..places[i].End], out var number) ? (float)number : float.NaN);
        }
    }

    internal static Signal Corners(long count, SignalValues values) => new()
    {
        Name = "",
        Type = SignalType.PointCloud,
        Element = ElementType.Float32,
        Axes = [new Axis("point", count), new Axis("component", 3)],
        Columns = ["x", "y", "z"],
        Values = values,
    };
}
