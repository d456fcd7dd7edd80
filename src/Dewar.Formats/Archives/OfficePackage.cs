using System.Text;
using System.Xml;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>Which program's package a ZIP file is: Office Open XML (ECMA-376) and OpenDocument (ISO 26300) are ZIP files.</summary>
internal static class OfficePackage
{
    public static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true,
        MaxCharactersFromEntities = 1024, CheckCharacters = false,
    };

    /// <summary>xlsx, xlsb, docx, pptx, vsdx, ods, odt, odp; null for other archives.</summary>
    public static string? KindOf(FileHead head)
    {
        if (!head.Has("PK\x03\x04"u8) || head.Bytes.Length < 64)
        {
            return null;
        }

        // An OpenDocument package begins with its own media type, unpacked.
        var bytes = head.Bytes.Span;
        if (bytes[30..].StartsWith("mimetype"u8))
        {
            var type = Encoding.ASCII.GetString(bytes[38..Math.Min(bytes.Length, 120)]);
            return type.Contains("oasis.opendocument.spreadsheet", StringComparison.Ordinal) ? "ods"
                : type.Contains("oasis.opendocument.text", StringComparison.Ordinal) ? "odt"
                : type.Contains("oasis.opendocument.presentation", StringComparison.Ordinal) ? "odp"
                : null;
        }

        var name = Encoding.ASCII.GetString(bytes.Slice(30, Math.Min(32, bytes.Length - 30)));
        string[] first = ["[Content", "_rels/", "docProps/", "xl/", "word/", "ppt/", "visio/", "customXml/"];
        if (!first.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
        {
            return null;
        }

        try
        {
            return KindOf(new ZipDirectory(head.Source));
        }
        catch (Exception failure) when (failure is DamagedException or OverflowException)
        {
            return null;
        }
    }

    public static string? KindOf(ZipDirectory zip)
    {
        foreach (var member in zip.Members)
        {
            var kind = member.Name switch
            {
                _ when member.Name.EndsWith("workbook.bin", StringComparison.OrdinalIgnoreCase) => "xlsb",
                _ when member.Name.EndsWith("xl/workbook.xml", StringComparison.OrdinalIgnoreCase) => "xlsx",
                _ when member.Name.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase) => "xlsx",
                _ when member.Name.StartsWith("word/document", StringComparison.OrdinalIgnoreCase) => "docx",
                _ when member.Name.StartsWith("ppt/presentation", StringComparison.OrdinalIgnoreCase) => "pptx",
                _ when member.Name.StartsWith("visio/", StringComparison.OrdinalIgnoreCase) => "vsdx",
                _ => null,
            };
            if (kind is not null)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>Opens an XML part; null when it is not there.</summary>
    public static XmlReader? Part(ZipDirectory zip, string name, long most) =>
        zip.Find(name) is { } member && zip.Open(member, most) is { } stream ? XmlReader.Create(stream, Safe) : null;

    /// <summary>The first words of a part; paragraphs are lines.</summary>
    public static string Words(ZipDirectory zip, string part, int most)
    {
        var words = new StringBuilder();
        try
        {
            using var xml = Part(zip, part, 16 << 20);
            while (words.Length < most && xml?.Read() == true)
            {
                if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace)
                {
                    words.Append(xml.Value);
                }
                else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName is "p" or "h" && words.Length > 0)
                {
                    words.Append('\n');
                }
            }
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException)
        {
            // What came before is kept.
        }

        return words.ToString(0, Math.Min(words.Length, most));
    }

    /// <summary>Adds the simple values of a part with properties, and tells them in common names.</summary>
    public static void Properties(ZipDirectory zip, Extraction into)
    {
        foreach (var (part, group) in new[] { ("docProps/core.xml", "core properties"), ("docProps/app.xml", "application"), ("meta.xml", "meta") })
        {
            using var xml = Part(zip, part, 1 << 20);
            if (xml is not null)
            {
                ReadSimple(xml, into.Metadata.AddGroup(group));
            }
        }

        foreach (var group in into.Metadata.Children.OfType<MetaGroup>().Where(group => group.Name is "core properties" or "application" or "meta").ToList())
        {
            string From(string name) => $"{group.Name}/{name}";
            into.Facts.Tell(CoreNames.Title, group.Word("title"), From("title"));
            into.Facts.Tell(CoreNames.Description, group.Word("description"), From("description"));
            into.Facts.Tell(CoreNames.Operator, group.Word("creator") ?? group.Word("initial-creator"), From("creator"), "The author of the document.");
            var created = TimeText.Parse(group.Word("created") ?? group.Word("creation-date"));
            into.Facts.Tell(CoreNames.AcquiredAt, created, From("created"), "When the document was made.");
            into.Facts.Tell(CoreNames.Software, (group.Word("Application") ?? group.Word("generator")) is { } program
                ? $"{program} {group.Word("AppVersion")}".Trim() : null, From("Application"));
        }
    }

    private static void ReadSimple(XmlReader xml, MetaGroup into)
    {
        try
        {
            string? name = null;
            while (xml.Read() && into.Children.Count < 200)
            {
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        name = xml.LocalName is "user-defined" ? xml.GetAttribute("name", xml.NamespaceURI) ?? xml.LocalName : xml.LocalName;
                        for (var more = xml.LocalName is "document-statistic" && xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
                        {
                            into.Add(xml.LocalName, TextValue.Typed(xml.Value));
                        }

                        break;
                    case XmlNodeType.Text when name is not null:
                        into.Add(name, xml.Value.Length > 2000 ? xml.Value[..2000] : xml.Value);
                        name = null;
                        break;
                    case XmlNodeType.EndElement:
                        name = null;
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException)
        {
            // What came before is kept.
        }
    }
}
