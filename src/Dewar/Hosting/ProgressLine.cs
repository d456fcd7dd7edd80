using Spectre.Console;

namespace Dewar.Hosting;

/// <summary>Progress of long work: a bar with rate and time left on a terminal, a line now and then elsewhere, nothing for --json.</summary>
internal static class ProgressLine
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

    /// <summary>What is soon done is asked after often.</summary>
    private static readonly TimeSpan FirstTurn = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastTurn = TimeSpan.FromMilliseconds(500);

    /// <param name="Left">Null while it can't be told.</param>
    internal readonly record struct Standing(string What, double Share, string Amount, string Rate, TimeSpan? Left);

    public static async Task Run(bool quiet, Func<Action<Standing>, Task> work)
    {
        if (quiet)
        {
            await work(_ => { });
        }
        else if (Screen.Side.Profile.Capabilities.Interactive && !Console.IsErrorRedirected)
        {
            await Screen.Side.Progress().AutoClear(false).HideCompleted(false).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask("", maxValue: 1);
                    await work(standing =>
                    {
                        bar.Description = Markup.Escape(Sentence(standing));
                        bar.Value = standing.Share;
                    });
                });
        }
        else
        {
            var last = 0L;
            await work(standing =>
            {
                if (last == 0 || TimeProvider.System.GetElapsedTime(last) > Now)
                {
                    last = TimeProvider.System.GetTimestamp();
                    Screen.Say($"{standing.Share:P0} {Sentence(standing)}");
                }
            });
        }
    }

    /// <summary>Follows something that the site does to its end, and shows how it goes.</summary>
    /// <param name="advice">What is said when it is broken off.</param>
    public static async Task<T> Follow<T>(
        ApiClient api, string path, Func<T, bool> hasEnded, Func<T, Standing> standing, bool quiet, string advice, CancellationToken ct) where T : class
    {
        T? it = null;
        var turn = FirstTurn;
        using var stopped = ct.Register(() => Screen.Say(advice));
        await Run(quiet, async show =>
        {
            while (it is null || !hasEnded(it))
            {
                try
                {
                    it = await api.Get<T>(path, ct);
                    show(standing(it));
                }
                catch (ApiProblem away) when (away.MayPass)
                {
                    // The work goes on; only the news of it waits.
                    show(new("the site is away; waiting", 0, "", "", null));
                }

                if (it is null || !hasEnded(it))
                {
                    await Task.Delay(turn, TimeProvider.System, ct);
                    turn = turn * 1.1 < LastTurn ? turn * 1.1 : LastTurn;
                }
            }
        });
        return it!;
    }

    private static string Sentence(Standing standing) =>
        $"{standing.What}  {standing.Amount}  {standing.Rate}{(standing.Left is { } left ? $"  {Duration.Show(left)} left" : "")}";
}
