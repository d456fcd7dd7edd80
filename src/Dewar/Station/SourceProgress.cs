using Dewar.Acquisitions;
using Dewar.Journeys;

namespace Dewar.Station;

/// <summary>Counts the files of a source by stage, as they move; several threads move them.</summary>
internal sealed class SourceProgress(TimeProvider time)
{
    private static readonly int Stages = Enum.GetValues<JourneyStage>().Length;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private readonly long[] _files = new long[Stages];
    private readonly long[] _bytes = new long[Stages];
    private readonly Queue<(long At, long Files, long Bytes)> _past = new();

    public long this[JourneyStage stage]
    {
        get
        {
            lock (_lock)
            {
                return _files[(int)stage];
            }
        }
    }

    /// <summary>Files that were seen and have not come to an end, at one instant: counted stage by stage, one that moves meanwhile would be missed.</summary>
    public long Unfinished
    {
        get
        {
            lock (_lock)
            {
                return _files[(int)JourneyStage.Seen] + _files[(int)JourneyStage.Settled] + _files[(int)JourneyStage.Verified] + _files[(int)JourneyStage.Placed];
            }
        }
    }

    public void Enter(JourneyStage stage, long bytes) => Count(stage, 1, bytes);

    public void Leave(JourneyStage stage, long bytes) => Count(stage, -1, -bytes);

    public void Move(JourneyStage from, JourneyStage to, long bytes)
    {
        lock (_lock)
        {
            Count(from, -1, -bytes);
            Count(to, 1, bytes);
        }
    }

    public SourceCounts Counts()
    {
        lock (_lock)
        {
            long Files(params ReadOnlySpan<JourneyStage> stages)
            {
                long sum = 0;
                foreach (var stage in stages)
                {
                    sum += _files[(int)stage];
                }

                return sum;
            }

            var (registered, bytes) = (_files[(int)JourneyStage.Registered], _bytes[(int)JourneyStage.Registered]);
            var now = time.GetTimestamp();
            _past.Enqueue((now, registered, bytes));
            while (_past.Count > 2 && time.GetElapsedTime(_past.Peek().At, now) > Window)
            {
                _past.Dequeue();
            }

            var then = _past.Peek();
            var seconds = Math.Max(0.5, time.GetElapsedTime(then.At, now).TotalSeconds);
            return new(
                Files(JourneyStage.Seen, JourneyStage.Settled, JourneyStage.Verified, JourneyStage.Placed, JourneyStage.Registered, JourneyStage.Failed),
                Files(JourneyStage.Seen), Files(JourneyStage.Settled, JourneyStage.Verified, JourneyStage.Placed), registered, Files(JourneyStage.Failed),
                _bytes.Sum() - _bytes[(int)JourneyStage.Left], bytes, Math.Max(0, (bytes - then.Bytes) / seconds), Math.Max(0, (registered - then.Files) / seconds));
        }
    }

    private void Count(JourneyStage stage, long files, long bytes)
    {
        lock (_lock)
        {
            _files[(int)stage] += files;
            _bytes[(int)stage] += bytes;
        }
    }
}
