using Spectre.Console;

namespace Dewar.Hosting;

/// <summary>Progress of long work: a bar with rate and time left on a terminal, a line now and then elsewhere, nothing for --json.</summary>
internal static class ProgressLine
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

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

    private static string Sentence(Standing standing) =>
        $"{standing.What}  {standing.Amount}  {standing.Rate}{(standing.Left is { } left ? $"  {Duration.Show(left)} left" : "")}";
}
