using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Instruments;

internal static class InstrumentCommands
{
    /// <summary>What a site says of its stations; the station's own verb adds them to itself.</summary>
    public static IEnumerable<Command> OfStations()
    {
        var name = new Argument<string>("name") { Description = "The station's name" };
        var description = new Option<string?>("--description") { Description = "What and where it is" };
        var template = new Option<string?>("--template") { Description = $"Storage paths of its experiments, of {string.Join(", ", StationStore.TemplateWords.Select(w => $"{{{w}}}"))}; default {Station.DefaultTemplate}" };
        var storage = new Option<string?>("--storage") { Description = "The storage of its experiments; default: the site's first" };

        yield return new Command("add", "Register a station; prints its token, this once") { name, description, template, storage }.Calls(async (line, api, ct) =>
        {
            var made = await api.Post<StationMade>("api/stations", new NewStation(
                line.GetValue(name)!, line.GetValue(description) ?? "", line.GetValue(template) ?? Station.DefaultTemplate, line.GetValue(storage)), ct);
            if (line.WantsJson)
            {
                Screen.Json(made);
                return;
            }

            Console.WriteLine(made.Token);
            Screen.Say($"Put it in a file on the station's computer and start there: dewar station --site {api.Site} --token-file FILE");
        });
        yield return new Command("list", "List stations and when each was last heard").Calls(async (line, api, ct) =>
        {
            var stations = await api.Get<List<Station>>("api/stations", ct);
            if (line.WantsJson)
            {
                Screen.Json(stations);
                return;
            }

            Screen.Table(stations, ("name", s => s.Name), ("state", s => s.Silent ? "silent" : "heard"), ("last heard", s => Screen.When(s.HeardAt)), ("host", s => s.Host ?? ""),
                ("version", s => s.Version ?? ""), ("storage path", s => s.Template), ("description", s => s.Description));
        });
        yield return new Command("show", "Show a station") { name }.Calls(async (line, api, ct) => Show(line, await api.Get<Station>(Path(line.GetValue(name)!), ct)));
        yield return new Command("set", "Change a station") { name, description, template, storage }.Calls(async (line, api, ct) => Show(line, await api.Ask<Station>(
            HttpMethod.Patch, Path(line.GetValue(name)!), new StationChange(line.GetValue(description), line.GetValue(template), line.GetValue(storage)), ct)));
    }

    /// <param name="more">What rooms further on do with instruments.</param>
    public static Command Instruments(params ReadOnlySpan<Command> more)
    {
        var name = new Argument<string>("name") { Description = "The instrument's name" };
        var station = new Option<string?>("--station") { Description = "Where its files are seen" };
        var description = new Option<string?>("--description") { Description = "What it is" };
        var quiet = new Option<string?>("--quiet") { Description = "How long a file must stand still to be finished; default 5s" };
        var marker = new Option<string?>("--marker") { Description = "A file that must be there too: '{name}.done', '{stem}.xml', '../{folder}.finished'" };
        var temporary = new Option<string[]>("--temporary") { Description = "Names of files still being written, such as '*.tmp' (several times for several)" };
        var instruments = new Command("instrument", "Instruments and when their files are finished")
        {
            new Command("set", "Make an instrument, or change its rules") { name, station, description, quiet, marker, temporary }.Calls(async (line, api, ct) =>
            {
                var before = (await api.Get<List<Instrument>>("api/instruments", ct)).FirstOrDefault(each => each.Name == line.GetValue(name));
                var settling = before?.Settling ?? new();
                var now = new Instrument(line.GetValue(name)!, line.GetValue(station) ?? before?.Station ?? throw new FormatException("Which station? (--station NAME)"),
                    line.GetValue(description) ?? before?.Description ?? "", settling with
                    {
                        QuietSeconds = line.GetValue(quiet) is { } q ? Duration.Parse(q).TotalSeconds : settling.QuietSeconds,
                        Marker = line.GetValue(marker) is { } m ? (m.Length == 0 ? null : m) : settling.Marker,
                        Temporary = line.GetValue(temporary) is { Length: > 0 } t ? t : settling.Temporary,
                    });
                await api.Do(HttpMethod.Put, $"api/instruments/{Query.Name(now.Name)}", now, ct);
            }),
            new Command("list", "List instruments").Calls(async (line, api, ct) =>
            {
                var instruments = await api.Get<List<Instrument>>("api/instruments", ct);
                if (line.WantsJson)
                {
                    Screen.Json(instruments);
                    return;
                }

                Screen.Table(instruments, ("name", i => i.Name), ("station", i => i.Station), ("finished when", i => Rule(i.Settling)), ("description", i => i.Description));
            }),
            new Command("show", "Show an instrument") { name }.Calls(async (line, api, ct) =>
            {
                var instrument = await api.Get<Instrument>($"api/instruments/{Query.Name(line.GetValue(name)!)}", ct);
                if (line.WantsJson)
                {
                    Screen.Json(instrument);
                    return;
                }

                Screen.Facts(("name", instrument.Name), ("station", instrument.Station), ("description", instrument.Description), ("finished when", Rule(instrument.Settling)));
            }),
        };
        foreach (var command in more)
        {
            instruments.Add(command);
        }

        return instruments;
    }

    private static string Rule(Settling settling) => $"still for {settling.QuietSeconds} s" +
        (settling.Marker is { } marker ? $", with {marker}" : "") + (settling.Temporary.Count > 0 ? $", not named {string.Join(" ", settling.Temporary)}" : "");

    private static void Show(ParseResult line, Station station)
    {
        if (line.WantsJson)
        {
            Screen.Json(station);
            return;
        }

        Screen.Facts(("name", station.Name), ("state", station.Silent ? "silent" : "heard"), ("last heard", station.HeardAt is null ? "never" : Screen.When(station.HeardAt)),
            ("host", station.Host), ("version", station.Version),
            ("disks", station.Disks.Count == 0 ? null : string.Join("; ", station.Disks.Select(disk => $"{disk.Path} ({disk.For}): {Bytes.Show(disk.FreeBytes)} free of {Bytes.Show(disk.TotalBytes)}"))), ("storage", station.Storage), ("storage path", station.Template), ("description", station.Description));
    }

    private static string Path(string name) => $"api/stations/{Query.Name(name)}";
}
