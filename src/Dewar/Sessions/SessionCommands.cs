using System.CommandLine;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>The verbs of a logger, without a window, and those that look at sessions.</summary>
internal static class SessionCommands
{
    private static readonly Argument<string> Instrument = new("instrument") { Description = "The instrument" };
    private static readonly Argument<string> Session = new("session") { Description = "The session's id, or the name of an instrument with one that is open" };
    private static readonly Option<string?> At = new("--at") { Description = "When it was so, if not now: 2026-11-21T14:30 (this computer's zone)" };
    private static readonly Option<string?> Experiment = new("--experiment") { Description = "Where its files belong" };
    private static readonly Option<string?> Project = new("--project") { Description = "A project's name or number" };
    private static readonly Option<string?> Sample = new("--sample") { Description = "What is looked at" };
    private static readonly Option<string?> Purpose = new("--purpose") { Description = "What for" };

    public static Command Build() => new("session", "Time at instruments: begin, note, pause, end, look at")
    {
        Start(), Note(), Moment("pause", "Leave for a while"), Moment("resume", "Go on, also with one that was ended by mistake or by rule"), Moment("end", "End a session"), Mend(), List(), Show(), Move(), Rules(),
    };

    private static Command Start()
    {
        var person = new Option<string?>("--person") { Description = "Who is at the instrument; default: you" };
        return new Command("start", "Begin a session at an instrument; prints its id") { Instrument, person, Experiment, Project, Sample, Purpose, At }.Calls(async (line, api, ct) =>
        {
            var session = await api.Post<Session>($"api/instruments/{Query.Name(line.GetValue(Instrument)!)}/sessions", new NewSession(line.GetValue(person), line.GetValue(Experiment),
                line.GetValue(Project) ?? "", line.GetValue(Sample) ?? "", line.GetValue(Purpose) ?? "", When(line.GetValue(At))), ct);
            Print(line, session, session.Id);
        });
    }

    private static Command Note()
    {
        var text = new Argument<string>("text") { Description = "What to write down; '-' reads it from standard input" };
        return new Command("note", "Write something down in a session") { Session, text, At }.Calls(async (line, api, ct) =>
        {
            var note = line.GetValue(text)! is "-" ? await Console.In.ReadToEndAsync(ct) : line.GetValue(text)!;
            var session = await api.Post<Session>($"{await Path(line, api, ct)}/notes", new NewNote(note, When(line.GetValue(At))), ct);
            Print(line, session, "");
        });
    }

    private static Command Moment(string verb, string description) => new Command(verb, description) { Session, At }.Calls(async (line, api, ct) =>
        Print(line, await api.Post<Session>($"{await Path(line, api, ct)}/{verb}", new SessionMoment(When(line.GetValue(At))), ct), ""));

    private static Command Mend()
    {
        var person = new Option<string?>("--person") { Description = "Who it was" };
        var started = new Option<string?>("--started") { Description = "When it began" };
        var ended = new Option<string?>("--ended") { Description = "When it ended" };
        var booking = new Option<string?>("--booking") { Description = "The booking in which it took place, by its id; 'none' for none" };
        var record = new Option<bool?>("--record") { Description = "Whether a record is wanted" };
        var reason = new Option<string>("--reason") { Description = "Why; it stays in the history", DefaultValueFactory = _ => "" };
        return new Command("mend", "Put something right in a session; the history keeps what it was") { Session, person, Experiment, Project, Sample, Purpose, started, ended, booking, record, reason }.Calls(async (line, api, ct) =>
            Print(line, await api.Ask<Session>(HttpMethod.Patch, await Path(line, api, ct), new SessionMending(line.GetValue(person), line.GetValue(Experiment), line.GetValue(Project), line.GetValue(Sample),
                line.GetValue(Purpose), When(line.GetValue(started)), When(line.GetValue(ended)), line.GetValue(reason)!,
                line.GetValue(booking) is "none" ? "" : line.GetValue(booking), line.GetValue(record) switch { true => Consent.Yes, false => Consent.No, null => null }), ct), ""));
    }

    private static Command List()
    {
        var instrument = new Option<string?>("--instrument") { Description = "Only those at this instrument" };
        var person = new Option<string?>("--person") { Description = "Only those of somebody" };
        var open = new Option<bool>("--open") { Description = "Only those that are not over" };
        var limit = new Option<int>("--limit") { Description = "How many, the newest first", DefaultValueFactory = _ => 50 };
        return new Command("list", "List sessions, newest first") { instrument, person, Experiment, open, limit }.Calls(async (line, api, ct) =>
        {
            var page = await api.Get<Page<Session>>(Query.Of("api/sessions", ("instrument", line.GetValue(instrument)), ("person", line.GetValue(person)), ("experiment", line.GetValue(Experiment)),
                ("open", line.GetValue(open) ? "true" : null), ("limit", $"{line.GetValue(limit)}")), ct);
            if (line.WantsJson)
            {
                Screen.Json(page.Items);
                return;
            }

            Screen.Table(page.Items, ("id", s => s.Id), ("instrument", s => s.Instrument), ("person", s => s.Person), ("state", s => s.State.ToString().ToLowerInvariant()),
                ("began", s => Screen.When(s.StartedAt)), ("ended", s => Screen.When(s.EndedAt)), ("experiment", s => s.Experiment ?? ""), ("files", s => $"{s.Files}"), ("sample", s => s.Sample));
        });
    }

    private static Command Show() => new Command("show", "Show a session with its notes and its history") { Session }.Calls(async (line, api, ct) =>
    {
        var detail = await api.Get<SessionDetail>(await Path(line, api, ct), ct);
        if (line.WantsJson)
        {
            Screen.Json(detail);
            return;
        }

        var session = detail.Session;
        Screen.Facts(("session", session.Id), ("instrument", session.Instrument), ("person", session.Person), ("state", session.State.ToString().ToLowerInvariant()), ("began", Screen.When(session.StartedAt)),
            ("ended", session.EndedAt is null ? null : Screen.When(session.EndedAt) + (session.EndCause is { } cause ? $" ({cause})" : "")), ("experiment", session.Experiment), ("project", Empty(session.Project)),
            ("sample", Empty(session.Sample)), ("purpose", Empty(session.Purpose)), ("booking", detail.Booking is { } booked ? $"{Screen.OneLine(booked.Title)} ({Screen.OneLine(booked.User)}), {Screen.When(booked.StartsAt)} to {Screen.When(booked.EndsAt)}" : null),
            ("record", session.Consent switch { Consent.No => "not wanted", Consent.Yes => "wanted", _ => null }), ("files", $"{session.Files}"), ("look at", session.Warnings.Count > 0 ? string.Join(" ", session.Warnings) : null));
        foreach (var each in detail.History)
        {
            Console.WriteLine($"{Screen.When(each.At)}  {each.Kind,-8}  {Screen.OneLine(each.Who)}: {Screen.OneLine(each.What)}");
        }
    });

    private static Command Move()
    {
        var experiment = new Argument<string>("experiment") { Description = "The experiment of the files" };
        var paths = new Argument<string[]>("path") { Description = "Files to move into the session", Arity = ArgumentArity.OneOrMore };
        return new Command("take", "Move files into a session by hand; they stay there") { Session, experiment, paths }.Calls(async (line, api, ct) =>
        {
            var moved = await api.Post<BatchMoved>($"{await Path(line, api, ct)}/files", new FilesMoved(line.GetValue(experiment)!, line.GetValue(paths)!), ct);
            Screen.Say($"{moved.Moved} files belong to it now.");
        });
    }

    private static Command Rules()
    {
        var quiet = new Option<double?>("--quiet-minutes") { Description = "After so long without a sign of anybody a session is over" };
        var grace = new Option<double?>("--grace-minutes") { Description = "Files so long after the end still belong to it" };
        var paused = new Option<double?>("--paused-hours") { Description = "After so long a paused one is over" };
        var byFiles = new Option<bool?>("--by-files") { Description = "Files that come while no session is open begin one" };
        var keep = new Option<bool?>("--keep") { Description = "Whether sessions are kept here at all by rule" };
        var zone = new Option<string?>("--time-zone") { Description = "Of the instrument's clock, such as Europe/Berlin" };
        var pid = new Option<string?>("--pid") { Description = "A lasting identifier of the instrument, for records" };
        var location = new Option<string?>("--location") { Description = "Where it stands" };
        var activities = new Option<string?>("--activities") { Description = $"How records are cut into activities: {SessionRules.Pauses}, or {SessionRules.KernelDensity} as NexusLIMS does" };
        var sensitivity = new Option<double?>("--sensitivity") { Description = "More than 1 cuts more often, 0 never" };
        var consent = new Option<bool?>("--needs-consent") { Description = "Only sessions for which somebody said that a record is wanted get one" };
        var owner = new Option<string[]>("--owner") { Description = "Whose files are, by their paths (several times for several, all anew; '' for none): 'users/{person}/**', 'scans/** = ada', 'calibration/** = -' for nobody's" };
        return new Command("rules", "How sessions are kept at an instrument; options change it") { Instrument, quiet, grace, paused, byFiles, keep, zone, pid, location, Experiment, activities, sensitivity, consent, owner }.Calls(async (line, api, ct) =>
        {
            var path = $"api/instruments/{Query.Name(line.GetValue(Instrument)!)}/session-rules";
            var before = await api.Get<SessionRules>(path, ct);
            var rules = new SessionRules(line.GetValue(keep) ?? before.Keep, line.GetValue(quiet) ?? before.QuietMinutes, line.GetValue(paused) ?? before.PausedHours, line.GetValue(grace) ?? before.GraceMinutes,
                line.GetValue(byFiles) ?? before.ByFiles, line.GetValue(zone) ?? before.TimeZone, line.GetValue(pid) ?? before.Pid, line.GetValue(location) ?? before.Location, line.GetValue(Experiment) ?? before.Experiment,
                line.GetValue(activities) ?? before.Activities, line.GetValue(sensitivity) ?? before.Sensitivity, before.SmallestActivity,
                line.GetValue(consent) ?? before.NeedsConsent, line.GetResult(owner) is null ? before.Owners : [.. line.GetValue(owner)!.Where(text => text.Length > 0).Select(PathOwner.Parse)]);
            rules = rules == before ? before : await api.Ask<SessionRules>(HttpMethod.Put, path, rules, ct);
            if (line.WantsJson)
            {
                Screen.Json(rules);
                return;
            }

            Screen.Facts(("kept", rules.Keep ? "yes" : "no"), ("over after", $"{rules.QuietMinutes} min without a sign, {rules.PausedHours} h when paused"), ("late files", $"up to {rules.GraceMinutes} min after the end"),
                ("begun by files", rules.ByFiles ? "yes" : "no"), ("time zone", Empty(rules.TimeZone) ?? "the site's"), ("pid", Empty(rules.Pid)), ("location", Empty(rules.Location)), ("files first go to", Empty(rules.Experiment)), ("files are of", rules.Owners is { Count: > 0 } owners ? string.Join("; ", owners) : null),
                ("activities", $"{rules.Activities}, sensitivity {rules.Sensitivity}, {rules.SmallestActivity} files at least"),
                ("records", rules.NeedsConsent ? "where somebody said that one is wanted" : "unless somebody said that none is wanted"));
        });
    }

    /// <summary>The address of a session; of an instrument, that of the one that is open there.</summary>
    private static async Task<string> Path(ParseResult line, ApiClient api, CancellationToken ct)
    {
        var named = line.GetValue(Session)!;
        if (Guid.TryParse(named, out _))
        {
            return $"api/sessions/{named}";
        }

        var open = await api.Get<Page<Session>>(Query.Of("api/sessions", ("instrument", named), ("open", "true")), ct);
        return open.Items switch
        {
            [var only] => $"api/sessions/{only.Id}",
            [] => throw new FormatException($"No session is open at '{named}'. 'dewar session list' shows those that were."),
            _ => throw new FormatException($"{open.Items.Count} sessions are open at '{named}'; name one: {string.Join(", ", open.Items.Select(each => each.Id))}"),
        };
    }

    private static void Print(ParseResult line, Session session, string plain)
    {
        if (line.WantsJson)
        {
            Screen.Json(session);
        }
        else if (plain.Length > 0)
        {
            Console.WriteLine(plain);
        }
        else
        {
            Screen.Say($"{session.Person} at {session.Instrument}: {session.State.ToString().ToLowerInvariant()} since {Screen.When(session.EndedAt ?? session.StartedAt)}.");
        }
    }

    private static DateTimeOffset? When(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeLocal, out var at) ? at
        : throw new FormatException($"'{text}' is no time: write it as 2026-11-21T14:30.");

    private static string? Empty(string text) => text.Length > 0 ? text : null;
}
