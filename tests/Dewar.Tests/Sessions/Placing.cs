using Dewar.Hosting;

namespace Dewar.Sessions;

internal static class Placing
{
    /// <summary>Waits until all files that came are where they belong: the site does it a moment later.</summary>
    public static async Task Placed(this TestSite site)
    {
        while (await site.Database.Number($"select (select count(*) from sessions_change) + (select count(*) from sessions_window)", default) > 0)
        {
            await Task.Delay(20);
        }
    }
}
