using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>
/// A calendar on a CalDAV server (RFC 4791): Radicale, Nextcloud, SOGo, Baïkal, Zimbra. What it holds comes by a query for the window; whether that is needed is asked
/// by its tag and, where it has that, by what changed since the last time (RFC 6578).
/// </summary>
internal sealed class CalDav : ICalendarKind
{
    private static readonly XNamespace Dav = "DAV:", Cal = "urn:ietf:params:xml:ns:caldav", Server = "http://calendarserver.org/ns/";

    public string Name => "caldav";
    public string Help => "a calendar on a CalDAV server, with name and password: Radicale, Nextcloud, SOGo";

    public void Check(CalendarSetup setup) => CalendarKinds.MustBeWeb(setup.Address, "https://dav.example.org/lab/titan/");

    public static AuthenticationHeaderValue Basic(string user, string? secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));

    public async Task<Fetched> Fetch(Look look, CancellationToken ct)
    {
        var found = await Ask(look, "PROPFIND", "0", new(Dav + "propfind", new XElement(Dav + "prop", new XElement(Dav + "resourcetype"), new XElement(Dav + "sync-token"), new XElement(Server + "getctag"))), ct);
        var properties = found.Descendants(Dav + "prop").ToList();
        string? Text(XName name) => properties.Select(each => each.Element(name)?.Value.Trim()).FirstOrDefault(value => value is { Length: > 0 });
        if (!found.Descendants(Cal + "calendar").Any())
        {
            throw new SourceTrouble($"{look.Setup.Uri.Host} has something at the address, but it is no calendar. Give the address of one calendar, not of the server or of an account.");
        }

        var (ctag, token) = (Text(Server + "getctag"), Text(Dav + "sync-token"));
        if (look.Comparable is { } known && await IsSame(look, known, ctag, token, ct))
        {
            return Fetched.Same(look.Memory with { Ctag = ctag, SyncToken = token });
        }

        var answer = await Ask(look, "REPORT", "1", new(Cal + "calendar-query", new XElement(Dav + "prop", new XElement(Dav + "getetag"), new XElement(Cal + "calendar-data")),
            new XElement(Cal + "filter", new XElement(Cal + "comp-filter", new XAttribute("name", "VCALENDAR"), new XElement(Cal + "comp-filter", new XAttribute("name", "VEVENT"),
                new XElement(Cal + "time-range", new XAttribute("start", Stamp(look.From)), new XAttribute("end", Stamp(look.To))))))), ct);
        var (reservations, warnings) = (new List<FetchedTime>(), new List<string>());
        foreach (var response in answer.Elements(Dav + "response"))
        {
            Take(look, response, reservations, warnings);
        }

        return new(reservations, [], warnings, look.Full with { Ctag = ctag, SyncToken = token });
    }

    /// <summary>One resource is one event with all its instances. One that can't be read is no reason to do without the others.</summary>
    private static void Take(Look look, XElement response, List<FetchedTime> reservations, List<string> warnings)
    {
        var name = Uri.UnescapeDataString((response.Element(Dav + "href")?.Value ?? "").TrimEnd('/').Split('/')[^1]);
        try
        {
            foreach (var data in response.Descendants(Cal + "calendar-data"))
            {
                var content = ICalendar.Read(Encoding.UTF8.GetBytes(data.Value), look.From, look.To, look.Zone);
                reservations.AddRange(content.Occurrences.Select(each => CalendarTimes.Of(each, look.Setup.Instrument!)));
                warnings.AddRange(content.Warnings.Select(each => $"{name}: {each}"));
            }
        }
        catch (CalendarFault fault)
        {
            warnings.Add($"{name} is left out: {fault.Message}.");
        }
    }

    /// <summary>By the tag; else by the list of what changed. A token that the server forgot means that all is read again.</summary>
    private static async Task<bool> IsSame(Look look, FetchMemory known, string? ctag, string? token, CancellationToken ct)
    {
        if (known.Ctag is not null && known.Ctag == ctag || known.SyncToken is not null && known.SyncToken == token)
        {
            return true;
        }

        if (known.SyncToken is null || token is null)
        {
            return false;
        }

        try
        {
            var changes = await Ask(look, "REPORT", "0", new(Dav + "sync-collection", new XElement(Dav + "sync-token", known.SyncToken), new XElement(Dav + "sync-level", "1"),
                new XElement(Dav + "prop", new XElement(Dav + "getetag"))), ct);
            return !changes.Elements(Dav + "response").Any();
        }
        catch (ForeignTrouble forgotten) when (forgotten.Status is 400 or 403 or 404 or 405 or 409 or 410 or 415 or 501 or 507)
        {
            return false;
        }
    }

    private static async Task<XElement> Ask(Look look, string method, string depth, XElement body, CancellationToken ct)
    {
        var address = look.Setup.Uri;
        var answer = look.Web.Good(await look.Web.Ask(method, address, Look.MostBytes, headers =>
        {
            headers.Add("Depth", depth);
            if (look.Setup.User is { } user)
            {
                headers.Authorization = Basic(user, look.Secret);
            }
        }, (new XDocument(body).ToString(SaveOptions.DisableFormatting), "application/xml"), ct), address);
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer.Body), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });
            var root = XElement.Load(reader);
            return answer.Status == 207 && root.Name == Dav + "multistatus" ? root : throw new SourceTrouble($"{address.Host} answers, but not as CalDAV. Look whether the address is that of a calendar.");
        }
        catch (XmlException bad)
        {
            throw new SourceTrouble($"The answer of {address.Host} is no XML, or breaks off in line {bad.LineNumber}. Look whether the address is that of a CalDAV calendar; else it is asked again later.", bad);
        }
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
