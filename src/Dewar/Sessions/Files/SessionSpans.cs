using System.Data.Common;
using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>The sessions of an instrument near some files, as they come to be while those are placed.</summary>
internal sealed class SessionSpans
{
    /// <summary>The end of what lasts.</summary>
    public const long Latest = long.MaxValue / 4;

    private readonly List<SessionSpan> _spans;
    private readonly Dictionary<(long Session, long Experiment), long> _files;
    private readonly HashSet<long> _grown = [];
    private readonly HashSet<long> _turned = [];

    private SessionSpans(IEnumerable<SessionSpan> spans, Dictionary<(long Session, long Experiment), long> files)
    {
        _files = files;
        var most = files.GroupBy(each => each.Key.Session).ToDictionary(each => each.Key, each => each.MaxBy(of => (of.Value, -of.Key.Experiment)).Key.Experiment);
        _spans = [.. spans.Select(span => span with { FilesOf = most.GetValueOrDefault(span.Key) }).OrderBy(span => span.Key)];
    }

    public IReadOnlyCollection<SessionSpan> All => _spans;

    /// <summary>Those of which other files show now what they were about: some that they took may be somebody else's.</summary>
    public IEnumerable<SessionSpan> Turned => _spans.Where(each => !each.IsByFiles && _turned.Contains(each.Key));

    /// <summary>Those that have some of this time.</summary>
    public static async Task<SessionSpans> Of(Transaction read, string instrument, List<(long From, long Until)> times, CancellationToken ct)
    {
        var intake = await RulesStore.Intake(read, instrument, ct);
        var found = new Dictionary<long, SessionSpan>();
        foreach (var (from, until) in times)
        {
            foreach (var span in await Between(read, instrument, from, until, ct))
            {
                found[span.Key] = span.Experiment == intake ? span with { Experiment = 0 } : span;
            }
        }

        var files = await read.Query($"select session_id, experiment_id, count(*) from sessions_file where session_id in {Sql.List(found.Keys)} group by session_id, experiment_id",
            row => (Session: row.GetInt64(0), Experiment: row.GetInt64(1), Number: row.GetInt64(2)), ct);
        return new(found.Values, files.ToDictionary(each => (each.Session, each.Experiment), each => each.Number));
    }

    public void Add(SessionSpan span) => _spans.Add(span);

    /// <param name="isNew">It was not there before.</param>
    public void Grow(SessionSpan span, long takenUs, long experiment, bool isNew)
    {
        _grown.Add(span.Key);
        var number = _files[(span.Key, experiment)] = _files.GetValueOrDefault((span.Key, experiment)) + (isNew ? 1 : 0);
        var isMost = span.FilesOf == 0 || number > _files.GetValueOrDefault((span.Key, span.FilesOf));
        _ = isMost && span.FilesOf != 0 && _turned.Add(span.Key);
        _spans[_spans.FindIndex(each => each.Key == span.Key)] = span with
        {
            SignUs = Math.Max(span.SignUs, takenUs),
            EndUs = span is { IsEndedByRule: true, EndUs: { } end } ? Math.Max(end, takenUs) : span.EndUs,
            FilesOf = isMost ? experiment : span.FilesOf,
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
        foreach (var of in _spans.Where(each => each is { IsByFiles: true, IsSpokenOf: false }).GroupBy(each => each.Experiment))
        {
            SessionSpan? last = null;
            foreach (var next in of.OrderBy(each => each.StartUs))
            {
                if (last is not null && AreOne(last, next, quietUs))
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

    /// <summary>By paths or bookings it may be known that they were of two people.</summary>
    private bool AreOne(SessionSpan last, SessionSpan next, long quietUs) => next.StartUs - End(last) <= quietUs && (_grown.Contains(last.Key) || _grown.Contains(next.Key))
        && (last.Person.Length == 0 || next.Person.Length == 0 || last.Person == next.Person)
        && !_spans.Any(each => !each.IsByFiles && each.StartUs > last.StartUs && each.StartUs < next.StartUs);

    private static long End(SessionSpan span) => Math.Max(span.SignUs, span.EndUs ?? 0);

    private static Task<List<SessionSpan>> Between(Transaction read, string instrument, long from, long until, CancellationToken ct) => read.Query($"""
        select s.id, s.started_us, s.ended_us, s.sign_us, s.experiment_id, s.facts, s.computer_id, s.person, s.user_id,
            (select count(*) from sessions_event v where v.session_id = s.id and {SessionStory.IsSpoken}),
            (select case when max(case when v.kind = 'closed' then v.id end) > coalesce(max(case when v.kind in ('end', 'mended') then v.id end), 0) then 1 else 0 end
                from sessions_event v where v.session_id = s.id)
        from sessions_session s where s.instrument = {instrument} and s.started_us <= {until} and coalesce(s.ended_us, {Latest}) >= {from}
        """, row => Row(row, JsonSerializer.Deserialize<StoredFacts>(row.GetString(5), Wire.Json)!), ct);

    private static SessionSpan Row(DbDataReader row, StoredFacts facts) =>
        new(row.GetInt64(0), row.GetInt64(1), row.NumberOrNull(2), row.GetInt64(3), facts.OpenedBy == SessionKeeper.OpenedByFiles, row.NumberOrNull(4) ?? 0)
        {
            Computer = row.NumberOrNull(6),
            Person = row.GetString(7),
            User = row.NumberOrNull(8),
            IsSpokenOf = row.GetInt64(9) > 0,
            IsEndedByRule = row.GetInt64(10) > 0,
        };
}
