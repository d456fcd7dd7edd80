using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Audit;

/// <summary>What is looked for in the audit log. All that is given must fit.</summary>
/// <param name="Who">A user, or "station NAME"; with a star at the end, whatever begins so.</param>
/// <param name="Action">Such as experiment.closed, or experiment.*</param>
/// <param name="Text">Anywhere in the subject or the detail.</param>
public sealed record AuditQuestion(string? Who = null, string? Action = null, string? Subject = null, string? Text = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A page of what fits, newest first.</summary>
/// <param name="Next">Asks for the rest; null when the log was looked through to its beginning, or to the time that was asked for.</param>
/// <param name="LookedBackTo">How far this page looked: where little fits, a page may be short and yet not the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, long? Next, DateTimeOffset? LookedBackTo);

/// <summary>
/// Looks through the log backwards, a stretch at a time, and stops after a good number of entries: no question makes the site read a log of
/// many millions. Entries are numbered without a gap and their times rise, so that a day is found by halving.
/// </summary>
internal sealed class AuditSearch(SiteDatabase database, AuditLog audit)
{
    private const long Stretch = 20_000;
    private const int MostStretches = 5;

    public async Task<AuditPage> Find(AuditQuestion question, long? before, int limit, CancellationToken ct)
    {
        var end = Math.Min(before ?? long.MaxValue, question.To is { } to ? await FirstFrom(to, ct) : await audit.Newest(ct) + 1);
        var begin = question.From is { } from ? await FirstFrom(from, ct) : 1;
        var found = new List<AuditEntry>();
        for (var stretch = 0; stretch < MostStretches && end > begin && found.Count < limit; stretch++)
        {
            var down = Math.Max(begin, end - Stretch);
            var some = await audit.Where($"id >= {down} and id < {end}{Fitting(question)}", limit - found.Count, ct);
            found.AddRange(some);
            end = found.Count < limit ? down : found[^1].Id;
        }

        return new(found, end > begin ? end : null, end > begin ? await TimeOf(end, ct) : null);
    }

    private static Sql Fitting(AuditQuestion question)
    {
        var all = Sql.Nothing;
        all = question.Who is { Length: > 0 } who ? all + Like($"who", who) : all;
        all = question.Action is { Length: > 0 } action ? all + Like($"action", action) : all;
        all = question.Subject is { Length: > 0 } subject ? all + Like($"subject", subject) : all;
        return question.Text is { Length: > 0 } text ? all + $" and (lower(subject) like {Anywhere(text)} escape '!' or lower(detail) like {Anywhere(text)} escape '!')" : all;
    }

    private static Sql Like(Sql column, string wanted)
    {
        Sql begins = $" and {column} like {Escaped(wanted.TrimEnd('*')) + "%"} escape '!'", equals = $" and {column} = {wanted}";
        return wanted.EndsWith('*') ? begins : equals;
    }

    private static string Anywhere(string text) => $"%{Escaped(text.ToLowerInvariant())}%";

    private static string Escaped(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    /// <summary>The first entry at or after a time.</summary>
    private async Task<long> FirstFrom(DateTimeOffset at, CancellationToken ct)
    {
        var (low, high) = (1L, await audit.Newest(ct) + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            (low, high) = await TimeOf(middle, ct) is { } time && time < at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private async Task<DateTimeOffset?> TimeOf(long id, CancellationToken ct) =>
        await database.First($"select at_us from audit_entry where id <= {id} order by id desc limit 1", row => (DateTimeOffset?)row.Instant(0), ct);
}
