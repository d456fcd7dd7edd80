using System.Xml;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>
/// Elements of XML as a tree: an element with text alone is a value, its attribute <c>unit</c> the unit. Definitions of types are refused, so that no
/// entity can grow and no other file be fetched.
/// </summary>
internal static class XmlTree
{
    private const int Deepest = 64;
    private const int MostNodes = 50_000;

    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings());

    public static void Read(string text, MetaGroup into)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings());
        try
        {
            reader.MoveToContent();
            var nodes = 0;
            ReadChildren(reader, into, 1, ref nodes);
        }
        catch (XmlException broken)
        {
            throw new DamagedException($"The XML is broken: {broken.Message}");
        }
    }

    /// <summary>Reads what is in the element at which the reader stands, up to its end.</summary>
    /// <returns>The text in it.</returns>
    public static string ReadChildren(XmlReader reader, MetaGroup into, int depth, ref int nodes)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var text = new TextPieces();

        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                text.Add(reader.Value);
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                ReadElement(reader, into, depth, ref nodes);
            }
        }

        return text.ToString().Trim();
    }

    /// <summary>Adds the element at which the reader stands.</summary>
    public static void ReadElement(XmlReader reader, MetaGroup into, int depth, ref int nodes)
    {
        if (depth > Deepest || ++nodes > MostNodes)
        {
            throw new DamagedException(depth > Deepest ? "The XML is nested too deeply" : "The XML has too many elements");
        }

        var (name, unit, key) = (reader.LocalName, reader.GetAttribute("unit") ?? reader.GetAttribute("units"), reader.GetAttribute("key"));
        var group = new MetaGroup(key ?? name);
        for (var i = 0; i < Math.Min(reader.AttributeCount, 100); i++)
        {
            reader.MoveToAttribute(i);
            if (reader.LocalName is not ("unit" or "units" or "key") && reader.Prefix is not "xmlns" && reader.Name is not "xmlns" && reader.Prefix is not "xsi")
            {
                group.Add(reader.LocalName, reader.Value);
                nodes++;
            }
        }

        reader.MoveToElement();
        var text = ReadChildren(reader, group, depth + 1, ref nodes);
        object? value = text is "" ? null : NumberText.TryParse(text, out var number) ? number : text;
        if (group.Children.Count == 0)
        {
            into.Add(group.Name, value, unit);
            return;
        }

        into.Add(group);
        if (value is not null)
        {
            group.Add("value", value, unit);
        }
    }

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 512L << 20,
        IgnoreComments = true,
        IgnoreWhitespace = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };
}
