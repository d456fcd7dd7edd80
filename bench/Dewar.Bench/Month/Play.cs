using System.Text.Json;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Bench;

/// <summary>Lets a site live through a month: what reaches it does so at its time, in its order.</summary>
internal sealed class Play(LivedSite site, MonthClock clock, TrueMonth month)
{
    /// <summary>What comes within so long is sent together.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, ControlClock> _computers = month.Computers.ToDictionary(each => each.Name);
    private readonly Dictionary<string, string> _documents = month.Files.ToDictionary(each => each.Path, Document);
    private readonly Dictionary<string, Journal> _journals = [];

    /// <summary>The names that the site gave to sessions that were begun on the web.</summary>
    public Dictionary<string, string> Names { get; } = [];

    public async Task Run()
    {
        foreach (var experiment in month.Sessions.Select(each => each.Experiment).Distinct())
        {
            await site.AddExperiment(experiment);
        }

        foreach (var some in month.Happenings.GroupBy(each => each.At.UtcTicks / Tick.Ticks))
        {
            foreach (var said in some.OfType<Saying>().GroupBy(each => each.Computer ?? each.Session.Id).OrderBy(each => each.Min(one => one.At)))
            {
                clock.Reach(said.Max(each => each.At));
                await Say(said.First().Computer, [.. said.OrderBy(each => each.When)]);
            }

            clock.Reach(some.Max(each => each.At));
            foreach (var files in some.OfType<Arriving>().GroupBy(each => (each.File.Instrument, each.File.Experiment)))
            {
                foreach (var batch in files.Chunk(1000))
                {
                    await site.Register(files.Key.Instrument, files.Key.Experiment, [.. batch.Select(each => each.File)]);
                }
            }

            await site.Settle();
            await site.Read(path => _documents[path]);
            await site.Settle();
        }

        clock.Reach(clock.GetUtcNow().AddDays(2));
        await site.Settle();
        await site.MakeRecords();
    }

    private async Task Say(string? computer, List<Saying> said)
    {
        if (computer is null)
        {
            foreach (var each in said)
            {
                await OnTheWeb(each);
            }

            return;
        }

        var its = _computers[computer];
        var journal = _journals.TryGetValue(computer, out var known) ? known : _journals[computer] = new();
        foreach (var batch in said.Chunk(500))
        {
            var now = clock.GetUtcNow();
            await site.Deliver(computer, new(journal.Id, its.Shows(now).ToUnixTimeMilliseconds(), [.. batch.Select(each => Entry(its, journal, each))]));
            journal.Known = (now, its.Ahead(now));
        }
    }

    /// <summary>The logger knows the offset from the site's last answer, unless the clock was set since: it sees that by the ticks of the computer.</summary>
    private static LoggerEntry Entry(ControlClock computer, Journal journal, Saying each)
    {
        var isStart = each.Kind == "start";
        var isSet = journal.Known is { } known && (known.Ahead - computer.Ahead(each.When)).Duration() > TimeSpan.FromMinutes(15);
        return new(++journal.Sequence, Guid.CreateVersion7().ToString(), each.Session.Id, each.Kind, computer.Shows(each.When).ToUnixTimeMilliseconds(),
            isSet || journal.Known is null ? null : -(long)journal.Known.Value.Ahead.TotalMilliseconds, isStart ? each.Session.User : null, isStart && each.NamesExperiment ? each.Session.Experiment : null);
    }

    private async Task OnTheWeb(Saying each)
    {
        if (each.Kind == "start")
        {
            // Whoever forgot the end of an own session here is told so, and ends it now.
            var open = await site.Ask("GET", $"api/sessions?open=true&instrument={each.Session.Instrument}&person={each.Session.User}");
            foreach (var own in open.GetProperty("items").EnumerateArray())
            {
                await site.Ask("POST", $"api/sessions/{own.GetProperty("id").GetString()}/end", new { at = each.When });
            }

            var begun = await site.Ask("POST", $"api/instruments/{each.Session.Instrument}/sessions", new { person = each.Session.User, experiment = each.NamesExperiment ? each.Session.Experiment : null, at = each.When });
            Names[each.Session.Id] = begun.GetProperty("id").GetString()!;
        }
        else if (Names.TryGetValue(each.Session.Id, out var name))
        {
            // Where the page shows that it is over already, whoever comes back goes on, and whoever leaves does nothing.
            var state = (await site.Ask("GET", $"api/sessions/{name}")).GetProperty("session").GetProperty("state").GetString();
            var kind = (each.Kind, state) switch { ("pause", not "open") or ("resume", "open") => null, _ => each.Kind };
            _ = kind is null ? default : await site.Ask("POST", $"api/sessions/{name}/{kind}", new { at = each.When });
        }
    }

    private static string Document(TrueFile file)
    {
        var said = new Dictionary<string, object> { ["mode"] = new { value = file.Mode } };
        if (file.Inside is not null)
        {
            said["acquired_at"] = new { value = file.Inside };
        }

        if (file.Sample is not null)
        {
            said["sample"] = new { value = file.Sample };
        }

        return JsonSerializer.Serialize(new { format = "Bench", signals = new[] { new { type = file.Signal, main = true } }, metadata = said }, Wire.Json);
    }

    private sealed class Journal
    {
        public string Id { get; } = Guid.NewGuid().ToString();

        public long Sequence { get; set; }

        public (DateTimeOffset At, TimeSpan Ahead)? Known { get; set; }
    }
}
