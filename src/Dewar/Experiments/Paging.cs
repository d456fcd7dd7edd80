using Dewar.Hosting;

namespace Dewar.Experiments;

/// <summary>Fetches listings that come in pages to their end.</summary>
internal static class Paging
{
    /// <param name="path">The request for the page behind a place; null for the first.</param>
    public static async Task<List<T>> All<T>(ApiClient api, Func<string?, string> path, CancellationToken ct)
    {
        var all = new List<T>();
        string? after = null;
        do
        {
            var page = await api.Get<Page<T>>(path(after), ct);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }
}
