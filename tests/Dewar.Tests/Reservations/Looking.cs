using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Reservations;

internal static class Looking
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Looks at a calendar now, whether or not it is due; the site's own service, should it be at it, is waited for.</summary>
    public static async Task Look(this TestSite site, string name) => await site.Get<Fetching>().Run(await site.Lease(name), Ct);

    public static async Task<SourceLease> Lease(this TestSite site, string name)
    {
        var by = Guid.NewGuid().ToString("N");
        await site.Database.Execute($"update reservations_source set leased_by = {by}, leased_us = {long.MaxValue} where name = {name}", Ct);
        return (await site.Database.First($"select setup, secret, memory, failures from reservations_source where name = {name}", row => new SourceLease(name, by,
            JsonSerializer.Deserialize<CalendarSetup>(row.GetString(0), Wire.Json)!, row.TextOrNull(1), JsonSerializer.Deserialize<FetchMemory>(row.GetString(2), Wire.Json)!, row.GetInt64(3)), Ct))!;
    }
}
