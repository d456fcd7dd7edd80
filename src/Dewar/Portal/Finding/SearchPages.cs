using System.Globalization;
using System.Text.RegularExpressions;
using Dewar.Access;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Search;

namespace Dewar.Portal;

/// <param name="Query">As it was typed.</param>
/// <param name="Found">Null when the query could not be understood.</param>
/// <param name="Fault">What was wrong with it.</param>
/// <param name="At">Where.</param>
public sealed record SearchView(
    string Query, string? Sort, bool AsTable, string? After, Found? Found, string? Fault, (int Start, int Length)? At, IReadOnlyList<SavedSearch> Saved)
{
    /// <summary>The same page with something else in it.</summary>
    public string With(string? query = null, string? sort = null, bool? asTable = null, string? after = null) => Hosting.Query.Of("/search",
        ("q", query ?? Query), ("sort", sort ?? Sort), ("view", asTable ?? AsTable ? "table" : null), ("after", after));

    /// <summary>The query with one thing more in it; without it when it is there already.</summary>
    public string Toggled(string term) => Has(term) ? string.Join(' ', $" {Query} ".Replace($" {term} ", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)) : $"{Bracketed} {term}".Trim();

    public bool Has(string term) => $" {Query} ".Contains($" {term} ", StringComparison.Ordinal);

    // What is added holds for both sides of an OR.
    private string Bracketed => Regex.IsMatch(Query, @"(^|\s)OR(\s|$)") && !Regex.IsMatch(Query, @"^\([^()]*\)(\s|$)") ? $"({Query})" : Query;
}

/// <summary>Finding files.</summary>
internal static partial class SearchPages
{
    private const int PerPage = 60;

    /// <param name="key">With <paramref name="from"/> and <paramref name="to"/>: a range that is to be put into the query.</param>
    /// <param name="unit">In which the range is.</param>
    public static async Task<IResult> Show(HttpContext http, Searcher searcher, SavedSearches searches, CancellationToken ct,
        string? q = null, string? sort = null, string? view = null, string? after = null, string? key = null, string? from = null, string? to = null, string? unit = null)
    {
        var search = new SearchView(q ?? "", string.IsNullOrEmpty(sort) ? null : sort, view is "table", after, null, null, null, await searches.List(http.Caller(), ct));
        if (key is not null)
        {
            return SeeOther.Local(search.With(WithRange(search.Query, key, from, to, unit)));
        }

        try
        {
            return Page.Of<SearchPage, SearchView>(search with
            {
                Found = await searcher.Find(http.Caller(), new(q, search.Sort, after, PerPage, search.AsTable ? [Searcher.Asked] : null, after is null ? ["default", "acceleration_voltage", "beam_energy", "exposure_time", "size"] : null), ct),
            });
        }
        catch (Refusal refusal) when (refusal.Status == 400)
        {
            return Page.Of<SearchPage, SearchView>(search with { Fault = refusal.Message, At = refusal.At }, 400);
        }
    }

    public static async Task<IResult> Save(HttpContext http, SavedSearches searches, CancellationToken ct)
    {
        var form = await FormFields.Read(http, ct);
        await searches.Put(http.Caller(), form["name"].Trim(), new(form["q"], form.OrNull("sort"), form["shared"] is "on"), ct);
        return SeeOther.Local(Hosting.Query.Of("/search", ("q", form["q"]), ("sort", form.OrNull("sort"))));
    }

    public static async Task<IResult> Forget(HttpContext http, SavedSearches searches, CancellationToken ct)
    {
        await searches.Remove(http.Caller(), (await FormFields.Read(http, ct))["name"], ct);
        return SeeOther.Local("/search");
    }

    /// <summary>The query with a range of a key in place of those that are there; without any when both ends are empty.</summary>
    private static string WithRange(string query, string key, string? from, string? to, string? unit)
    {
        string? End(string? text) => double.TryParse(text?.Trim().Replace(',', '.'), CultureInfo.InvariantCulture, out var number) ? number.ToString("G10", CultureInfo.InvariantCulture) : null;
        var rest = string.Join(' ', Ranges().Replace(query, match => match.Groups["key"].Value == key ? "" : match.Value).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var (low, high) = (End(from), End(to));
        var measure = unit is null or "" ? "" : unit.Contains(' ', StringComparison.Ordinal) ? "" : unit;
        return low is null && high is null ? rest : $"{rest} {key}:{low}..{high}{(high is null && low is not null ? "" : measure)}".Trim() is var added && high is null ? $"{rest} {key}>={low}{measure}".Trim() : added;
    }

    [GeneratedRegex(@"(?<![^\s(])(?<key>[\w.-]+)(:|>=)[^\s()""]+(?=\s|$)")]
    private static partial Regex Ranges();
}
