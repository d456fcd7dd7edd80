using Dewar.Journeys;
using Xunit;

namespace Dewar.Station;

public sealed class SourceProgressTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Counts_and_bytes_follow_the_files()
    {
        var progress = new SourceProgress(_time);
        progress.Enter(JourneyStage.Seen, 10);
        progress.Enter(JourneyStage.Settled, 20);
        progress.Enter(JourneyStage.Left, 1000);
        progress.Enter(JourneyStage.Failed, 5);
        progress.Move(JourneyStage.Settled, JourneyStage.Registered, 20);

        var counts = progress.Counts();

        Assert.Equal((3, 1, 0, 1, 1), (counts.Found, counts.Settling, counts.Moving, counts.Registered, counts.Failed));
        Assert.Equal((35, 20), (counts.BytesFound, counts.BytesRegistered));
        Assert.Equal(1, progress.Unfinished);
    }

    [Fact]
    public void The_rate_is_that_of_the_last_seconds()
    {
        var progress = new SourceProgress(_time);
        progress.Counts();
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(1);
            progress.Enter(JourneyStage.Registered, 100);
            progress.Counts();
        }

        Assert.Equal((100, 1), (progress.Counts().BytesPerSecond, progress.Counts().FilesPerSecond));
        for (var i = 0; i < 6; i++)
        {
            _time.Advance(1);
            progress.Counts();
        }

        Assert.Equal(0, progress.Counts().BytesPerSecond);
    }

    /// <summary>Stage by stage, a file that goes back behind the counting would be counted nowhere, and its source be taken for done.</summary>
    [Fact]
    public async Task A_file_that_goes_back_and_forth_is_never_finished()
    {
        var progress = new SourceProgress(_time);
        progress.Enter(JourneyStage.Settled, 1);
        using var stop = new CancellationTokenSource();
        var moving = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                progress.Move(JourneyStage.Settled, JourneyStage.Verified, 1);
                progress.Move(JourneyStage.Verified, JourneyStage.Seen, 1);
                progress.Move(JourneyStage.Seen, JourneyStage.Settled, 1);
            }
        });

        for (var i = 0; i < 200_000; i++)
        {
            Assert.Equal(1, progress.Unfinished);
        }

        await stop.CancelAsync();
        await moving;
    }
}
