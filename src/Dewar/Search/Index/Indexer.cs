using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>
/// Brings the index up to date behind what happens: files that changed first, then those that were there before there was an index. One process
/// of a site at a time; what is not done when it stops is done by the next.
/// </summary>
internal sealed partial class Indexer(SiteDatabase database, PartStore parts, Changes changes, TimeProvider time, ILogger<Indexer> log) : BackgroundService
{
    private const int Most = 16_384;
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>So that files that come one after the other are written together.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);

    private readonly string _me = Guid.NewGuid().ToString("N");
    private readonly FactReader _facts = new(time);
    private bool _isQuiet;

    /// <summary>Does one piece of what waits: false when nothing did, or when it is another's turn.</summary>
    public async Task<bool> Step(CancellationToken ct) =>
        await IsWaiting(ct) && await TakeTurn(ct) && (await Changed(ct) || await Earlier(ct));

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var began = time.GetTimestamp();
                if (await Step(stopping))
                {
                    // As long as it worked others may: whoever registers files has the same processors. Less where nobody does.
                    var worked = time.GetElapsedTime(began) / (_isQuiet ? 4 : 1);
                    await Task.Delay(worked > Breath ? worked : Breath, time, stopping);
                    continue;
                }

                await changes.Bell.Wait(Patience, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // The database restarts, or is full: what waits stays in its list.
                Away(failure);
                await Task.Delay(Patience, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> IsWaiting(CancellationToken ct) => await database.Number($"""
        select (select count(*) from (select 1 from search_change limit 1) c) + (select count(*) from search_indexer where next_file <= last_file)
        """, ct) > 0;

    private async Task<bool> TakeTurn(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await database.Execute($"""
            update search_indexer set holder = {_me}, until_us = {(now + Turn).InMicroseconds} where holder = {_me} or until_us < {now.InMicroseconds}
            """, ct) > 0;
    }

    private async Task<bool> Changed(CancellationToken ct)
    {
        var (ids, files) = (new List<long>(), new HashSet<long>());
        foreach (var (id, some) in await database.Query($"select id, files from search_change order by id limit 1000", row => (row.GetInt64(0), ChangedFiles.Unpack(row.Bytes(1))), ct))
        {
            ids.Add(id);
            files.UnionWith(some);
            if (files.Count >= Most)
            {
                break;
            }
        }

        _isQuiet = ids.Count == 0;
        if (_isQuiet)
        {
            return false;
        }

        await Write([.. files], write => Done(write, ids, ct), ct);
        return true;
    }

    // By their keys: PostgreSQL's come to light in another order than they were given out.
    private static async Task Done(Transaction write, List<long> ids, CancellationToken ct)
    {
        foreach (var some in ids.Chunk(500))
        {
            await write.Execute($"delete from search_change where id in {Sql.List(some)}", ct);
        }
    }

    private async Task<bool> Earlier(CancellationToken ct)
    {
        var (next, last) = await database.First($"select next_file, last_file from search_indexer", row => (row.GetInt64(0), row.GetInt64(1)), ct);
        if (next > last)
        {
            return false;
        }

        // Up to the next border of a section at most.
        var end = Math.Min(Math.Min(last, next + Most - 1), next | RowSet.Most - 1);
        var files = await database.Query($"select id from catalogue_file where id between {next} and {end}", row => row.GetInt64(0), ct);
        await Write(files, write => write.Execute($"update search_indexer set next_file = {end + 1}", ct), ct);
        return true;
    }

    private async Task Write(IReadOnlyList<long> files, Func<Transaction, Task> done, CancellationToken ct)
    {
        var (facts, keys) = await database.Read(read => _facts.Read(read, files, ct), ct);
        var contents = await Task.Run(() => facts.GroupBy(file => file.Section).Select(section => PartBuilder.Of(section.Key, [.. section])).ToList(), ct);
        await database.Write(async write =>
        {
            foreach (var content in contents)
            {
                await PartStore.Put(write, content, [], ct);
            }

            foreach (var (experiment, key) in keys)
            {
                await write.Execute($"insert into search_key (experiment_id, name) values ({experiment}, {key}) on conflict do nothing", ct);
            }

            await done(write);
        }, ct);
        foreach (var content in contents)
        {
            await Merge(content.Section, ct);
        }
    }

    /// <summary>Makes the newest parts of a section one until each is twice as large as all after it: few parts, and each file written anew a few times only.</summary>
    private async Task Merge(long section, CancellationToken ct)
    {
        var own = (await parts.List(ct)).Where(listed => listed.Part.Section == section).Select(listed => listed.Part).Reverse().ToList();
        var (first, newer) = (own.Count - 1, 0L);
        for (var number = own.Count - 1; number >= 0; number--)
        {
            first = own[number].Files < 2 * newer ? number : first;
            newer += own[number].Files;
        }

        if (first >= own.Count - 1)
        {
            return;
        }

        var wholes = new List<PartWithAll>();
        foreach (var part in own[first..])
        {
            wholes.Add(await parts.Whole(part, ct));
        }

        var merged = await Task.Run(() => PartBuilder.Merge(section, wholes, isWhole: first == 0), ct);
        await database.Write(write => PartStore.Put(write, merged, [.. own[first..].Select(part => part.Id)], ct), ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index for searching can't be brought up to date just now; it is tried again.")]
    private partial void Away(Exception failure);
}
