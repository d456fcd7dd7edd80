using System.Xml;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>XML that no other reader knows: the root, its namespaces, and the tree as far as it is small. Document types are ignored, entities are not expanded, nothing is fetched. HTML gives its title.</summary>
public sealed class XmlFileReader : IFormatReader
{
    private const int MostNodes = 20_000;

    public string Name => "xml";

    public int Version => 2;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("XML", ".xml .svg .xsd", "The root element, namespaces, attributes and words.", "W3C: XML 1.0, fifth edition"),
        new("Web pages (HTML)", ".html .htm", "The title and the first lines.", "WHATWG: HTML"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Bytes.Span.IndexOf((byte)'<') < 0 || TextBytes.Of(head) is not { } text)
        {
            return Likelihood.No;
        }

        var beginning = Start(text, 1024);
        return beginning.StartsWith("<?xml", StringComparison.Ordinal) || IsHtml(beginning) ? Likelihood.ByName
            : beginning.Length > 3 && beginning[0] == '<' && (char.IsLetter(beginning[1]) || beginning[1] is '!' or '_') && beginning.Contains('>') ? Likelihood.ByName
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("XML", "application/xml");
        var text = TextBytes.Of(file) ?? throw new DamagedException($"{file.Name} is no text", 0);
        into.Add(PlainTextReader.Beginning(text));
        if (Start(text, 4096) is var beginning && IsHtml(beginning))
        {
            (into.Format, into.MediaType) = ("Web page (HTML)", "text/html");
            into.Facts.Tell(CoreNames.Title, Between(Start(text, 64 * 1024), "<title", "</title"), "title");
            return;
        }

        using var letters = new StreamReader(new SourceStream(new PartSource(text.Bytes, text.Start)), text.Encoding);
        try
        {
            using var xml = XmlTree.Open(letters);
            Tree(xml, into);
        }
        catch (DamagedException tooMuch)
        {
            into.Warn($"{tooMuch.Message}; the rest is not shown.");
        }
        catch (XmlException failure)
        {
            // With its root it is XML, and damaged.
            var what = $"{file.Name} is no whole XML: {failure.Message}";
            into.Warn(into.Format is "XML" ? throw new DamagedException(what) : what);
        }
    }

    private static void Tree(XmlReader xml, Extraction into)
    {
        while (xml.Read() && xml.NodeType != XmlNodeType.Element)
        {
            if (xml.NodeType == XmlNodeType.DocumentType)
            {
                into.Warn("The document has a type definition, which is ignored.");
            }
        }

        if (xml.NodeType != XmlNodeType.Element)
        {
            throw new XmlException("it has no element");
        }

        Root(xml, into);
        new XmlTree { MostNodes = MostNodes }.Add(into.Metadata, xml);
    }

    private static void Root(XmlReader xml, Extraction into)
    {
        if (xml.NamespaceURI is { Length: > 0 } space)
        {
            into.Metadata.Add("namespace", space);
        }

        (into.Format, into.MediaType) = xml.LocalName switch
        {
            "svg" => ("SVG drawing", "image/svg+xml"),
            "kml" => ("KML map", "application/vnd.google-earth.kml+xml"),
            "OME" => ("OME-XML", "application/xml"),
            "html" => ("Web page (XHTML)", "application/xhtml+xml"),
            var name => ($"XML ({Short(name)})", "application/xml"),
        };
    }

    private static string Start(TextBytes text, int most)
    {
        var bytes = new byte[Math.Min(most, Math.Max(0, text.Bytes.Length - text.Start))];
        return text.Encoding.GetString(bytes.AsSpan(0, text.Bytes.Read(text.Start, bytes))).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
    }

    private static bool IsHtml(string beginning) =>
        beginning.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || beginning.StartsWith("<html", StringComparison.OrdinalIgnoreCase);

    private static string? Between(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.OrdinalIgnoreCase);
        start = start < 0 ? -1 : text.IndexOf('>', start);
        var end = start < 0 ? -1 : text.IndexOf(to, start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : System.Net.WebUtility.HtmlDecode(text[(start + 1)..end]).Trim();
    }

    private static string Short(string word) => word.Length > 2000 ? word[..2000] : word;
}
