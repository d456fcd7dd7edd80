using System.Globalization;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Monitoring;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Notes">What wants an administrator's eye, each with the page that tells more.</param>
public sealed record OverviewView(IReadOnlyList<(string Path, string Text)> Notes, long People, long Waiting, IReadOnlyList<AuditEntry> Latest, string Version);

public sealed record WorkPageView(WorkView It, DateTimeOffset Now);

/// <param name="From">As it was typed: a day.</param>
public sealed record AuditPageView(AuditPage? Found, AuditQuestion Asked, string? From, string? To, bool IsFirst, string? Refused = null);

public sealed record SettingsPageView(IReadOnlyList<SettingInForce> Settings, string Version);

/// <summary>How the site is, for administrators.</summary>
internal static class OverviewPages
{
    private const int PerPage = 100, Latest = 8;

    private static string Version => typeof(OverviewPages).Assembly.GetName().Version!.ToString(3);

    public static async Task<IResult> Overview(UserStore users, StationStore stations, AuditLog audit, Work work, Attention attention, CancellationToken ct)
    {
        var waiting = await work.View(ct);
        return Page.Of<OverviewPage, OverviewView>(new(await attention.Notes(await stations.List(ct), waiting, ct), (await users.List(ct)).Count,
            waiting.Kinds.Sum(kind => kind.Waiting) + waiting.Reading.Waiting, (await audit.Before(long.MaxValue, Latest, ct)).ConvertAll(each => each.Entry), Version));
    }

    public static async Task<IResult> Work(Work work, TimeProvider time, CancellationToken ct) => Page.Of<WorkPage, WorkPageView>(new(await work.View(ct), time.GetUtcNow()));

    public static async Task<IResult> Audit(
        AuditSearch search, CancellationToken ct, string? who = null, string? action = null, string? subject = null, string? text = null, string? from = null, string? to = null, string? before = null)
    {
        var asked = new AuditQuestion(who, action, subject, text);
        try
        {
            asked = asked with { From = FormFields.Day(from), To = FormFields.Day(to)?.AddDays(1) };
            long? place = before is null ? null : long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
                : throw Refusal.Invalid("cursor-invalid", "This place in the log is not one that Dewar gave out.");
            return Page.Of<AuditLogPage, AuditPageView>(new(await search.Find(asked, place, PerPage, ct), asked, from, to, before is null));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<AuditLogPage, AuditPageView>(new(null, asked, from, to, true, refusal.Message), refusal.Status);
        }
    }

    public static IResult Settings(SiteSettings site) => Page.Of<SettingsPage, SettingsPageView>(new(site.InForce, Version));
}
