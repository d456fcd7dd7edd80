using Dewar.Access;
using Dewar.Database;

namespace Dewar.Search;

/// <summary>Something that may follow where somebody types.</summary>
/// <param name="Insert">What takes the place of what is there.</param>
/// <param name="Start">From where; <paramref name="Length"/> characters.</param>
/// <param name="Meaning">A sentence on it.</param>
/// <param name="Files">For values: how many of the newest files have it.</param>
public sealed record Suggestion(string Insert, int Start, int Length, string Meaning, long? Files);

/// <summary>Completes the word at a place of a query: keys, and behind a key its values. Nothing is offered that the caller could not find.</summary>
internal sealed class Completer(SiteDatabase database, PartStore store, TimeProvider time)
{
    /// <summary>Values are gathered from so many parts, the newest: who types shall not wait.</summary>
    private const int MostParts = 12;
    private const int Most = 12;

    public async Task<List<Suggestion>> Complete(Caller caller, string text, int at, CancellationToken ct)
    {
        at = Math.Clamp(at, 0, text.Length);
        var start = StartOf(text, at);
        var word = text[start..at];
        var scope = await SearchScope.Of(database, caller, ct);
        var sign = word.AsSpan().IndexOfAny(":=<>");
        if (sign < 0)
        {
            return await Keys(scope, word.TrimStart('"', '-', '('), start + (word.Length - word.TrimStart('"', '-', '(').Length), ct);
        }

        var name = word[..sign].TrimStart('-', '(').Trim('"');
        var value = word[(sign + 1)..].TrimStart('"');
        var from = start + sign + 1;
        if (name is "has")
        {
            return [.. (await Keys(scope, value, from, ct)).Select(key => key with { Insert = key.Insert.TrimEnd(':') })];
        }

        var found = await scope.Key(name, ct);
        return found is null ? [] : await Values(scope, found, value, from, at - from, ct);
    }

    private static async Task<List<Suggestion>> Keys(SearchScope scope, string word, int start, CancellationToken ct)
    {
        var plain = word.Replace('-', '_').ToLowerInvariant();
        var known = SearchKeys.All.Where(key => key.Name.Contains(plain, StringComparison.Ordinal) && plain.Length > 0 || word.Length == 0)
            .OrderBy(key => key.Name.StartsWith(plain, StringComparison.Ordinal) ? 0 : 1).Take(Most)
            .Select(key => new Suggestion($"{key.Name}:", start, word.Length, key.Unit is null or "" ? key.Meaning : $"{key.Meaning} ({key.Unit})", null));
        var own = word.Length == 0 ? [] : await scope.OwnKeys(word, Most, ct);
        return [.. known.Concat(own.Select(name => new Suggestion($"{Quoted(name)}:", start, word.Length, "From the metadata that people gave.", null))).Take(Most)];
    }

    private async Task<List<Suggestion>> Values(SearchScope scope, SearchKey key, string word, int from, int length, CancellationToken ct)
    {
        if (key == SearchKeys.Experiment)
        {
            return [.. (await scope.Experiments(ct)).Where(each => each.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || each.Title.Contains(word, StringComparison.OrdinalIgnoreCase))
                .OrderByDescending(each => each.Id).Take(Most).Select(each => new Suggestion(Quoted(each.Name), from, length, each.Title, null))];
        }

        if (key.Kind is KeyKind.Time)
        {
            return [.. ((string[])["today", "yesterday", "7d", "30d", $"{time.GetLocalNow():yyyy-MM}", $"{time.GetLocalNow():yyyy}"]).Where(each => each.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(each => new Suggestion(each, from, length, "", null))];
        }

        var counts = await PartStore.Steadily(() => Count(scope, key, word, ct));
        return [.. counts.OrderBy(each => each.Key.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Take(Most).Select(each => new Suggestion(Quoted(each.Key), from, length, "", each.Value))];
    }

    private async Task<Dictionary<string, long>> Count(SearchScope scope, SearchKey key, string word, CancellationToken ct)
    {
        var parts = (await store.List(ct)).Take(MostParts).ToList();
        var group = new PartGroup(store, parts);
        var rows = await new ExperimentTest(scope.Visible).Rows(group, [.. parts.Select(listed => listed.Current.IsEmpty ? null : listed.Current)], ct);
        var columns = await group.Column(Columns.Word(key.Name), rows, ct);
        var counts = new Dictionary<string, long>();
        for (var place = 0; place < columns.Length; place++)
        {
            if (columns[place] is WordColumn words)
            {
                Count(words, rows[place]!, word, counts);
            }
        }

        return counts;
    }

    private static void Count(WordColumn words, RowSet rows, string word, Dictionary<string, long> counts)
    {
        var of = new long[words.Codes.Distinct + 1];
        words.Codes.Count(rows, of);
        for (var code = 1; code < of.Length; code++)
        {
            if (of[code] > 0 && words.Values[code - 1].Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                counts[words.Values[code - 1]] = counts.GetValueOrDefault(words.Values[code - 1]) + of[code];
            }
        }
    }

    // Back to the last blank that is not in quotes.
    private static int StartOf(string text, int at)
    {
        var (start, isQuoted) = (0, false);
        for (var place = 0; place < at; place++)
        {
            isQuoted ^= text[place] == '"';
            start = !isQuoted && char.IsWhiteSpace(text[place]) ? place + 1 : start;
        }

        return start;
    }

    private static bool IsPlain(string text) => text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-');

    private static string Quoted(string text) => IsPlain(text) ? text : WishText.Quoted(text);
}
