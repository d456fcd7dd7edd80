using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>What people and programs said of a file: its free metadata. A key that has the name of a common one is that.</summary>
internal static partial class OwnFacts
{
    /// <summary>The key under which what people call so is found.</summary>
    public static SearchKey KeyOf(string name)
    {
        name = name.Replace('\0', '\uFFFD');
        return SearchKeys.Find(name) is not { } known ? SearchKey.Own(name)
            : CoreNames.All.Any(core => core.Name == known.Name) || known == SearchKeys.Session ? known : SearchKey.Own($"meta.{name}");
    }

    /// <param name="metadata">A flat JSON object; null for none.</param>
    /// <returns>The names of the keys that people made up.</returns>
    public static List<string> Tell(FileFacts into, string? metadata)
    {
        var own = new List<string>();
        if (metadata is null)
        {
            return own;
        }

        using var json = JsonDocument.Parse(metadata);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            var key = KeyOf(property.Name);
            if (key.Kind == KeyKind.Own)
            {
                own.Add(key.Name);
            }

            foreach (var value in property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().Take(100) : (IEnumerable<JsonElement>)[property.Value])
            {
                Tell(into, key, value);
            }
        }

        return own;
    }

    private static void Tell(FileFacts into, SearchKey key, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (key.Kind is KeyKind.Quantity or KeyKind.Own && Number.Match(text) is { Success: true } match
            && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number))
        {
            Measured(into, key, number, match.Groups[2].Value);
        }

        if (key.Kind == KeyKind.Time && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var instant))
        {
            into.Tell(key, "time", (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        }

        into.Tell(key, text);
    }

    private static void Measured(FileFacts into, SearchKey key, double number, string unit)
    {
        // A number alone is in the unit that people use for the quantity.
        unit = unit is "" && key.Unit is { } usual ? usual : unit;
        var isKnown = Unit.TryParse(unit, out var known) && (key.Dimension is not { } wanted || wanted == known.Dimension);
        into.Tell(key, isKnown ? known.Dimension.ToString() : $"={unit}", isKnown ? Quantities.Canonical(known.ToSi(number), known.Dimension) : Quantities.Canonical(number, default));
    }

    [GeneratedRegex(@"^\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9].{0,40})?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Number { get; }
}
