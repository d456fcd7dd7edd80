using System.Text.Json;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Grows a tree of metadata as values of JSON come. Arrays of plain values stay arrays; of other arrays the elements are numbered.</summary>
/// <param name="into">Where the tree grows.</param>
/// <param name="start">Where the text begins, in bytes; null when it has no place in the file.</param>
internal sealed class JsonTree(MetaGroup into, long? start)
{
    public const int MostDepth = 64;
    public const int MostNodes = 20_000;
    private const int MostItems = 100_000;

    /// <summary>With what people write into JSON by hand.</summary>
    public static readonly JsonReaderOptions Options =
        new() { MaxDepth = 1000, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowMultipleValues = true };

    private readonly Stack<Frame> _open = new();
    private int _nodes;
    private string _name = "";

    /// <summary>Values that stand in no other.</summary>
    public long Roots { get; private set; }

    public bool IsFull => _nodes >= MostNodes;

    /// <summary>Something was nested too deep to be shown.</summary>
    public bool IsDeep { get; private set; }

    /// <summary>Adds a text.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string text, MetaGroup into)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Options);
        var tree = new JsonTree(into, null);
        try
        {
            while (reader.Read() && !tree.IsFull)
            {
                tree.Add(ref reader);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return Reason(failure);
        }

        return tree.Roots == 0 ? "it is empty" : tree.IsFull ? $"it has more than {MostNodes} values" : tree.IsDeep ? $"it is nested more than {MostDepth} deep" : null;
    }

    /// <summary>Why a text is no JSON.</summary>
    public static string Reason(Exception failure) =>
        failure is InvalidOperationException ? "a word in it is no Unicode"
        : failure.Message.Contains("maximum", StringComparison.Ordinal) ? "it is nested too deeply"
        : "it ends, or goes on otherwise than JSON can";

    public void Add(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _name = Short(reader.GetString() ?? "");
                return;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Open(reader.TokenType == JsonTokenType.StartArray);
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Close();
                return;
        }

        object? value = reader.TokenType switch
        {
            JsonTokenType.String => Short(reader.GetString() ?? ""),
            JsonTokenType.Number => reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var number) ? number : null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };
        Roots += _open.Count == 0 ? 1 : 0;
        if (_open.TryPeek(out var top) && top.Items is { } items)
        {
            if (items.Count < MostItems)
            {
                items.Add(value);
            }

            return;
        }

        _nodes++;
        var group = top is null ? into : top.Group;
        group?.Add(top?.IsArray == true ? $"{group.Children.Count}" : _name, value, at: start + reader.TokenStartIndex);
    }

    private void Open(bool isArray)
    {
        Roots += _open.Count == 0 ? 1 : 0;
        if (_open.Count >= MostDepth)
        {
            IsDeep = true;
            _open.Push(new(null, _name, isArray));
            return;
        }

        var parent = _open.TryPeek(out var top) ? top.Group ?? Spread(top) : into;
        var name = top?.IsArray == true && parent is not null ? $"{parent.Children.Count}" : _name;
        var frame = new Frame(parent, name, isArray);
        if (isArray)
        {
            frame.Items = [];
        }
        else
        {
            _nodes++;
            frame.Group = top is null && Roots == 1 ? into : parent?.AddGroup(name);
        }

        _open.Push(frame);
    }

    // An array of more than plain values.
    private MetaGroup? Spread(Frame array)
    {
        if (array.Items is null || array.Parent is null)
        {
            return null;
        }

        array.Group = _open.Count == 1 && Roots == 1 ? into : array.Parent.AddGroup(array.Name);
        foreach (var item in array.Items.Take(MetaValue.Most))
        {
            array.Group.Add($"{array.Group.Children.Count}", item);
            _nodes++;
        }

        array.Items = null;
        _nodes++;
        return array.Group;
    }

    private void Close()
    {
        if (_open.TryPop(out var closed) && closed is { Items: { } items, Parent: { } parent })
        {
            _nodes++;
            parent.Add(closed.Name, Plain(items));
        }
    }

    private static object Plain(List<object?> items)
    {
        if (items.Count > 0 && items.TrueForAll(item => item is long))
        {
            return items.Cast<long>().ToArray();
        }

        if (items.Count > 0 && items.TrueForAll(item => item is long or double))
        {
            return items.Select(Convert.ToDouble).ToArray();
        }

        return items.Count > 0 && items.TrueForAll(item => item is bool)
            ? items.Cast<bool>().ToArray()
            : items.Select(item => item?.ToString() ?? "null").ToArray();
    }

    private static string Short(string word) => word.Length > 2000 ? word[..2000] : word;

    private sealed class Frame(MetaGroup? parent, string name, bool isArray)
    {
        public MetaGroup? Parent => parent;

        public string Name => name;

        public bool IsArray => isArray;

        public MetaGroup? Group { get; set; }

        public List<object?>? Items { get; set; }
    }
}
