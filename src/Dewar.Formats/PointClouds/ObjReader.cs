using System.Text;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Wavefront OBJ: the vertices; faces and groups are counted.</summary>
public sealed class ObjReader : IFormatReader
{
    private const int MostVertices = 10_000_000;

    public string Name => "obj";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Wavefront OBJ", ".obj", "The vertices as points; how many faces there are.", "Wavefront: Advanced Visualizer, appendix B1 (1995)")];

    public Likelihood Recognise(FileHead head)
    {
        if (!head.Named(".obj") || head.Has([0x4c, 0x01]) || head.Has([0x64, 0x86]))
        {
            return Likelihood.No;
        }

        var bytes = head.Bytes.Span;
        return bytes.StartsWith("v "u8) || bytes.IndexOf("\nv "u8) >= 0 ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Wavefront OBJ", "model/obj");
        var lines = new Lines(file, 0);
        var vertices = new List<float>();
        var faces = 0L;
        while (lines.Next(out var line) && vertices.Count < 3 * MostVertices)
        {
            ct.ThrowIfCancellationRequested();
            if (line.StartsWith("v "u8))
            {
                MeshReader.AddNumbers(line[2..], 3, vertices);
            }
            else if (line.StartsWith("f "u8))
            {
                faces++;
            }
            else if (line.Length is > 2 and < 200 && (line.StartsWith("o "u8) || line.StartsWith("mtllib "u8) || line.StartsWith("#"u8)) && into.Metadata.Children.Count < 256)
            {
                var text = Encoding.UTF8.GetString(line);
                into.Metadata.Add(text[0] == '#' ? "comment" : text[..text.IndexOf(' ')], text[(text.IndexOf(' ') + 1)..].Trim(), at: lines.Offset);
            }
        }

        into.Metadata.Add("vertices", vertices.Count / 3);
        into.Metadata.Add("faces", faces);
        into.Add(MeshReader.Corners(vertices.Count / 3, MemoryPoints.Of(vertices, 3)));
    }
}
