using System.Text;
using System.Xml;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// XML as a tree of metadata: an element with nothing but text becomes a value, any other a group, and its attributes values in it.
/// An attribute that is a unit is the value's unit, and one that is a name is its name; an element of a label, a value and a unit is one
/// value. Document types and their entities are not looked at. Long texts (pictures in Base64, lists of counts) stay out of the tree.
/// </summary>
public sealed class XmlTree
{
    private const int MostDepth = 64;
    private const int LongText = 4096;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CheckCharacters = false,
        ConformanceLevel = ConformanceLevel.Auto,
        MaxCharactersInDocument = 512L << 20,
    };

    private readonly Dictionary<(MetaGroup, string), string> _long = [];
    private int _nodes;

    /// <summary>Elements and attributes after which it ends.</summary>
    public int MostNodes { get; init; } = 100_000;

    /// <summary>Elements that are called in the tree what one of their attributes says.</summary>
    public (string Element, string Attribute)? NamedBy { get; init; }

    /// <summary>Elements whose text is data, however short it is, and stays out of the tree.</summary>
    public IReadOnlySet<string> Data { get; init; } = new HashSet<string>();

    /// <summary>Elements that are left out with all in them.</summary>
    public IReadOnlySet<string> LeftOut { get; init; } = new HashSet<string>();

    /// <summary>Numbers may have a comma where others have a point.</summary>
    public bool DecimalComma { get; init; }

    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings);

    public static XmlReader Open(TextReader text) => XmlReader.Create(text, Settings);

    /// <summary>The text of an element that was too long for the tree; null when there is none.</summary>
    public string? LongTextOf(MetaGroup parent, string name) => _long.GetValueOrDefault((parent, name));

    /// <summary>Adds what of a text is XML, whatever stands before and after it.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string text, MetaGroup into)
    {
        var (start, end) = (text.IndexOf('<'), text.LastIndexOf('>'));
        if (start < 0 || end < start)
        {
            return "it is no XML";
        }

        try
        {
            new XmlTree().AddTo(into, text[start..(end + 1)], into.Name is "" ? "the file" : into.Name);
            return null;
        }
        catch (DamagedException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Adds a document, or what there is of it before its first fault.</summary>
    /// <exception cref="DamagedException">It is no XML, or has more in it than anybody could read.</exception>
    public void AddTo(MetaGroup into, string xml, string what)
    {
        try
        {
            using var reader = Open(new StringReader(xml));
            while (reader.MoveToContent() == XmlNodeType.Element)
            {
                Add(into, reader);
                reader.Read();
            }

            if (!reader.EOF || _nodes == 0)
            {
                throw new DamagedException($"In {what} stands text where XML was expected");
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

    /// <summary>Adds the element at which the reader stands; it stands on its end afterwards.</summary>
    /// <exception cref="DamagedException">It has more in it than anybody could read.</exception>
    public void Add(MetaGroup into, XmlReader reader) => Add(into, reader, 0);

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

    private void Add(MetaGroup into, XmlReader reader, int depth)
    {
        if (++_nodes > MostNodes || depth > MostDepth)
        {
            throw new DamagedException(depth > MostDepth
                ? $"The XML is nested more than {MostDepth} deep"
                : $"The XML has more than {MostNodes} elements and attributes");
        }

        if (LeftOut.Contains(reader.LocalName))
        {
            LeaveOut(reader);
            return;
        }

        var group = new MetaGroup(NameOf(reader));
        var unit = AddAttributes(group, reader);
        var (text, isEmpty) = (new TextPieces(), reader.IsEmptyElement);
        try
        {
            while (!isEmpty && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    Add(group, reader, depth + 1);
                }
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    text.Add(reader.Value);
                }
            }
        }
        finally
        {
            // What came before a fault stays.
            Put(into, group, text.ToString(), unit);
        }
    }

    private string NameOf(XmlReader reader)
    {
        var name = reader.LocalName;
        var said = NamedBy is var (element, attribute) && name == element ? reader.GetAttribute(attribute)
            : name.ToLowerInvariant() is "item" or "property" or "param" or "parameter" or "entry"
                ? reader.GetAttribute("name") ?? reader.GetAttribute("Name")
            : null;
        said ??= reader.GetAttribute("key");
        return said is { Length: > 0 } ? said : name;
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

    /// <returns>The unit, where an attribute is one.</returns>
    private string? AddAttributes(MetaGroup group, XmlReader reader)
    {
        var unit = (string?)null;
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.LocalName is "unit" or "units" or "Unit" or "Units")
            {
                unit = reader.Value;
            }
            else if (reader.Prefix is not ("xmlns" or "xsi") && reader.Name is not ("xmlns" or "xsd" or "xsi") && reader.Value != group.Name
                && ++_nodes <= MostNodes)
            {
                AddText(group, reader.LocalName, reader.Value, null);
            }
        }

        reader.MoveToElement();
        return unit;
    }

    private void Put(MetaGroup into, MetaGroup group, string text, string? unit)
    {
        if (group.Children.Count == 0)
        {
            AddText(into, group.Name, text, unit);
        }
        else if (Labelled(group) is { } value)
        {
            into.Add(value);
        }
        else
        {
            into.Add(group);
            if (unit is not null || !string.IsNullOrWhiteSpace(text))
            {
                AddText(group, "#text", text, unit);
            }
        }
    }

    // <X><Label>Stage X</Label><Value>1</Value><Unit>m</Unit></X>
    private static MetaValue? Labelled(MetaGroup group)
    {
        var (name, unit, value) = (group.Name, (string?)null, (MetaValue?)null);
        foreach (var child in group.Children)
        {
            switch (child)
            {
                case MetaValue { Name: "Label" } label:
                    name = label.AsWord ?? name;
                    break;
                case MetaValue { Name: "Value" } one:
                    value = one;
                    break;
                case MetaValue { Name: "Unit" or "Units" } said:
                    unit = said.AsWord;
                    break;
                default:
                    return null;
            }
        }

        return value is null ? null : new MetaValue(name, value.Value) { Unit = unit is "" or "Unitless" ? null : unit };
    }

    private void AddText(MetaGroup group, string name, string text, string? unit)
    {
        if (text.Length > LongText || Data.Contains(name))
        {
            _long.TryAdd((group, name), text);
        }
        else
        {
            group.Add(name, text is "" ? null : TextValue.Typed(text, DecimalComma), unit);
        }
    }
}
