using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>Answers searches: understands the query, looks through the index, and fetches from the catalogue what is shown.</summary>
internal sealed class Searcher(SiteDatabase database, PartStore store, TimeProvider time)
{
    public const int MostPerPage = 1000;
    private const int MostColumns = 20;

    /// <summary>For the values of the keys that the query itself asks for.</summary>
    public const string Asked = "asked";

    /// <summary>What is counted when nothing else is said.</summary>
    public static readonly IReadOnlyList<string> UsualFacets = ["experiment", "instrument", "type", "format", "mode", "operator", "sample", "month"];

    /// <summary>What is shown of every file anyway.</summary>
    private static readonly SearchKey[] Shown = [SearchKeys.Path, SearchKeys.Name, SearchKeys.Experiment, SearchKeys.Type, SearchKeys.Format, SearchKeys.Extension, SearchKeys.Month];

    private readonly Finder _finder = new(store);

    public async Task<Found> Find(Caller caller, SearchParameters form, CancellationToken ct)
    {
        var scope = await SearchScope.Of(database, caller, ct);
        var wish = await scope.Parse(form.Q ?? "", time, ct);
        return await PartStore.Steadily(() => Find(scope, wish, form, ct));
    }

    /// <summary>All keys that the caller may use.</summary>
    public async Task<List<KnownKey>> Keys(Caller caller, CancellationToken ct)
    {
        var scope = await SearchScope.Of(database, caller, ct);
        return [.. SearchKeys.All.Select(Known), .. (await scope.OwnKeys(null, 5000, ct)).Select(name => Known(SearchKey.Own(name)))];
    }

    public static KnownKey Known(SearchKey key) => new(key.Name, key.Kind.ToString().ToLowerInvariant(), key.Meaning, key.Unit);

    /// <summary>The files of a query, page by page, for those who take all.</summary>
    public async IAsyncEnumerable<FoundFile> All(Caller caller, SearchParameters form, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = form with { Limit = MostPerPage, Facets = null }; ;)
        {
            var found = await Find(caller, page, ct);
            foreach (var file in found.Items)
            {
                yield return file;
            }

            if (found.Next is null)
            {
                yield break;
            }

            page = page with { After = found.Next };
        }
    }

    private async Task<Found> Find(SearchScope scope, Wish wish, SearchParameters form, CancellationToken ct)
    {
        var (limit, order, after) = (Math.Clamp(form.Limit ?? 100, 1, MostPerPage), await OrderOf(scope, form.Sort, ct), PlaceOf(form.After));
        var columns = new List<SearchKey>();
        foreach (var key in (form.Columns ?? []).Contains(Asked) ? KeysOf(wish).Distinct().Take(MostColumns) : [])
        {
            columns.Add(key);
        }

        foreach (var name in (form.Columns ?? []).Where(each => each is not Asked).SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct().Take(MostColumns))
        {
            columns.Add(await Key(scope, name, ct));
        }

        var test = await new Compiler(() => scope.Experiments(ct)).Of(wish);
        var isFirst = after is null;
        // Behind a page in the order of registration nothing but the next page is looked for.
        var matches = await _finder.Find(test, scope.Visible, isFirst || order.Column is not null ? null : limit + 1, order.Column is null ? after?.File : null, ct);
        var page = await _finder.Page(matches, order, after, limit + 1, ct);
        var shown = page.Count > limit ? page[..limit] : page;
        var found = new Found(WishText.Of(wish), await new FoundRows(database, store).Of(shown, columns, ct), page.Count > limit ? CursorOf(shown[^1].Place) : null,
            isFirst ? matches.Count : null);
        return form.Facets is { Length: > 0 } wanted ? await Counted(found, scope, new Facets(store, matches), wanted, ct) : found;
    }

    private static async Task<Found> Counted(Found found, SearchScope scope, Facets facets, string[] wanted, CancellationToken ct)
    {
        var all = new List<Facet>();
        foreach (var name in wanted.SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries)).SelectMany(each => each is "default" ? UsualFacets : [each]).Distinct().Take(MostColumns))
        {
            if (await facets.Of(await Key(scope, name, ct), ids => scope.Names(ids, ct), ct) is { } facet)
            {
                all.Add(facet);
            }
        }

        return found with { Facets = all, Counted = facets.Counted, Bytes = all.Exists(facet => facet.Key == SearchKeys.Size.Name) ? await facets.Bytes(ct) : null };
    }

    private static async Task<SearchKey> Key(SearchScope scope, string name, CancellationToken ct) =>
        await scope.Key(name, ct) ?? throw Refusal.Invalid("key-unknown", $"There is no key '{name}'; GET /api/search/keys lists them.");

    private static async Task<Order> OrderOf(SearchScope scope, string? sort, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(sort) || sort is "-registered")
        {
            return Order.Newest;
        }

        var (isDescending, name) = (sort[0] == '-', sort.TrimStart('-'));
        var key = await Key(scope, name, ct);
        return new(ColumnOf(key), isDescending);
    }

    /// <summary>The column by which a key is sorted and shown.</summary>
    public static string ColumnOf(SearchKey key) => key.Kind switch
    {
        KeyKind.Time => Columns.Number(key.Name, "time"),
        KeyKind.Size => Columns.Number(key.Name, "byte"),
        KeyKind.Quantity => Columns.Number(key.Name, key.Dimension!.Value.ToString()),
        _ when key == SearchKeys.Path => Columns.Folder,
        _ when key == SearchKeys.Experiment => Columns.Experiment,
        _ => Columns.Word(key.Name),
    };

    private static IEnumerable<SearchKey> KeysOf(Wish wish) => wish switch
    {
        All all => all.Of.SelectMany(KeysOf),
        Any any => any.Of.SelectMany(KeysOf),
        Not not => KeysOf(not.Of),
        Within { Key.Kind: KeyKind.Quantity or KeyKind.Own } within => [within.Key],
        Says { Key.Kind: KeyKind.Text or KeyKind.Own } says when !Shown.Contains(says.Key) => [says.Key],
        _ => [],
    };

    private static string CursorOf(Place place) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(place));

    private static Place? PlaceOf(string? cursor)
    {
        try
        {
            return string.IsNullOrEmpty(cursor) ? null : JsonSerializer.Deserialize<Place>(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception odd) when (odd is JsonException or FormatException)
        {
            throw Refusal.Invalid("query-invalid", "This place in the list is not one that Dewar gave out.");
        }
    }
}
