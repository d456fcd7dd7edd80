using System.Xml;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>
/// XML as a tree. What is written as three elements (label, value, unit) is one value; an attribute that is a unit is the value's unit,
/// and one
/// that is a name is its name. Nothing outside of the text is read, and no entity is expanded.
/// </summary>
internal static class XmlTree
{
    private const int Deepest = 64;
    private const int MostNodes = 100_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        ConformanceLevel = ConformanceLevel.Auto,
    };

    /// <summary>Reads as far as the text is XML.</summary>
    /// <returns>What is wrong with the rest; null when nothing is.</returns>
    public static string? Read(string text, MetaGroup into)
    {
        var start = text.IndexOf('<', StringComparison.Ordinal);
        var end = text.LastIndexOf('>');
        if (start < 0 || end < start)
        {
            return "it is no XML";
        }

        var nodes = 0;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text[start..(end + 1)]), Settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    Add(reader, into, 0, ref nodes);
                }
            }

            return nodes > MostNodes ? $"it has more than {MostNodes} elements" : null;
        }
        catch (XmlException failure)
        {
            return failure.Message;
        }
    }

    private static void Add(XmlReader reader, MetaGroup into, int depth, ref int nodes)
    {
        if (++nodes > MostNodes || depth > Deepest)
        {
            reader.Skip();
            return;
        }

        var (name, unit) = (reader.LocalName, (string?)null);
        List<(string Name, string Value)> attributes = [];
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            switch (reader.LocalName)
            {
                case "xmlns" or "xsd" or "xsi" or "schemaLocation":
                    break;
                case "unit" or "units" or "Unit" or "Units":
                    unit = reader.Value;
                    break;
                case "name" or "Name" or "key" when name is "item" or "Item" or "Property" or "property" or "Param" or "param" or "entry":
                    name = reader.Value;
                    break;
                default:
                    attributes.Add((reader.LocalName, reader.Value));
                    break;
            }
        }

        reader.MoveToElement();
        var group = new MetaGroup(name);
        attributes.ForEach(attribute => group.Add(attribute.Name, Typed.Of(attribute.Value)));
        var words = new TextPieces();
        if (!reader.IsEmptyElement)
        {
            while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    Add(reader, group, depth + 1, ref nodes);
                }
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    words.Add(reader.Value);
                }
            }
        }

        Put(group, words.ToString(), unit, into);
    }

    private static void Put(MetaGroup group, string words, string? unit, MetaGroup into)
    {
        if (group.Children.Count == 0)
        {
            into.Add(group.Name, Typed.Of(words), unit);
        }
        else if (Collapsed(group) is { } value)
        {
            into.Add(value);
        }
        else
        {
            if (words.Trim() is { Length: > 0 } text)
            {
                group.Add("", Typed.Of(text), unit);
            }

            into.Add(group);
        }
    }

    private static MetaValue? Collapsed(MetaGroup group)
    {
        var (name, unit, value) = (group.Name, (string?)null, (MetaValue?)null);
        foreach (var child in group.Children)
        {
            if (child is not MetaValue one)
            {
                return null;
            }

            switch (child.Name)
            {
                case "Label":
                    name = one.AsWord ?? name;
                    break;
                case "Value":
                    value = one;
                    break;
                case "Unit" or "Units":
                    unit = one.AsWord;
                    break;
                default:
                    return null;
            }
        }

        return value is null ? null : new MetaValue(name, value.Value) { Unit = unit is "" or "Unitless" ? null : unit };
    }
}
