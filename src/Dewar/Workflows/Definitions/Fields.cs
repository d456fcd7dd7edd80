using Dewar.Hosting;

namespace Dewar.Workflows;

/// <summary>Takes what is known from a map, one key after the other, notes what does not fit, and at the end what nobody took.</summary>
/// <param name="where">Of which part it tells; empty for the workflow itself.</param>
internal sealed class Fields(MapNode map, string where, List<Finding> findings)
{
    private const int Near = 3;
    private readonly List<string> _known = [];

    public Place At => map.At;

    public Node? Take(string key)
    {
        _known.Add(key);
        var there = map.Entries.Where(entry => entry.Key.Text == key).ToList();
        if (there.Count > 1)
        {
            Doubt(there[^1].Key.At, $"'{key}' stands there {there.Count} times; the last counts.");
        }

        return there is [.., (_, var value)] and not [.., (_, NothingNode)] ? value : null;
    }

    public string? Text(string key, bool isRequired = false) => Take(key) switch
    {
        null when isRequired => Missing(key),
        null => null,
        TextNode text => text.Text,
        NumberNode number => number.Written,
        var other => Wrong<string>(key, "a text", other),
    };

    public bool? Truth(string key) => Take(key) switch
    {
        null => null,
        TruthNode truth => truth.Truth,
        TextNode { Text: "True" or "true" or "yes" } => true,
        TextNode { Text: "False" or "false" or "no" } => false,
        NumberNode { Number: 0 or 1 } number => number.Number > 0,
        var other => Wrong<bool?>(key, "true or false", other),
    };

    public int? Whole(string key, int least, int most) => Number(key) switch
    {
        null => null,
        { } number when number == Math.Floor(number) && number >= least && number <= most => (int)number,
        { } => Mistake<int?>(Take(key)!.At, $"'{key}' must be a whole number from {least} to {most}."),
    };

    public double? Number(string key) => Take(key) switch
    {
        null => null,
        NumberNode number => number.Number,
        TextNode text when double.TryParse(text.Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        var other => Wrong<double?>(key, "a number", other),
    };

    /// <summary>In seconds, or with a unit.</summary>
    public TimeSpan? Time(string key)
    {
        var node = Take(key);
        try
        {
            return node switch
            {
                null => null,
                NumberNode { Number: >= 0 and < 1e9 } number => TimeSpan.FromSeconds(number.Number),
                TextNode text => Duration.Parse(text.Text),
                _ => throw new FormatException(),
            };
        }
        catch (FormatException)
        {
            return Mistake<TimeSpan?>(node!.At, $"'{key}' must be a time: seconds, or a text such as '2h' or '30s'.");
        }
    }

    public long? Size(string key)
    {
        var node = Take(key);
        try
        {
            return node switch
            {
                null => null,
                NumberNode number => checked((long)number.Number),
                TextNode text => Bytes.Parse(text.Text),
                _ => throw new FormatException(),
            };
        }
        catch (Exception bad) when (bad is FormatException or OverflowException)
        {
            return Mistake<long?>(node!.At, $"'{key}' must be a size: bytes, or a text such as '4GB'.");
        }
    }

    /// <summary>One text counts as a list of one.</summary>
    public IReadOnlyList<string>? Texts(string key) => Take(key) switch
    {
        null => null,
        TextNode text => [text.Text],
        ListNode list => [.. list.Items.Select(item => item switch
        {
            TextNode text => text.Text,
            NumberNode number => number.Written,
            TruthNode truth => truth.Truth ? "True" : "False",
            _ => Mistake<string>(item.At, $"In '{key}' only texts may stand, not {item.Kind}.") ?? "",
        })],
        var other => Wrong<IReadOnlyList<string>>(key, "a list of texts", other),
    };

    public IReadOnlyDictionary<string, string> Map(string key)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Entries(key))
        {
            all[name.Text] = value switch
            {
                TextNode text => text.Text,
                NumberNode number => number.Written,
                TruthNode truth => truth.Truth ? "True" : "False",
                NothingNode => "",
                _ => Mistake<string>(value.At, $"'{name.Text}' must be a text, not {value.Kind}.") ?? "",
            };
        }

        return all;
    }

    public IReadOnlyList<(TextNode Key, Node Value)> Entries(string key) => Take(key) switch
    {
        null => [],
        MapNode inner => inner.Entries,
        var other => Wrong<IReadOnlyList<(TextNode, Node)>>(key, "a map", other) ?? [],
    };

    public bool Has(string key) => map.Entries.Any(entry => entry.Key.Text == key && entry.Value is not NothingNode);

    public T? Mistake<T>(Place at, string message)
    {
        findings.Add(new(at, where, message, true));
        return default;
    }

    public void Mistake(Place at, string message) => Mistake<object>(at, message);

    public void Doubt(Place at, string message) => findings.Add(new(at, where, message, false));

    /// <summary>Keys that nobody took are mistakes: whoever wrote one wanted something by it.</summary>
    /// <param name="old">Those that say nothing any more.</param>
    public void Done(params string[] old)
    {
        foreach (var (key, _) in map.Entries.Where(entry => !_known.Contains(entry.Key.Text)))
        {
            var nearest = _known.Select(known => (known, Distance: Nearness.Distance(known.ToLowerInvariant(), key.Text.ToLowerInvariant()))).MinBy(each => each.Distance);
            if (old.Contains(key.Text))
            {
                Doubt(key.At, $"'{key.Text}' says nothing any more and is left out.");
            }
            else
            {
                Mistake(key.At, $"There is no key '{key.Text}'{(nearest.Distance <= Near && key.Text.Length <= 64 ? $"; did you mean '{nearest.known}'?" : $". There are: {string.Join(", ", _known.Distinct())}.")}");
            }
        }
    }

    private string? Missing(string key) => Mistake<string>(map.At, $"'{key}' is missing.");

    private T? Wrong<T>(string key, string what, Node other) => Mistake<T>(other.At, $"'{key}' must be {what}, not {other.Kind}.");
}
