using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Journeys;

namespace Dewar.Station;

/// <summary>
/// The station itself: holds the stream on which the site says what is to be done, and runs the watching, moving, registering and
/// reporting beside one another. Nothing here keeps a file's state; that is the journal's.
/// </summary>
internal sealed partial class StationAgent(StationOptions options, TimeProvider time, ILoggerFactory logs)
{
    /// <summary>Threads beside those of the movers: for requests of some tens of people at once.</summary>
    private const int Spare = 24;

    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReportAtLeast = TimeSpan.FromSeconds(5);

    /// <summary>So often movers ask for work though nobody rang: something put off may be due.</summary>
    private static readonly TimeSpan AskForWork = TimeSpan.FromMilliseconds(100);
    private const int ProblemsTold = 50;
    private const int MostTriedAgain = 10_000;

    private readonly ConcurrentDictionary<long, SourceWatch> _watches = new();
    private readonly ConcurrentDictionary<long, (CancellationTokenSource Stop, Task Loop)> _watching = new();

    /// <summary>Why sources can't be looked at, by their number: the disk of the journal is full, for one.</summary>
    private readonly ConcurrentDictionary<long, string> _stuck = new();
    private readonly ILogger log = logs.CreateLogger<StationAgent>();

    /// <summary>Rung when a source has come to an end.</summary>
    private readonly Bell _news = new();

    /// <summary>Rung after a look, which may have found something to move.</summary>
    private readonly Bell _work = new();

    private string? _told;
    private long _toldAt;

    private IReadOnlyCollection<SourceWatch> Active => [.. _watches.Values.Where(watch => !watch.HasEnded)];

    public async Task Run(CancellationToken ct)
    {
        using var home = await HomeLock.Take(options.Home, time, ct);
        await using var journal = await Journal.Open(Path.Combine(options.Home, "journal.db"), time, ct);
        using var api = new ApiClient(options.Site, options.Token);
        var me = await WhoAmI(api, journal, ct);
        var mover = new Mover(journal, Plugins.InTheBox(api, options.SeesStorages), options, time, logs.CreateLogger<Mover>());
        using var claims = new Claims(journal);
        var registrar = new Registrar(journal, api, mover, claims, logs.CreateLogger<Registrar>());
        foreach (var source in await journal.Sources(ct))
        {
            await Begin(journal, mover, JsonSerializer.Deserialize<Assignment>(source.Assignment, Wire.Json)!, source, ct);
        }

        // Movers spend their time in system calls, and so do looking, the journal, and an embedded site's database. Without threads enough beside
        // theirs the pool adds one in half a second, and people wait for that.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, options.Movers + Spare), ports);
        StationStarted(me, options.Site, journal.Id);
        List<Task> loops = [Forever("orders", _ => Listen(api, me, journal, mover, ct), ct), Forever("register", _ => registrar.Turn([.. _watches.Values], ct), ct), Forever("report", _ => Report(api, me, journal, ct), ct)];
        loops.AddRange(Enumerable.Range(0, options.Movers).Select(_ => Forever("move", _ => MoveOne(claims, mover, registrar, ct), ct)));
        await Task.WhenAll(loops);
    }

    private async Task<TimeSpan> MoveOne(Claims claims, Mover mover, Registrar registrar, CancellationToken ct)
    {
        if (await claims.Next(Active, ct) is not { } next)
        {
            await _work.Wait(AskForWork, time, ct);
            return TimeSpan.Zero;
        }

        IReadOnlyList<JourneyFile>? placed = null;
        try
        {
            placed = await Task.Run(() => mover.Move(next.Watch, next.Files, ct), ct);
        }
        finally
        {
            await claims.Release(next.Watch, [.. next.Files.ExceptBy((placed ?? []).Select(file => file.Id), file => file.Id)], leftover: placed is null);
        }

        await registrar.Accept(next.Watch, placed, ct);
        return TimeSpan.Zero;
    }

    private async Task Begin(Journal journal, Mover mover, Assignment assignment, JourneySource? before, CancellationToken ct)
    {
        var watch = new SourceWatch(assignment, journal, options, time);
        await watch.Begin(before, ct);
        _watches[assignment.Source] = watch;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var loop = Task.Run(async () =>
        {
            using var hints = new ChangeHints(assignment.Folder, watch.Look);
            await Forever("watch", async _ =>
            {
                var wait = await Look(watch, mover, stop.Token);
                (watch.HasEnded ? _news : _work).Ring();
                await hints.Wait(wait, time, stop.Token);
                return TimeSpan.Zero;
            }, stop.Token);
        }, CancellationToken.None);
        _watching[assignment.Source] = (stop, loop);
        SourceBegun(assignment.Folder, assignment.Experiment);
    }

    private async Task<TimeSpan> Look(SourceWatch watch, Mover mover, CancellationToken ct)
    {
        try
        {
            await mover.CleanUp(watch, ct);
            var wait = await watch.Turn(ct);
            _stuck.TryRemove(watch.Assignment.Source, out _);
            return wait;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _stuck[watch.Assignment.Source] = failure is DbException
                ? $"The station can't use its journal in '{options.Home}' ({failure.Message.TrimEnd('.')}). Is there space, and may it be written?" : failure.Message;
            throw;
        }
    }

    /// <summary>Holds the stream of assignments open; each list that comes is the whole truth.</summary>
    private async Task<TimeSpan> Listen(ApiClient api, string me, Journal journal, Mover mover, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(StreamPatience);
        using var answer = await api.Stream($"api/stations/{Uri.EscapeDataString(me)}/assignments", null, patience.Token);
        await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(patience.Token))
        {
            patience.CancelAfter(StreamPatience);
            if (item.EventType == "assignments")
            {
                await Agree(journal, mover, JsonSerializer.Deserialize<List<Assignment>>(item.Data, Wire.Json)!, ct);
            }
            else if (item.EventType == "questions")
            {
                // A folder on a slow disk must not keep orders waiting; whoever asks gives up by himself.
                foreach (var question in JsonSerializer.Deserialize<List<FolderQuestion>>(item.Data, Wire.Json)!)
                {
                    _ = Task.Run(() => Answer(api, me, question, ct), ct);
                }
            }
        }

        return TimeSpan.FromSeconds(1);
    }

    private async Task Answer(ApiClient api, string me, FolderQuestion question, CancellationToken ct)
    {
        try
        {
            await api.Do(HttpMethod.Post, $"api/stations/{Uri.EscapeDataString(me)}/answers/{question.Id}", FolderLook.At(question, options), ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LoopFailed("answer", failure.Message, null);
        }
    }

    /// <summary>Makes what is done agree with the list: takes up what is new, tells what is known of changes, drops what has ended.</summary>
    private async Task Agree(Journal journal, Mover mover, List<Assignment> list, CancellationToken ct)
    {
        // The number alone does not do: a site restored from a back-up gives numbers out again.
        foreach (var gone in _watches.Where(watch => !list.Exists(each => each.Source == watch.Key && each.Acquisition == watch.Value.Assignment.Acquisition)).Select(watch => watch.Key).ToList())
        {
            _watches.TryRemove(gone, out _);
            if (_watching.TryRemove(gone, out var watching))
            {
                // Until it has ended it may write to the journal, and what is forgotten would be known again.
                await watching.Stop.CancelAsync();
                await watching.Loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                watching.Stop.Dispose();
                _stuck.TryRemove(gone, out _);
            }

            await journal.Forget(gone, ct);
        }

        foreach (var assignment in list)
        {
            if (_watches.TryGetValue(assignment.Source, out var watch))
            {
                if (assignment.Retries > watch.Assignment.Retries)
                {
                    (await journal.TryNow(assignment.Source, MostTriedAgain, ct)).ForEach(watch.LookAgain);
                }

                watch.Update(assignment);
            }
            else
            {
                await Begin(journal, mover, assignment, null, ct);
            }
        }
    }

    private async Task<TimeSpan> Report(ApiClient api, string me, Journal journal, CancellationToken ct)
    {
        var reports = new List<SourceReport>();
        foreach (var watch in _watches.Values)
        {
            var state = watch.State;
            var problems = (await journal.Problems(watch.Assignment.Source, ProblemsTold, ct)).ConvertAll(each => new SourceProblem(each.Path, each.Cause, each.At));
            reports.Add(new(watch.Assignment.Source, state, watch.Progress.Counts(), watch.Message ?? _stuck.GetValueOrDefault(watch.Assignment.Source), problems));
        }

        var text = JsonSerializer.Serialize(reports, Wire.Json);
        if (text != _told || time.GetElapsedTime(_toldAt) >= ReportAtLeast)
        {
            var version = typeof(StationAgent).Assembly.GetName().Version!.ToString(3);
            await api.Do(HttpMethod.Post, $"api/stations/{Uri.EscapeDataString(me)}/report", new StationReport(Environment.MachineName, version, reports, FolderLook.Disks(options, Active)), ct);
            (_told, _toldAt) = (text, time.GetTimestamp());
        }

        await _news.Wait(ReportEvery, time, ct);
        return TimeSpan.Zero;
    }

    /// <summary>The station's name is what its token says; while the site is away, what it said before.</summary>
    private async Task<string> WhoAmI(ApiClient api, Journal journal, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var me = await api.Get<Access.Me>("api/me", ct);
                var name = me.Station ?? throw new Refusal(403, "not-a-station", $"The token is that of '{me.Name}', not a station's; 'dewar station add NAME' makes one.");
                await journal.SaveName(name, ct);
                return name;
            }
            catch (ApiProblem away) when (away.MayPass)
            {
                SiteAway(away.Message);
                if (journal.Name is { } known)
                {
                    return known;
                }

                await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            }
        }
    }

    /// <summary>Goes on with a loop whatever one turn of it meets; waits longer while turns fail.</summary>
    private async Task Forever(string what, Func<int, Task<TimeSpan>> turn, CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                wait = await turn(failures);
                failures = 0;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                wait = TimeSpan.FromSeconds(Math.Min(5, 0.25 * Math.Pow(2, Math.Min(failures++, 10))));
                LoopFailed(what, failure.Message, failure is ApiProblem or OperationCanceledException or IOException ? null : failure);
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Station {Name} works for {Site}; its journal is {Journal}")]
    private partial void StationStarted(string name, Uri site, string journal);

    [LoggerMessage(LogLevel.Information, "Watching {Folder} for {Experiment}")]
    private partial void SourceBegun(string folder, string experiment);

    [LoggerMessage(LogLevel.Warning, "The site is away: {Reason}")]
    private partial void SiteAway(string reason);

    [LoggerMessage(LogLevel.Warning, "A turn of '{Loop}' failed and will be made again: {Reason}")]
    private partial void LoopFailed(string loop, string reason, Exception? failure);
}
