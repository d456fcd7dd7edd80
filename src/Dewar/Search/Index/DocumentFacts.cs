using System.IO.Compression;
using System.Text.Json;
using Dewar.Extraction;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>
/// What the document of a file (docs/reference/reading.md) tells the index: the common quantities of the file and of its signals, and what
/// kinds of signals it has. The instrument's own tree is passed over unread.
/// </summary>
internal sealed class DocumentFacts(FileFacts into, TimeZoneInfo zone)
{
    private static readonly Dictionary<string, SearchKey> Keys = CoreNames.All.ToDictionary(name => name.Name, SearchKey.Of);

    /// <summary>When it was measured, in microseconds since 1970; null when it does not say.</summary>
    public long? TakenUs { get; private set; }

    /// <param name="packed">JSON, compressed with gzip.</param>
    public void Read(byte[] packed)
    {
        using var whole = new MemoryStream();
        using (var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            zip.CopyTo(whole);
        }

        var json = new Utf8JsonReader(whole.GetBuffer().AsSpan(0, (int)whole.Length));
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isMetadata, isSignals) = (json.ValueTextEquals("metadata"), json.ValueTextEquals("signals"));
            json.Read();
            if (isMetadata && json.TokenType == JsonTokenType.StartObject)
            {
                Metadata(ref json);
            }
            else if (isSignals && json.TokenType == JsonTokenType.StartArray)
            {
                Signals(ref json);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void Signals(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isType, isName, isMetadata) = (json.ValueTextEquals("type"), json.ValueTextEquals("name"), json.ValueTextEquals("metadata"));
                json.Read();
                if (isMetadata && json.TokenType == JsonTokenType.StartObject)
                {
                    Metadata(ref json);
                    continue;
                }

                if ((isType || isName) && json.TokenType == JsonTokenType.String && json.GetString() is { Length: > 0 } text)
                {
                    if (isType)
                    {
                        // spectrum-image is SpectrumImage for those who ask.
                        into.Tell(SearchKeys.Type, string.Concat(text.Split('-').Select(part => part.Length > 0 ? char.ToUpperInvariant(part[0]) + part[1..] : "")));
                    }
                    else
                    {
                        into.Mention(text);
                    }
                }

                json.Skip();
            }
        }
    }

    private void Metadata(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Keys.TryGetValue(json.GetString()!, out var key) && json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                using var fact = JsonDocument.ParseValue(ref json);
                Tell(key, fact.RootElement);
            }
            else
            {
                if (json.TokenType == JsonTokenType.PropertyName)
                {
                    json.Read();
                }

                json.Skip();
            }
        }
    }

    private void Tell(SearchKey key, JsonElement fact)
    {
        if (!fact.TryGetProperty("value", out var value))
        {
            return;
        }

        var unit = fact.TryGetProperty("unit", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        switch (key.Kind)
        {
            case KeyKind.Time:
                Time(key, value);
                break;
            case KeyKind.Quantity when fact.TryGetProperty("si", out var si) && si.ValueKind == JsonValueKind.Number && key.Dimension is { } measures:
                into.Tell(key, measures.ToString(), Quantities.Canonical(si.GetDouble(), measures));
                break;
            // Its unit is not known, or measures something else: it is kept as it stands, and found in that very unit only.
            case KeyKind.Quantity when value.ValueKind == JsonValueKind.Number:
                into.Tell(key, Quantities.MeasureOf(unit) is ['=', ..] measure ? measure : $"={unit}", value.GetDouble());
                into.Tell(key, $"{value.GetRawText()} {unit}".TrimEnd());
                break;
            case KeyKind.Text when value.ValueKind == JsonValueKind.Array:
                foreach (var each in value.EnumerateArray())
                {
                    into.Tell(key, each.ToString());
                }

                break;
            default:
                into.Tell(key, value.ToString());
                break;
        }
    }

    private void Time(SearchKey key, JsonElement value)
    {
        // Without a zone it is the site's local time: instruments stand beside it.
        if (TakenTime.Us(value, zone) is { } us)
        {
            into.Tell(key, "time", us);
            TakenUs ??= key.Name == CoreNames.AcquiredAt.Name ? us : null;
        }
    }
}
