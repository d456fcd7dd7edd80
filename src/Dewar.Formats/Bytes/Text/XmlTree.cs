using System.Text;
using System.Xml;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// XML as a tree of metadata: an element with nothing but text becomes a value, any other a group, and its attributes values in it.
/// Document types and their entities are not looked at. Long texts (pictures in Base64, lists of counts) stay out of the tree.
/// </summary>
public sealed class XmlTree
{
    private const int MostNodes = 100_000;
    private const int MostDepth = 64;
    private const int LongText = 4096;
    private readonly Dictionary<(MetaGroup, string), string> _long = [];
    private int _nodes;

    /// <summary>Elements that are called in the tree what one of their attributes says.</summary>
    public (string Element, string Attribute)? NamedBy { get; init; }

    /// <summary>Elements whose text is data, however short it is, and stays out of the tree.</summary>
    public IReadOnlySet<string> Data { get; init; } = new HashSet<string>();

    /// <summary>Elements that are left out with all in them.</summary>
    public IReadOnlySet<string> LeftOut { get; init; } = new HashSet<string>();

    /// <summary>Numbers may have a comma where others have a point.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>The text of an element that was too long for the tree; null when there is none.</summary>
    public string? LongTextOf(MetaGroup parent, string name) => _long.GetValueOrDefault((parent, name));

    /// <summary>Adds a document, or what there is of it before its first fault.</summary>
    /// <exception cref="DamagedException">It is no XML, or has more in it than anybody could read.</exception>
    public void AddTo(MetaGroup into, string xml, string what)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CheckCharacters = false,
        };
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), settings);
            if (reader.MoveToContent() == XmlNodeType.Element)
            {
                AddElement(into, reader, 0);
            }
        }
        catch (XmlException failure)
        {
            throw new DamagedException($"The XML of {what} breaks off: {failure.Message}");
        }
        catch (ArgumentException failure)
        {
            // Characters that XML has no place for, in names.
            throw new DamagedException($"The XML of {what} has names that are none: {failure.Message}");
        }
    }

    /// <summary>Bytes as text: UTF-8 or UTF-16 if they say so or are it, else Latin-1.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes is [0xFE, 0xFF, ..])
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        var content = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        return System.Text.Unicode.Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : Encoding.Latin1.GetString(content);
    }

    // The reader stands on an element; afterwards it stands on its end.
    private void AddElement(MetaGroup into, XmlReader reader, int depth)
    {
        if (++_nodes > MostNodes || depth > MostDepth)
        {
            throw new DamagedException(depth > MostDepth
                ? $"The XML is nested more than {MostDepth} deep"
                : $"The XML has more than {MostNodes} elements");
        }

        if (LeftOut.Contains(reader.LocalName))
        {
            LeaveOut(reader);
            return;
        }

        var name = NamedBy is var (element, attribute) && reader.LocalName == element
            && reader.GetAttribute(attribute) is { Length: > 0 } said
            ? said
            : reader.LocalName;
        var group = new MetaGroup(name);
        AddAttributes(group, reader);
        var plain = group.Children.Count == 0;
        if (!plain)
        {
            into.Add(group);
        }

        if (!reader.IsEmptyElement)
        {
            AddContent(into, group, reader, depth, plain);
        }
        else if (plain)
        {
            into.Add(name, null);
        }
    }

    private static void LeaveOut(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        for (var depth = 1; depth > 0 && reader.Read();)
        {
            depth += reader.NodeType switch { XmlNodeType.Element when !reader.IsEmptyElement => 1, XmlNodeType.EndElement => -1, _ => 0 };
        }
    }

    private void AddContent(MetaGroup into, MetaGroup group, XmlReader reader, int depth, bool plain)
    {
        var pieces = new TextPieces();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                if (plain)
                {
                    into.Add(group);
                    plain = false;
                }

                AddElement(group, reader, depth + 1);
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                pieces.Add(reader.Value);
            }
        }

        var text = pieces.ToString();
        if (plain)
        {
            AddText(into, group.Name, text);
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            AddText(group, "#text", text);
        }
    }

    private void AddAttributes(MetaGroup group, XmlReader reader)
    {
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.Prefix != "xmlns" && reader.Name != "xmlns" && reader.Value != group.Name && ++_nodes <= MostNodes)
            {
                AddText(group, reader.LocalName, reader.Value);
            }
        }

        reader.MoveToElement();
    }

    private void AddText(MetaGroup group, string name, string text)
    {
        if (text.Length > LongText || Data.Contains(name))
        {
            _long.TryAdd((group, name), text);
        }
        else
        {
            group.Add(name, TextValue.Typed(text, DecimalComma));
        }
    }
}
