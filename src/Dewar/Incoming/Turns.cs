using Dewar.Hosting;

namespace Dewar.Incoming;

/// <summary>
/// Sees to it that a request which its station gave up never writes after the one that took its place: it may still sit in a line, or
/// hang in the reading of its body. Kept in memory, since no request outlives the site.
/// </summary>
internal sealed class Turns
{
    private const int MostFences = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Source> _sources = [];

    /// <summary>Begins a request that writes under these tags, after what an earlier session of the station left running. Dispose the turn when it has ended.</summary>
    public async Task<Turn> Enter(long source, string session, long number, IEnumerable<string> tags, CancellationToken ct)
    {
        await Fence(source, session, -1, null);
        lock (_lock)
        {
            var of = Of(source, session);
            var named = tags.ToHashSet();
            if (number <= of.Floor || named.Any(tag => of.Fences.GetValueOrDefault(tag, -1) >= number))
            {
                throw Over();
            }

            var turn = new Turn(this, of, new(session, number), named, ct);
            of.Running.Add(turn);
            return turn;
        }
    }

    /// <summary>Ends what runs under these tags and was sent before; it may not come again. All tags when none are named.</summary>
    public async Task Fence(long source, string session, long number, IReadOnlyCollection<string>? tags)
    {
        List<Turn> stopped;
        lock (_lock)
        {
            var of = Of(source, session);
            foreach (var tag in tags ?? [])
            {
                of.Fences[tag] = Math.Max(of.Fences.GetValueOrDefault(tag, -1), number);
            }

            if (of.Fences.Count > MostFences)
            {
                // Whoever is not here yet and was sent before this is refused, and sent again.
                of.Floor = Math.Max(of.Floor, number);
                of.Fences.Clear();
            }

            stopped = of.Running.FindAll(turn => turn.Session != session || (turn.Number < number && (tags is null || turn.Tags.Overlaps(tags))));
        }

        foreach (var turn in stopped)
        {
            await turn.Stop();
        }
    }

    /// <summary>A station that was started again has a new session, and the one before is over.</summary>
    private Source Of(long source, string session)
    {
        if (!_sources.TryGetValue(source, out var of))
        {
            _sources[source] = of = new() { Session = session };
        }
        else if (of.Over.Contains(session))
        {
            throw Over();
        }
        else if (of.Session != session)
        {
            of.Over.Add(of.Session);
            (of.Session, of.Floor) = (session, -1);
            of.Fences.Clear();
        }

        return of;
    }

    private static Refusal Over() => Refusal.Conflict("turn-over", "This request was given up by its station and is not carried out any more.");

    internal sealed class Source
    {
        public required string Session { get; set; }
        public HashSet<string> Over { get; } = [];
        public long Floor { get; set; } = -1;
        public Dictionary<string, long> Fences { get; } = [];
        public List<Turn> Running { get; } = [];
    }

    /// <summary>One request at work.</summary>
    internal sealed class Turn(Turns turns, Source of, (string Session, long Number) name, HashSet<string> tags, CancellationToken ct) : IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        private bool _isOver;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Session => name.Session;
        public long Number => name.Number;
        public HashSet<string> Tags => tags;
        public CancellationToken Stopped => _stop.Token;

        public async Task Stop()
        {
            Task stopping;
            lock (turns._lock)
            {
                stopping = _isOver ? Task.CompletedTask : _stop.CancelAsync();
            }

            await stopping;
            await _ended.Task;
        }

        public void Dispose()
        {
            lock (turns._lock)
            {
                of.Running.Remove(this);
                _isOver = true;
            }

            _stop.Dispose();
            _ended.SetResult();
        }
    }
}
