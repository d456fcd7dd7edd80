using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dewar.Workflows;

/// <summary>
/// Reads a definition that is written as YAML 1.2; what is plain and looks like a number, a truth or nothing is one. It goes from event to event: the
/// library's own trees are made by calls as deep as the text is nested, which ends the process.
/// </summary>
internal sealed partial class YamlNodes
{
    /// <summary>References may name one part again and again.</summary>
    private const int Most = 100_000;

    private const int Deepest = 64;

    private readonly Parser _parser;
    private readonly Dictionary<string, (Node Node, int Parts)> _anchors = new(StringComparer.Ordinal);
    private int _parts;

    private YamlNodes(Parser parser) => _parser = parser;

    /// <exception cref="DefinitionException">It is no YAML; tells where.</exception>
    public static Node Parse(string text)
    {
        try
        {
            var it = new YamlNodes(new(new StringReader(text)));
            it._parser.Consume<StreamStart>();
            if (it._parser.Accept<StreamEnd>(out _))
            {
                throw new DefinitionException(new(1, 1), "There is nothing in it.");
            }

            it._parser.Consume<DocumentStart>();
            var whole = it.Read(0);
            it._parser.Consume<DocumentEnd>();
            return it._parser.Accept<StreamEnd>(out _) ? whole : throw it.Fault("Another document begins here; a workflow is one.");
        }
        catch (YamlException bad)
        {
            throw new DefinitionException(PlaceOf(bad.Start), bad.InnerException?.Message ?? bad.Message);
        }
    }

    private Node Read(int depth)
    {
        if (++_parts > Most || depth > Deepest)
        {
            throw Fault($"There are more than {Most} parts in it, or more than {Deepest} in one another.");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            var (known, parts) = _anchors.TryGetValue(alias.Value.Value, out var found) ? found : throw new DefinitionException(PlaceOf(alias.Start), $"Nothing before it is called '&{alias.Value.Value}'.");
            _parts += parts;
            return known;
        }

        var (from, anchor) = (_parts, _parser.Current is NodeEvent { Anchor: { IsEmpty: false } name } ? name.Value : null);
        var node = Part(depth);
        if (anchor is not null)
        {
            _anchors[anchor] = (node, _parts - from + 1);
        }

        return node;
    }

    private Node Part(int depth)
    {
        var at = PlaceOf(_parser.Current!.Start);
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value, at) : new TextNode(scalar.Value, at);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<Node>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Read(depth + 1));
            }

            return new ListNode(items, at);
        }

        _parser.Consume<MappingStart>();
        var entries = new List<(TextNode, Node)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.TryConsume<Scalar>(out var written) ? new TextNode(written.Value, PlaceOf(written.Start)) : throw Fault("A key is a text.");
            entries.Add((key, Read(depth + 1)));
        }

        return new MapNode(entries, at);
    }

    private DefinitionException Fault(string message) => new(PlaceOf(_parser.Current!.Start), message);

    private static Node Plain(string text, Place at) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new NothingNode(at),
        "true" or "True" or "TRUE" => new TruthNode(true, at),
        "false" or "False" or "FALSE" => new TruthNode(false, at),
        _ when Number().IsMatch(text) => new NumberNode(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), text, at),
        _ => new TextNode(text, at),
    };

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    [GeneratedRegex(@"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
