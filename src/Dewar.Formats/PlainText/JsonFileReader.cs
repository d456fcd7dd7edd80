using System.Text.Json;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>JSON (RFC 8259), lines of it (NDJSON), and what is written in it: notebooks of Jupyter, GeoJSON. The tree is kept as far as it is small.</summary>
public sealed class JsonFileReader : IFormatReader
{
    private const int MostBytes = 32 << 20;

    public string Name => "json";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("JSON", ".json .ndjson .jsonl .geojson", "The tree of names and values.", "RFC 8259; NDJSON 1.0"),
        new("Jupyter notebooks", ".ipynb", "Title, language, how many cells; the first words.", "nbformat 4"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span.TrimStart(" \t\r\n\uFEFF"u8);
        if (bytes.Length < 2 || bytes[0] is not ((byte)'{' or (byte)'['))
        {
            return Likelihood.No;
        }

        var next = bytes[1..].TrimStart(" \t\r\n"u8);
        var fits = !next.IsEmpty && (bytes[0] == '{' ? next[0] is (byte)'"' or (byte)'}' : next[0] is (byte)'"' or (byte)'{' or (byte)'[' or (byte)']' or (byte)'-' || char.IsAsciiLetterOrDigit((char)next[0]));
        return !fits ? Likelihood.No : head.Named(".json", ".ndjson", ".jsonl", ".ipynb", ".geojson") || bytes[0] == '{' ? Likelihood.ByContent : Likelihood.Fallback;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("JSON", "application/json");
        var text = TextBytes.Of(file) ?? throw new DamagedException($"{file.Name} is no text", 0);
        into.Add(PlainTextReader.Beginning(text));
        var bytes = text.Bytes.ReadBytes(text.Start, Math.Min(text.Bytes.Length - text.Start, MostBytes));
        var whole = text.Bytes.Length - text.Start <= MostBytes;
        var reader = new Utf8JsonReader(bytes, whole, new(JsonTree.Options));
        var tree = new JsonTree(into.Metadata, text.Start);
        try
        {
            while (reader.Read() && !tree.IsFull)
            {
                tree.Add(ref reader);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            var what = $"{file.Name} is no whole JSON: {JsonTree.Reason(failure)}";
            var at = text.Start + reader.BytesConsumed;
            into.Warn(tree.Roots > 0 ? $"{what} (at byte {at})." : throw new DamagedException(what, at));
        }

        if (!whole)
        {
            into.Warn($"Only the first {MostBytes >> 20} MiB were read.");
        }

        Finish(tree, into);
    }

    private static void Finish(JsonTree tree, Extraction into)
    {
        if (tree.Roots > 1)
        {
            (into.Format, into.MediaType) = ("JSON lines (NDJSON)", "application/x-ndjson");
            into.Metadata.Add("values", tree.Roots);
        }

        if (tree.IsFull)
        {
            into.Warn($"Only the first {JsonTree.MostNodes} values are shown.");
        }

        if (tree.IsDeep)
        {
            into.Warn($"What is nested more than {JsonTree.MostDepth} deep is not shown.");
        }

        if (into.Metadata.Find("nbformat") is MetaValue && into.Metadata.Find("cells") is MetaGroup cells)
        {
            (into.Format, into.MediaType) = ("Jupyter notebook", "application/x-ipynb+json");
            Notebook(cells, into);
        }
        else if (into.Metadata.Word("type") is "FeatureCollection" or "Feature")
        {
            (into.Format, into.MediaType) = ("GeoJSON", "application/geo+json");
        }
    }

    private static void Notebook(MetaGroup cells, Extraction into)
    {
        var all = cells.Children.OfType<MetaGroup>().ToList();
        into.Metadata.Add("number of cells", all.Count);
        into.Facts.Tell(CoreNames.Software, into.Metadata.Word("metadata", "kernelspec", "display_name"), "metadata/kernelspec/display_name");
        into.Facts.Tell(CoreNames.Title, into.Metadata.Word("metadata", "title"), "metadata/title");
        foreach (var cell in all.Where(cell => cell.Word("cell_type") is "markdown"))
        {
            var source = cell.Find("source") as MetaValue;
            var line = (source?.Value as string[] ?? [source?.AsWord ?? ""]).FirstOrDefault(line => line.StartsWith('#'));
            into.Facts.Tell(CoreNames.Title, line?.TrimStart('#', ' ').Trim(), "first heading");
        }
    }
}
