using System.Text.RegularExpressions;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>How the events of a calendar become reservations.</summary>
internal static partial class CalendarTimes
{
    private static readonly string[] Agreeing = ["yes", "y", "true", "agree", "agreed", "i agree", "record", "ja", "oui", "1"];
    private static readonly string[] Disagreeing = ["no", "n", "false", "disagree", "i disagree", "negative", "none", "no record", "do not record", "nein", "non", "0"];

    /// <summary>Yes, no, or something that is neither.</summary>
    public static Consent Consent(string text) => text.Trim().TrimEnd('.', '!').ToLowerInvariant() is var word && Agreeing.Contains(word) ? Reservations.Consent.Yes
        : Disagreeing.Contains(word) ? Reservations.Consent.No : Reservations.Consent.Unknown;

    public static FetchedTime Of(Occurrence it, string instrument)
    {
        var (its, people) = (it.Event, new List<IReadOnlyList<string>>());
        foreach (var person in its.Organizer is { } organizer ? its.Attendees.Prepend(organizer) : its.Attendees)
        {
            people.Add([person.Name, person.Email]);
        }

        // Calendars that everybody writes into name nobody but in the title: "Ada Lovelace: grain boundaries".
        people.Add([its.Summary]);
        people.AddRange(Ahead().Match(its.Summary) is { Success: true } ahead ? [[ahead.Groups["name"].Value]] : []);
        var user = its.Organizer?.Shown is { Length: > 0 } shown ? shown : its.Attendees.Select(each => each.Shown).FirstOrDefault(each => each.Length > 0) ?? "";
        return new(it.Id, instrument, it.StartsAt, it.EndsAt, user, people, Of(its.Summary, its.Description)) { Cancelled = it.Cancelled, Link = its.Link, CancelReason = it.Cancelled ? "cancelled in its calendar" : null };
    }

    /// <summary>
    /// A description is the purpose. Lines of it may answer what a booking system would ask: <c>project: P-17</c>, <c>sample: gold on carbon</c>,
    /// <c>consent: no</c>, <c>purpose: …</c>.
    /// </summary>
    public static Said Of(string title, string description)
    {
        var (said, rest) = (new Said { Title = title }, new List<string>());
        foreach (var line in Plain(description).Split('\n'))
        {
            if (Answer().Match(line) is not { Success: true } match)
            {
                rest.Add(line);
                continue;
            }

            var value = match.Groups["value"].Value.Trim();
            said = match.Groups["key"].Value.ToLowerInvariant().Replace('-', '_').Replace(' ', '_') switch
            {
                "project" or "project_id" => said with { Project = value },
                "consent" or "data_consent" => said with { Consent = Consent(value) },
                "purpose" or "experiment_purpose" => said with { Purpose = value },
                "title" or "experiment_title" => said with { Title = value },
                _ => said with { Samples = [.. said.Samples, .. value.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => new Sample(name))] },
            };
        }

        return said.Purpose.Length > 0 ? said : said with { Purpose = string.Join('\n', rest).Trim() };
    }

    public static Fetched Of(CalendarContent content, string instrument, FetchMemory memory) =>
        new([.. content.Occurrences.Select(each => Of(each, instrument))], [], content.Warnings, memory);

    /// <summary>Google and Outlook write descriptions as HTML.</summary>
    private static string Plain(string description) => !Markup().IsMatch(description) ? description
        : System.Net.WebUtility.HtmlDecode(Markup().Replace(Break().Replace(description, "\n"), "")).Replace('\u00a0', ' ');

    [GeneratedRegex(@"^\s*(?<name>[^:–—|/]{2,100}?)\s*(:|\s[-–—|/]\s)")]
    private static partial Regex Ahead();

    [GeneratedRegex(@"^\s*(?<key>(experiment[ _-])?(purpose|title)|project([ _-]id)?|(data[ _-])?consent|samples?([ _-]name)?)\s*[:=]\s*(?<value>\S.*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Answer();

    [GeneratedRegex(@"<(br|/p|/div|/li)\s*/?>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Break();

    [GeneratedRegex(@"</?[a-z][^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}

/// <summary>An iCalendar file on a disk that the site sees.</summary>
internal sealed class CalendarFiles : ICalendarKind
{
    public string Name => "file";
    public string Help => "an iCalendar file (.ics) on a disk that the site sees";

    public void Check(CalendarSetup setup)
    {
        if (setup.Address is not { } path || !Path.IsPathRooted(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw Refusal.Invalid("address-invalid", "The address of a file is its whole path, such as /srv/calendars/titan.ics.");
        }
    }

    public async Task<Fetched> Fetch(Look look, CancellationToken ct)
    {
        var path = look.Setup.Address!;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || (file.Attributes & (FileAttributes.Directory | FileAttributes.Device)) != 0 || file.UnixFileMode == UnixFileMode.None)
            {
                throw new SourceTrouble($"There is no file {path}. Look whether its disk is mounted and the path is right.");
            }

            var stamp = $"{file.Length}-{file.LastWriteTimeUtc.Ticks}";
            if (look.Comparable?.Etag == stamp)
            {
                return Fetched.Same(look.Memory);
            }

            // A pipe has no length and gives no end: reading is bounded by what the file says it has.
            if (file.Length is 0 or > Look.MostBytes)
            {
                throw new SourceTrouble($"The file {path} is {(file.Length == 0 ? "empty; is it still being written" : $"larger than {Bytes.Show(Look.MostBytes)}; is it a calendar")}?");
            }

            var bytes = new byte[file.Length];
            await using var stream = file.OpenRead();
            await stream.ReadExactlyAsync(bytes, ct);
            return CalendarTimes.Of(ICalendar.Read(bytes, look.From, look.To, look.Zone), look.Setup.Instrument!, look.Full with { Etag = stamp });
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new SourceTrouble($"The file {path} can't be read: {(bad is UnauthorizedAccessException ? $"the user '{Environment.UserName}' may not" : bad.Message.TrimEnd('.'))}.", bad);
        }
    }
}

/// <summary>An iCalendar file behind an address: what Outlook, Exchange and SharePoint publish, and Google's secret addresses.</summary>
internal sealed class CalendarAddresses : ICalendarKind
{
    public string Name => "ical";
    public string Help => "the address of an iCalendar export: Outlook, Exchange, SharePoint, Google's secret address, any other";

    public void Check(CalendarSetup setup)
    {
        if (setup.Address is not null || setup.SecretFile is null && setup.SecretVariable is null)
        {
            CalendarKinds.MustBeWeb(Web(setup.Address), "https://mail.example.org/owa/calendar/…/calendar.ics");
        }
    }

    public async Task<Fetched> Fetch(Look look, CancellationToken ct)
    {
        var text = Web(look.Setup.Address ?? look.Secret);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new SourceTrouble("The secret is no address that begins with https:// or http://. Give the whole address of the calendar's export as the secret.");
        }

        var known = look.Comparable;
        var answer = await look.Get(address, headers =>
        {
            headers.TryAddWithoutValidation("Accept", "text/calendar, */*;q=0.5");
            if (look.Setup.User is { } user && look.Setup.Address is not null)
            {
                headers.Authorization = CalDav.Basic(user, look.Secret);
            }

            if (known?.Etag is { } etag)
            {
                headers.TryAddWithoutValidation("If-None-Match", etag);
            }

            if (known?.Modified is { } modified)
            {
                headers.TryAddWithoutValidation("If-Modified-Since", modified);
            }
        }, ct);
        if (answer.Status == 304)
        {
            return known is not null ? Fetched.Same(look.Memory) : throw new SourceTrouble($"{address.Host} says that nothing changed, but was not asked that. It is asked again later.");
        }

        var memory = look.Full with { Etag = answer.Headers.ETag?.ToString(), Modified = answer.Content.LastModified?.ToString("R") };
        return CalendarTimes.Of(ICalendar.Read(answer.Body, look.From, look.To, look.Zone), look.Setup.Instrument!, memory);
    }

    /// <summary>What calendar programs call webcal is a web address.</summary>
    private static string? Web(string? address) => address?.Trim() is ['w' or 'W', ..] text && text.StartsWith("webcal", StringComparison.OrdinalIgnoreCase) ? $"http{text[6..]}".Replace("http://", "https://", StringComparison.Ordinal) : address?.Trim();
}
