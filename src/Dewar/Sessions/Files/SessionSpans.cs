using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>The sessions of an instrument near some files, as they come to be while those are placed.</summary>
internal sealed class SessionSpans(List<SessionSpan> spans)
{
    /// <summary>The end of what lasts.</summary>
    public const long Latest = long.MaxValue / 4;

    private readonly HashSet<long> _grown = [];

    public IReadOnlyCollection<SessionSpan> All => spans;

    /// <summary>Those that have some of this time.</summary>
    public static async Task<SessionSpans> Of(Transaction read, string instrument, List<(long From, long Until)> times, CancellationToken ct)
    {
        var found = new Dictionary<long, SessionSpan>();
        foreach (var (from, until) in times)
        {
            foreach (var span in await Between(read, instrument, from, until, ct))
            {
                found[span.Key] = span;
            }
        }

        return new([.. found.Values.OrderBy(each => each.Key)]);
    }

    public void Add(SessionSpan span) => spans.Add(span);

    /// <summary>A file came to it.</summary>
    public void Grow(SessionSpan span, long takenUs, long experiment)
    {
        _grown.Add(span.Key);
        spans[spans.FindIndex(each => each.Key == span.Key)] = span with
        {
            SignUs = Math.Max(span.SignUs, takenUs),
            FilesOf = span.FilesOf == 0 ? experiment : span.FilesOf,
            StartUs = span.IsByFiles ? Math.Min(span.StartUs, takenUs) : span.StartUs,
        };
    }

    /// <summary>
    /// Files that came between two sessions that only files made, of one experiment, show that they were one; unless somebody began a session between,
    /// or said something of one of them.
    /// </summary>
    /// <returns>What is to go into what.</returns>
    public IEnumerable<(long From, long Into)> Joined(long quietUs)
    {
        foreach (var of in spans.Where(each => each is { IsByFiles: true, IsSpokenOf: false }).GroupBy(each => each.Experiment))
        {
            SessionSpan? last = null;
            foreach (var next in of.OrderBy(each => each.StartUs))
            {
                if (last is not null && next.StartUs - End(last) <= quietUs && (_grown.Contains(last.Key) || _grown.Contains(next.Key))
                    && !spans.Any(each => !each.IsByFiles && each.StartUs > last.StartUs && each.StartUs < next.StartUs))
                {
                    yield return (next.Key, last.Key);
                    _grown.Add(last.Key);
                    last = last with { SignUs = Math.Max(End(last), End(next)) };
                }
                else
                {
                    last = next;
                }
            }
        }
    }

    private static long End(SessionSpan span) => Math.Max(span.SignUs, span.EndUs ?? 0);

    private static Task<List<SessionSpan>> Between(Transaction read, string instrument, long from, long until, CancellationToken ct) => read.Query($"""
        select s.id, s.started_us, s.ended_us, s.sign_us, s.experiment_id, s.facts, s.computer_id,
            (select m.experiment_id from sessions_file m where m.session_id = s.id order by m.taken_us, m.file_id limit 1),
            (select count(*) from sessions_event v where v.session_id = s.id and v.via <> 'files' and v.kind <> 'closed')
        from sessions_session s where s.instrument = {instrument} and s.started_us <= {until} and coalesce(s.ended_us, {Latest}) >= {from}
        """, row => new SessionSpan(row.GetInt64(0), row.GetInt64(1), row.NumberOrNull(2), row.GetInt64(3),
        JsonSerializer.Deserialize<StoredFacts>(row.GetString(5), Wire.Json)!.OpenedBy == SessionKeeper.OpenedByFiles, row.NumberOrNull(4) ?? 0)
    { Computer = row.NumberOrNull(6), FilesOf = row.NumberOrNull(7) ?? 0, IsSpokenOf = row.GetInt64(8) > 0 }, ct);
}
