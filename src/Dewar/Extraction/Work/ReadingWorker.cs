using System.Collections.Concurrent;
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
    /// <summary>A process that had nothing to read for so long ends; another one takes a second to come up.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    private readonly SiteMessages _site = new(api, time, log);

    /// <summary>What it was given and has not told of, by file. What is not here any more need not be read.</summary>
    private readonly ConcurrentDictionary<long, string> _held = new();

    /// <summary>Enough that nobody waits for the site; few enough that a slow worker does not sit on others' work.</summary>
    private int Ahead => Math.Clamp(options.AtOnce * 4, 16, 64);

    /// <summary>Works until it is told to stop, or the site does not know it (any more). Nothing else ends it.</summary>
    public async Task Run(CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            var began = time.GetTimestamp();
            try
            {
                await Work(ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested && failure is not ApiProblem { Status: 401 or 403 })
            {
                failures = time.GetElapsedTime(began) > TimeSpan.FromMinutes(5) ? 0 : failures;
                WorkFailed(failure.Message, failure is ApiProblem or IOException ? null : failure);
                await Task.Delay(SiteMessages.Pause(failures), time, ct);
            }
        }
    }

    private async Task Work(CancellationToken ct)
    {
        _held.Clear();
        var orders = Channel.CreateBounded<LeasedFile>(Ahead);
        var results = Channel.CreateBounded<ReadingResult>(SiteMessages.MostResults);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] all =
        [
            Fetch(orders.Writer, stop.Token),
            .. Enumerable.Range(0, options.AtOnce).Select(_ => Read(orders.Reader, results.Writer, stop.Token)),
            Tell(results.Reader, stop.Token),
            Keep(stop.Token),
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
            await orders.WaitToWriteAsync(ct);
            var files = await _site.Ask<List<LeasedFile>>("api/readings/lease", new LeaseRequest(options.Readers, Ahead), ct);
            foreach (var file in files)
            {
                _held[file.File] = file.Lease;
            }

            foreach (var file in files)
            {
                await orders.WriteAsync(file, ct);
            }
        }
    }

    private async Task Read(ChannelReader<LeasedFile> orders, ChannelWriter<ReadingResult> results, CancellationToken ct)
    {
        await using var process = new ReaderProcess(options.Limits, options.Command, time);
        var failures = 0;
        while (true)
        {
            if (!orders.TryRead(out var file))
            {
                await WaitFor(orders, process, ct);
                continue;
            }

            if (!Holds(file))
            {
                continue;
            }

            try
            {
                await results.WriteAsync(await Read(process, file, ct), ct);
                failures = 0;
            }
            catch (ReaderUnable unable)
            {
                // That is no fault of the file; it waits, and the next one will fare no better at once.
                ReaderUnable(unable.Message);
                await results.WriteAsync(new(file.File, file.Version, file.Lease, Away: unable.Message), ct);
                await Task.Delay(SiteMessages.Pause(failures++), time, ct);
            }
        }
    }

    /// <summary>A process that has nothing to read for a while gives its memory back.</summary>
    private async Task WaitFor(ChannelReader<LeasedFile> orders, ReaderProcess process, CancellationToken ct)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var next = orders.WaitToReadAsync(ct).AsTask();
        if (await Task.WhenAny(next, Task.Delay(Idle, time, idle.Token)) != next)
        {
            await process.Stop();
        }

        await idle.CancelAsync();
        await next;
    }

    private bool Holds(LeasedFile file) => _held.TryGetValue(file.File, out var lease) && lease == file.Lease;

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
            return new(file.File, file.Version, file.Lease, Away: gone.Message);
        }

        var order = new ReadOrder(file.File, seenAt, file.Folder, file.Path, file.Size);
        var answer = await process.Read(order, ct);
        if (answer.IsDeath)
        {
            // Somebody may have killed it who did not mean the file, such as a kernel without memory.
            answer = await process.Read(order, ct);
        }

        var reader = answer.Reader is { } name ? new ReadBy(name.Name, name.Version) : null;
        if (answer.Failure is { } failure)
        {
            ReaderFailed(file.Path, reader?.Name ?? "none", failure);
        }

        return new(file.File, file.Version, file.Lease, reader, answer.Document, answer.Thumbnail, answer.Preview, answer.Asked, answer.Away, answer.Failure);
    }

    private async Task Tell(ChannelReader<ReadingResult> results, CancellationToken ct)
    {
        while (await results.WaitToReadAsync(ct))
        {
            await foreach (var told in _site.Tell(results, ct))
            {
                _held.TryRemove(new(told.File, told.Lease));
            }
        }
    }

    /// <summary>Goes on with the leases of all that it has, and lets go what the site has given to somebody else.</summary>
    private async Task Keep(CancellationToken ct)
    {
        using var turn = new PeriodicTimer(Wanted.Lease / 4, time);
        while (await turn.WaitForNextTickAsync(ct))
        {
            HeldFile[] held = [.. _held.Select(each => new HeldFile(each.Key, each.Value)).Take(1000)];
            if (held.Length == 0)
            {
                continue;
            }

            var stand = (await _site.Ask<List<HeldFile>>("api/readings/keep", held, ct)).ToHashSet();
            foreach (var lost in held.Where(each => !stand.Contains(each)))
            {
                _held.TryRemove(new(lost.File, lost.Lease));
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "'{Path}' could not be read by {Reader}: {Reason}")]
    private partial void ReaderFailed(string path, string reader, string reason);

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private partial void ReaderUnable(string reason);

    [LoggerMessage(LogLevel.Error, "Reading files is interrupted and goes on in a while: {Reason}")]
    private partial void WorkFailed(string reason, Exception? failure);
}
