using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>Any text that no other reader knows: its first lines, and what in it looks like names with values.</summary>
public sealed class PlainTextReader : IFormatReader
{
    public const int MostLines = 200;
    private const int MostPairs = 4000;
    private static readonly string[] Endings = [".txt", ".log", ".md", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".toml", ".rst"];

    public string Name => "text";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Plain text", ".txt .log .md .ini .cfg .yaml .yml .toml", "The first lines; sections, and names with values.", "Unicode 16, chapter 23.8 (byte-order marks)"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Length == 0 || TextBytes.Guess(head.Bytes.Span, head.Length > head.Bytes.Length, out _) is null)
        {
            return Likelihood.No;
        }

        // Text that is filled up with zeros; some binary formats begin with words, too.
        if (head.Bytes.Span is [.., 0] && Unknown.Signatures.Find(head).Format is not ("Plain text" or "Unknown"))
        {
            return Likelihood.No;
        }

        return head.Named(Endings) ? Likelihood.ByName : Likelihood.Fallback;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var text = TextBytes.Of(file) ?? throw new DamagedException($"{file.Name} is no text", 0);
        (into.Format, into.MediaType) = Unknown.Signatures.Find(FileHead.Of(file)) is var known && known.Format is "Plain text" or "Unknown" ? FormatOf(file.Name) : known;
        into.Metadata.Add("encoding", text.EncodingName);
        into.Add(Beginning(text));
        Pairs(text, into);
        into.Metadata.Add("lines", Bytes.LineFeeds.In(text.Bytes, Tables.TextRows.MostScanned, ct));
    }

    /// <summary>The first lines of a text, as a signal.</summary>
    internal static Signal Beginning(TextBytes text)
    {
        var words = new StringBuilder();
        var lines = new Lines(text);
        for (var i = 0; i < MostLines && words.Length < FileHead.Size && lines.Next(out var line); i++)
        {
            words.Append(text.Encoding.GetString(line[..Math.Min(line.Length, 4096)])).Append('\n');
        }

        return new Signal { Name = "", Type = SignalType.Text, Text = words.ToString().Replace("\0", "", StringComparison.Ordinal) };
    }

    private static (string Format, string MediaType) FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".md" => ("Markdown text", "text/markdown"),
        ".yaml" or ".yml" => ("YAML text", "application/yaml"),
        ".toml" => ("TOML text", "application/toml"),
        ".ini" or ".cfg" or ".conf" => ("Settings (text)", "text/plain"),
        ".log" => ("Log (text)", "text/plain"),
        ".py" => ("Python program", "text/x-python"),
        ".m" => ("MATLAB program", "text/plain"),
        ".html" or ".htm" => ("Web page (HTML)", "text/html"),
        _ => ("Plain text", "text/plain"),
    };

    private static void Pairs(TextBytes text, Extraction into)
    {
        var group = into.Metadata;
        var lines = new Lines(text);
        var pairs = 0;
        while (pairs < MostPairs && lines.Position - text.Start < 512 * 1024 && lines.Next(out var bytes))
        {
            if (bytes.Length is 0 or > 2000)
            {
                continue;
            }

            var line = text.Encoding.GetString(bytes).TrimEnd('\0');
            if (KeyValues.Section(line) is { } section)
            {
                group = into.Metadata.AddGroup(section);
            }
            else if (KeyValues.TryPair(line, out var key, out var value))
            {
                pairs++;
                KeyValues.Add(group, into.Facts, key, value, text.Bytes.Length == 0 ? null : lines.Offset);
            }
        }
    }
}
