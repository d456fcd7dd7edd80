using Dewar.Access;
using Dewar.Database;

namespace Dewar.Reservations;

/// <summary>Looks at a calendar now and keeps nothing of it, to see whether its setup is right.</summary>
internal sealed class SourceTrials(SourceStore sources, LookAtSource look, SiteDatabase database)
{
    private const int Shown = 10, Names = 50;

    public async Task<CalendarTrial> Run(string name, CancellationToken ct)
    {
        var source = await sources.Open(name, ct);
        try
        {
            var (found, _, _) = await look.Run(source, ct);
            var times = (found.Reservations ?? []).Where(each => !each.Cancelled).Select(each => each.Fitting()).OrderBy(each => each.StartsAt).ToList();
            var accounts = await database.Read(read => Accounts.Read(read, ct), ct);
            await sources.Soon(name, ct);
            sources.Due.Ring();
            return new(null, times.Count, found.Usage.Count, [.. times.Where(each => accounts.OfFirst(each.People) is null).Select(each => each.User.Length > 0 ? each.User : each.Said.Title).Distinct().Take(Names)],
                found.Warnings, [.. times.Take(Shown).Select(each => new TrialTime(each.Instrument, each.StartsAt, each.EndsAt, each.Said.Title, each.User, accounts.OfFirst(each.People) is not null))]);
        }
        catch (SourceTrouble trouble)
        {
            return new(trouble.Message, 0, 0, [], [], []);
        }
    }
}
