using System.Text.Json;
using Dewar.Catalogue;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>Files with what is in them, on a site: registered, read as far as the site can tell, and in the index.</summary>
internal static class SearchBench
{
    /// <summary>Registers files, each with what its document says of it.</summary>
    public static async Task Bring(this TestSite site, Beamline line, params (string Path, string? Metadata)[] files)
    {
        await line.Register([.. files.Select(file => line.Arrival(file.Path, file.Path))]);
        await site.Read(files.Where(file => file.Metadata is not null).ToDictionary(file => file.Path, file => $$"""{"format":"Test","signals":[],"metadata":{{file.Metadata}}}"""));
        await site.Indexed();
    }

    /// <summary>Says what a worker would say of files that wait; what is said of no file stays with it.</summary>
    public static async Task Read(this TestSite site, IReadOnlyDictionary<string, string> documents)
    {
        for (List<LeasedFile> taken; (taken = await site.Get<Extraction.Wanted>().Take("test", 1000, TimeSpan.Zero, default)).Count > 0;)
        {
            await site.Get<Readings>().Save([.. taken.Select(file => new ReadingResult(file.File, file.Version, file.Lease, new("test", 1),
                JsonSerializer.Deserialize<JsonElement>(documents.GetValueOrDefault(file.Path, """{"format":"Test","signals":[],"metadata":{}}"""))))], default);
        }
    }

    /// <summary>Waits until the index has all that happened.</summary>
    public static async Task Indexed(this TestSite site)
    {
        while (await site.Database.Number($"select (select count(*) from search_change) + (select count(*) from search_indexer where next_file <= last_file)", default) > 0)
        {
            await Task.Delay(20);
        }
    }

    public static async Task<Found> Search(this Client client, string query, string more = "") =>
        await client.Get<Found>($"api/search?q={Uri.EscapeDataString(query)}{more}");

    /// <summary>The names of what is found, in their order.</summary>
    public static async Task<string> Names(this Client client, string query, string more = "") =>
        string.Join(' ', (await client.Search(query, more)).Items.Select(file => Path.GetFileName(file.Path)));
}
