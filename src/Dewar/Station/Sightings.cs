using Dewar.Disk;
using Dewar.Journeys;

namespace Dewar.Station;

/// <summary>Writes down in the journal what a watch saw, many at a time, and keeps the counts beside it right.</summary>
internal sealed class Sightings(long source, Journal journal, SourceProgress progress)
{
    private const int Many = 2000;

    private readonly List<Sighting> _toSee = [];
    private readonly List<Sighting> _toSettle = [];

    public bool AreMany => _toSee.Count >= Many;

    public Task<JourneyFile?> Find(string path, CancellationToken ct) => journal.Find(source, path, ct);

    /// <summary>A file that is new, or begins anew.</summary>
    public void Note(string path, Posix.Entry entry, JourneyStage stage, string? cause)
    {
        progress.Enter(stage, entry.Size);
        _toSee.Add(new(path, entry.Size, entry.ModifiedNs, stage, cause));
    }

    public async Task Settle(string path, Posix.Entry entry, CancellationToken ct)
    {
        var before = await Find(path, ct);
        progress.Leave(before?.Stage ?? JourneyStage.Seen, before?.Size ?? 0);
        progress.Enter(JourneyStage.Settled, entry.Size);
        _toSettle.Add(new(path, entry.Size, entry.ModifiedNs, JourneyStage.Settled));
    }

    /// <summary>It went before it was finished: a temporary file, or one that got another name.</summary>
    public Task Leave(string path, CancellationToken ct) => End(path, JourneyStage.Left, null, ct);

    public Task GiveUp(string path, string cause, CancellationToken ct) => End(path, JourneyStage.Failed, cause, ct);

    public async Task Flush(CancellationToken ct)
    {
        if (_toSee.Count > 0)
        {
            await journal.See(source, _toSee, ct);
            _toSee.Clear();
        }

        if (_toSettle.Count > 0)
        {
            await journal.Settle(source, _toSettle, ct);
            _toSettle.Clear();
        }
    }

    private async Task End(string path, JourneyStage stage, string? cause, CancellationToken ct)
    {
        if (await Find(path, ct) is { Stage: JourneyStage.Seen } seen)
        {
            progress.Move(JourneyStage.Seen, stage, seen.Size);
            await journal.Advance([(seen with { Stage = stage, Cause = cause }, TimeSpan.Zero)], ct);
        }
    }
}
