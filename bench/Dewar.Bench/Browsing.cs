using System.Diagnostics;

namespace Dewar.Bench;

/// <param name="At">When it was asked for.</param>
internal sealed record Answer(string What, long At, double Ms);

/// <summary>Somebody who looks around: pages of a listing, folders, pages of the portal, searches; with a breath after each.</summary>
/// <param name="seed">Where they go first, and next.</param>
internal sealed class Browsing(Site site, string experiment, Person person, TimeSpan breath, int seed)
{
    public const int Files = 20_000;
    private const int PerFolder = 100;

    private readonly Random _random = new(seed);

    private string Folder => $"run-{_random.Next(Files / PerFolder):00000}";

    /// <summary>Goes on until something has ended.</summary>
    public async Task<List<Answer>> Until(Task end)
    {
        await site.Put($"api/experiments/{experiment}/members/user/{person.Name}", new { role = "reader" });
        using var http = person.Client(site);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html, application/json");
        var api = $"api/experiments/{experiment}";
        (string What, Func<string> Path)[] places =
        [
            ("a page of the listing", () => $"{api}/files?limit=100&folder={Folder}"),
            ("a folder", () => $"{api}/folders/{Folder}?limit=100"),
            ("the experiment's page", () => $"experiments/{experiment}"),
            ("a folder's page", () => $"experiments/{experiment}/folder/{Folder}"),
            ("files whose path fits", () => $"{api}/files?limit=100&path=*{_random.Next(100):00}.bin"),
            ("a search", () => $"search?q={_random.Next(100):00}"),
        ];
        // The very first of each are compiled on the way.
        foreach (var (_, path) in places)
        {
            await Ask(http, "", path());
        }

        var answers = new List<Answer>();
        while (!end.IsCompleted)
        {
            foreach (var (what, path) in places.TakeWhile(_ => !end.IsCompleted))
            {
                answers.Add(await Ask(http, what, path()));
                await Task.WhenAny(end, Task.Delay(breath));
            }
        }

        return answers;
    }

    private static async Task<Answer> Ask(HttpClient http, string what, string path)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(path);
        return answer.IsSuccessStatusCode && answer.RequestMessage!.RequestUri!.PathAndQuery.EndsWith(path, StringComparison.Ordinal) ? new(what, begun, Stopwatch.GetElapsedTime(begun).TotalMilliseconds)
            : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode} at {answer.RequestMessage!.RequestUri}");
    }
}
