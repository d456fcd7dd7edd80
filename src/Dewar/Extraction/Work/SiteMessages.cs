using System.Threading.Channels;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>What a worker asks and tells the site. A site that is away is waited for: what was read is not read once more for that.</summary>
internal sealed partial class SiteMessages(ApiClient api, TimeProvider time, ILogger log)
{
    /// <summary>Many results go in one message, though none waits long.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    public const int MostResults = 64;

    private const int MostBytes = 8 << 20;

    /// <summary>So long to wait after so many failures in a row.</summary>
    public static TimeSpan Pause(int failures) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(failures, 6))));

    public Task<T> Ask<T>(string path, object body, CancellationToken ct) => Patiently(() => api.Post<T>(path, body, ct), problem => problem.MayPass, ct);

    /// <summary>Tells all results that there are; gives back which were told.</summary>
    public async IAsyncEnumerable<ReadingResult> Tell(ChannelReader<ReadingResult> results, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Delay(Gathering, time, ct);
        var batch = new List<ReadingResult>();
        for (var bytes = 0L; bytes < MostBytes && batch.Count < MostResults && results.TryRead(out var result);)
        {
            batch.Add(result);
            bytes += (result.Preview?.Length ?? 0) + (result.Thumbnail?.Length ?? 0) + (result.Document?.GetRawText().Length ?? 0);
        }

        await Tell(batch, ct);
        foreach (var told in batch)
        {
            yield return told;
        }
    }

    private async Task Tell(IReadOnlyList<ReadingResult> batch, CancellationToken ct)
    {
        try
        {
            await Patiently(async () =>
            {
                await api.Do(HttpMethod.Post, "api/readings", batch, ct);
                return true;
            }, problem => problem.MayPass && problem.Status != 500, ct);
        }
        catch (ApiProblem refused) when (refused.Status is not (401 or 403))
        {
            // One of them is more than the site can take; the others are not to suffer for it.
            if (batch is [var one])
            {
                Refused(one.File, refused.Message);
                await (one.Document is null && one.Asked is null ? Task.CompletedTask
                    : Tell([new(one.File, one.Version, one.Lease, one.Reader, Failure: $"The site did not take what was found: {refused.Message}")], ct));
                return;
            }

            foreach (var result in batch)
            {
                await Tell([result], ct);
            }
        }
    }

    private async Task<T> Patiently<T>(Func<Task<T>> exchange, Func<ApiProblem, bool> mayPass, CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await exchange();
            }
            catch (ApiProblem away) when (mayPass(away))
            {
                SiteAway(away.Message);
                await Task.Delay(Pause(failures), time, ct);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The site is waited for: {Reason}")]
    private partial void SiteAway(string reason);

    [LoggerMessage(LogLevel.Error, "What was found in file {File} can't be told to the site: {Reason}")]
    private partial void Refused(long file, string reason);
}
