using System.Threading.Channels;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>How a worker was set up.</summary>
/// <param name="AtOnce">Files that are read side by side.</param>
/// <param name="Readers">The readers there are, with their versions.</param>
/// <param name="Command">How a process that reads is started.</param>
/// <param name="Storages">Where this computer sees the site's storages, if elsewhere than the site.</param>
internal sealed record WorkerOptions(
    int AtOnce, ReadingLimits Limits, IReadOnlyDictionary<string, long> Readers, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Storages);

/// <summary>Takes files from the site, has them read by processes of their own, and says what was found. It is a client like any other.</summary>
internal sealed partial class ReadingWorker(ApiClient api, WorkerOptions options, TimeProvider time, ILogger<ReadingWorker> log)
{
    /// <summary>Enough that nobody waits for the site; few enough that a slow worker does not sit on others' work.</summary>
    private int Ahead => Math.Min(64, options.AtOnce * 8);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    /// <summary>A process that read nothing for so long gives its memory back.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private const int MostBytes = 8 << 20;

    /// <summary>Works until it is told to stop.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await Work(ct);
            }
            catch (Exception away) when (away is ApiProblem { MayPass: true } or IOException && !ct.IsCancellationRequested)
            {
                SiteAway(away.Message);
                await Task.Delay(Pause, time, ct);
            }
        }
    }

    private async Task Work(CancellationToken ct)
    {
        var orders = Channel.CreateBounded<LeasedFile>(Ahead);
        var results = Channel.CreateBounded<ReadingResult>(Ahead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] all =
        [
            Fetch(orders.Writer, stop.Token),
            .. Enumerable.Range(0, options.AtOnce).Select(_ => Read(orders.Reader, results.Writer, stop.Token)),
            Tell(results.Reader, stop.Token),
        ];
        var first = await Task.WhenAny(all);
        await stop.CancelAsync();
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task Fetch(ChannelWriter<LeasedFile> orders, CancellationToken ct)
    {
        while (true)
        {
            // Only as many as can be begun soon: a lease does not wait.
            await orders.WaitToWriteAsync(ct);
            foreach (var file in await api.Post<List<LeasedFile>>("api/readings/lease", new LeaseRequest(options.Readers, options.AtOnce * 4), ct))
            {
                await orders.WriteAsync(file, ct);
            }
        }
    }

    private async Task Read(ChannelReader<LeasedFile> orders, ChannelWriter<ReadingResult> results, CancellationToken ct)
    {
        await using var process = new ReaderProcess(options.Limits, options.Command, time);
        while (true)
        {
            if (!orders.TryRead(out var file))
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var next = orders.WaitToReadAsync(idle.Token).AsTask();
                if (await Task.WhenAny(next, Task.Delay(Idle, time, idle.Token)) != next)
                {
                    await process.Stop();
                }

                await next;
                continue;
            }

            await results.WriteAsync(await Read(process, file, ct), ct);
        }
    }

    private async Task<ReadingResult> Read(ReaderProcess process, LeasedFile file, CancellationToken ct)
    {
        var seenAt = options.Storages.GetValueOrDefault(file.Storage) ?? file.Root;
        try
        {
            // Another tree may be mounted there, or none.
            using var tree = file.InPlace ? UnmarkedTree.Open(seenAt, file.Mark, file.Storage) : MarkedTree.Open(seenAt, file.Mark, file.Storage);
        }
        catch (DiskException gone)
        {
            return new(file.File, file.Version, Away: gone.Message);
        }

        var answer = await process.Read(new(file.File, seenAt, file.Folder, file.Path, file.Size), ct);
        var reader = answer.Reader is { } name ? new ReadBy(name.Name, name.Version) : null;
        if (answer.Failure is { } failure)
        {
            ReaderFailed(file.Path, reader?.Name ?? "none", failure);
        }

        return new(file.File, file.Version, reader, answer.Document, answer.Thumbnail, answer.Preview, answer.Asked, answer.Away, answer.Failure);
    }

    /// <summary>Many results go in one message, though none waits long.</summary>
    private async Task Tell(ChannelReader<ReadingResult> results, CancellationToken ct)
    {
        while (await results.WaitToReadAsync(ct))
        {
            await Task.Delay(Gathering, time, ct);
            var batch = new List<ReadingResult>();
            var bytes = 0L;
            while (bytes < MostBytes && batch.Count < 256 && results.TryRead(out var result))
            {
                batch.Add(result);
                bytes += (result.Preview?.Length ?? 0) + (result.Thumbnail?.Length ?? 0) + (result.Document?.GetRawText().Length ?? 0);
            }

            await api.Do(HttpMethod.Post, "api/readings", batch, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "'{Path}' could not be read by {Reader}: {Reason}")]
    private partial void ReaderFailed(string path, string reader, string reason);

    [LoggerMessage(LogLevel.Information, "Nothing to read can be had: {Reason}")]
    private partial void SiteAway(string reason);
}
