using Dewar.Hosting;

namespace Dewar.Acquisitions;

/// <summary>Follows an acquisition to its end and shows how it goes.</summary>
internal static class AcquisitionProgress
{
    /// <summary>What is soon done is asked after often.</summary>
    private static readonly TimeSpan FirstTurn = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastTurn = TimeSpan.FromMilliseconds(500);

    /// <param name="advice">What is said when it is broken off.</param>
    public static async Task<Acquisition> Follow(ApiClient api, string path, bool quiet, string advice, CancellationToken ct)
    {
        Acquisition? it = null;
        var turn = FirstTurn;
        using var stopped = ct.Register(() => Screen.Say(advice));
        await ProgressLine.Run(quiet, async show =>
        {
            while (it is not { EndedAt: not null })
            {
                try
                {
                    it = await api.Get<Acquisition>(path, ct);
                    show(Standing(it));
                }
                catch (ApiProblem away) when (away.MayPass)
                {
                    // The work goes on at the station; only the news of it waits.
                    show(new("the site is away; waiting", 0, "", "", null));
                }

                if (it is not { EndedAt: not null })
                {
                    await Task.Delay(turn, TimeProvider.System, ct);
                    turn = turn * 1.1 < LastTurn ? turn * 1.1 : LastTurn;
                }
            }
        });
        return it!;
    }

    private static ProgressLine.Standing Standing(Acquisition it)
    {
        var counts = it.Totals;
        var left = counts.BytesFound - counts.BytesRegistered;
        var message = it.Sources.Select(source => source.Message).FirstOrDefault(text => text is not null);
        return new(message ?? it.State.ToString().ToLowerInvariant(), counts.BytesFound == 0 ? 0 : (double)counts.BytesRegistered / counts.BytesFound,
            $"{counts.Registered} of {counts.Found} files, {Bytes.Show(counts.BytesRegistered)} of {Bytes.Show(counts.BytesFound)}",
            $"{Bytes.Show(counts.BytesPerSecond)}/s", counts.BytesPerSecond > 0 && left > 0 ? TimeSpan.FromSeconds(left / counts.BytesPerSecond) : null);
    }
}
