using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Search;

internal static class SearchCommand
{
    private static readonly Argument<string?> Text = new("query") { Description = "What to look for, such as 'acceleration_voltage>200kV taken:tuesday gold'; nothing finds all", Arity = ArgumentArity.ZeroOrOne };

    public static Command Build()
    {
        var sort = new Option<string?>("--sort") { Description = "A key; with a minus before it the largest first (default: the newest first)" };
        var limit = new Option<int>("--limit") { Description = "At most so many files", DefaultValueFactory = _ => 50 };
        var columns = new Option<string[]>("--column") { Description = "A key whose values are shown, too (several times for several)" };
        var facets = new Option<string[]>("--facet") { Description = "A key whose values are counted; 'default' for the usual ones" };
        var export = new Option<string?>("--export") { Description = "csv or json: all that is found, to standard output" };
        var command = new Command("search", "Find files in all experiments that you may see") { Text, sort, limit, columns, facets, export, Keys(), Save(), Saved(), Forget() };
        return command.Calls(async (line, api, ct) =>
        {
            var query = line.GetValue(Text) ?? "";
            if (line.GetValue(export) is { } format)
            {
                await Export(api, Address("api/search/export", query, line.GetValue(sort), line.GetValue(columns) ?? [], [], ("format", format)), ct);
                return;
            }

            var shown = line.GetValue(columns) ?? [];
            var found = await Find(api, query, line.GetValue(sort), shown, line.GetValue(facets) ?? [], line.GetValue(limit), ct);
            if (line.WantsJson)
            {
                Screen.Json(found);
                return;
            }

            Print(found, shown);
        });
    }

    private static async Task<Found> Find(ApiClient api, string query, string? sort, string[] columns, string[] facets, int limit, CancellationToken ct)
    {
        Found? all = null;
        var (left, after) = (Math.Max(1, limit), (string?)null);
        try
        {
            do
            {
                var page = await api.Get<Found>(Address("api/search", query, sort, columns, after is null ? facets : [],
                    ("after", after), ("limit", Math.Min(left, 1000).ToString(System.Globalization.CultureInfo.InvariantCulture))), ct);
                all = all is null ? page : all with { Items = [.. all.Items, .. page.Items], Next = page.Next };
                (left, after) = (left - page.Items.Count, page.Next);
            }
            while (left > 0 && after is not null);
        }
        catch (ApiProblem fault) when (fault.At is var (start, length) && query.Length > 0)
        {
            // Under the query, so that one sees where.
            throw new FormatException($"{fault.Message}\n  {Screen.OneLine(query)}\n  {new string(' ', Math.Min(start, query.Length))}{new string('^', Math.Max(1, length))}");
        }

        return all;
    }

    private static void Print(Found found, string[] columns)
    {
        var keys = columns.SelectMany(each => each.Split(',')).Select(name => SearchKeys.Find(name)?.Name ?? name).ToList();
        Screen.Table([.. found.Items],
            [("experiment", f => f.Experiment), ("path", f => f.Path), ("size", f => Bytes.Show(f.Size)), ("taken", f => Screen.When(f.TakenAt)), ("type", f => string.Join(", ", f.Types)),
                .. keys.Select(key => (key, (Func<FoundFile, string>)(f => f.Values.GetValueOrDefault(key, ""))))]);
        foreach (var facet in found.Facets ?? [])
        {
            Console.WriteLine($"\n{facet.Key.Replace('_', ' ')}{(found.Counted < found.Total ? $" (of the newest {found.Counted:#,0})" : "")}");
            Screen.Table([.. facet.Values.Take(10)], ("value", v => $"  {v.Value}"), ("files", v => $"{v.Files:#,0}"));
            Screen.Table([.. facet.Bars.Where(bar => bar.Files > 0)], ("from", b => $"  {b.From:g6} {facet.Unit}"), ("to", b => $"{b.To:g6} {facet.Unit}"), ("files", b => $"{b.Files:#,0}"));
        }

        Screen.Say(found.Total is 0 ? "Nothing was found." : $"{found.Total:#,0} files{(found.Items.Count < found.Total ? $", {found.Items.Count:#,0} shown" : "")}.");
    }

    private static async Task Export(ApiClient api, string address, CancellationToken ct)
    {
        using var answer = await api.Stream(address, null, ct);
        await using var from = await answer.Content.ReadAsStreamAsync(ct);
        await using var output = Console.OpenStandardOutput();
        await from.CopyToAsync(output, ct);
    }

    private static Command Keys() => new Command("keys", "What can be asked for by name").Calls(async (line, api, ct) =>
    {
        var keys = await api.Get<List<KnownKey>>("api/search/keys", ct);
        if (line.WantsJson)
        {
            Screen.Json(keys);
            return;
        }

        Screen.Table(keys, ("key", k => k.Name), ("unit", k => k.Unit ?? ""), ("kind", k => k.Kind), ("meaning", k => k.Meaning));
    });

    private static Command Save()
    {
        var name = new Argument<string>("name") { Description = "What you call it" };
        var query = new Argument<string>("query") { Description = "The query" };
        var sort = new Option<string?>("--sort") { Description = "A key; with a minus before it the largest first" };
        var shared = new Option<bool>("--shared") { Description = "Others may use it; they find what they may see" };
        return new Command("save", "Keep a query under a name") { name, query, sort, shared }.Calls(async (line, api, ct) =>
        {
            await api.Get<Found>(Address("api/search", line.GetValue(query)!, line.GetValue(sort), [], [], ("limit", "1")), ct);
            await api.Do(HttpMethod.Put, $"api/searches/{Query.Name(line.GetValue(name)!)}", new NewSearch(line.GetValue(query)!, line.GetValue(sort), line.GetValue(shared)), ct);
            Screen.Say($"'{line.GetValue(name)}' is kept.");
        });
    }

    private static Command Saved() => new Command("saved", "List the queries that you keep, and those that others share").Calls(async (line, api, ct) =>
    {
        var all = await api.Get<List<SavedSearch>>("api/searches", ct);
        if (line.WantsJson)
        {
            Screen.Json(all);
            return;
        }

        Screen.Table(all, ("name", s => s.Name), ("query", s => s.Query), ("sort", s => s.Sort ?? ""), ("of", s => s.Owner), ("shared", s => s.Shared ? "yes" : ""));
    });

    private static Command Forget()
    {
        var name = new Argument<string>("name") { Description = "Its name" };
        return new Command("forget", "Keep a query no more") { name }.Calls((line, api, ct) => api.Do(HttpMethod.Delete, $"api/searches/{Query.Name(line.GetValue(name)!)}", null, ct));
    }

    private static string Address(string path, string query, string? sort, string[] columns, string[] facets, params (string Key, string? Value)[] more) =>
        Query.Of(path, [("q", query), ("sort", sort), .. columns.Select(each => ("columns", (string?)each)), .. facets.Select(each => ("facets", (string?)each)), .. more]);
}
