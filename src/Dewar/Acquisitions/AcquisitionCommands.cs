using System.CommandLine;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Sdk;

namespace Dewar.Acquisitions;

internal static class AcquisitionCommands
{
    private static readonly Argument<string> Experiment = new("experiment") { Description = "The experiment's name" };
    private static readonly Option<bool> Wait = new("--wait") { Description = "Show progress until it has ended" };

    public static Command Acquire() => new("acquire", "Watch folders for an experiment until stopped") { Start(), List(), Show(), Stop(), Retry() };

    /// <param name="fromHere">Takes folders of this computer that no station sees; null when a station is to do it.</param>
    public static Command Upload(Func<ApiClient, string, IReadOnlyList<NewSource>, AcquisitionOptions, bool, CancellationToken, Task<Acquisition?>> fromHere)
    {
        var options = new SourceOptions();
        var command = new Command("upload", "Take what is in a folder, once") { Experiment, options.Folders, Wait };
        options.AddTo(command, watching: false);
        return command.Calls(async (line, api, ct) => await fromHere(api, line.GetValue(Experiment)!, options.Sources(line), options.Read(line), line.WantsJson, ct) is { } ended
            ? Tell(line, ended) : await Begin(line, api, options, AcquisitionKind.Upload, ct));
    }

    private static Command Start()
    {
        var options = new SourceOptions();
        var command = new Command("start", "Begin to watch") { Experiment, options.Folders };
        options.AddTo(command, watching: true);
        return command.Calls((line, api, ct) => Begin(line, api, options, AcquisitionKind.Acquisition, ct));
    }

    private static async Task<ExitCode> Begin(ParseResult line, ApiClient api, SourceOptions options, AcquisitionKind kind, CancellationToken ct)
    {
        var path = $"api/experiments/{Query.Name(line.GetValue(Experiment)!)}/acquisitions";
        var started = await api.Post<Acquisition>(path, new NewAcquisition(options.Sources(line), kind, options.Read(line)), ct);
        if (kind == AcquisitionKind.Acquisition || !line.GetValue(Wait))
        {
            Print(line, started, id: true);
            return ExitCode.Done;
        }

        var ended = await AcquisitionProgress.Follow(api, $"{path}/{started.Id}", quiet: line.WantsJson, AtStation(started.Id), ct);
        return Tell(line, ended);
    }

    private static ExitCode Tell(ParseResult line, Acquisition ended)
    {
        Print(line, ended, id: false);
        return ended.State == AcquisitionState.Done && ended.Totals.Failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static Command Retry()
    {
        var id = new Argument<string>("id") { Description = "The acquisition's id; or the experiment's name, if it has one running" };
        return new Command("retry", "Try at once what failed or waits for its next try") { id }.Calls(async (line, api, ct) =>
        {
            var it = await Find(api, line.GetValue(id)!, ct);
            Print(line, await api.Post<Acquisition>($"api/experiments/{Query.Name(it.Experiment)}/acquisitions/{it.Id}/retry", null, ct), id: false);
        });
    }

    /// <summary>What is in a folder at a station; a verb of stations.</summary>
    public static Command Browse()
    {
        var station = new Argument<string>("name") { Description = "The station's name" };
        var folder = new Argument<string?>("folder") { Description = "As the station sees it; without, the folders to begin with", DefaultValueFactory = _ => null };
        return new Command("browse", "List a folder at a station, through the site") { station, folder }.Calls(async (line, api, ct) =>
        {
            var (entries, after) = (new List<StationEntry>(), (string?)null);
            do
            {
                var page = await api.Get<StationFolder>(Query.Of($"api/stations/{Query.Name(line.GetValue(station)!)}/folder", ("path", line.GetValue(folder)), ("after", after), ("limit", "1000")), ct);
                entries.AddRange(page.Entries);
                after = page.Next;
            }
            while (after is not null);

            if (line.WantsJson)
            {
                Screen.Json(entries);
                return;
            }

            Screen.Table(entries, ("name", e => e.IsFolder && e.Name != "/" ? $"{e.Name}/" : e.Name), ("size", e => e.Size is { } size ? Bytes.Show(size) : ""), ("modified", e => Screen.When(e.ModifiedAt)));
        });
    }

    private static string AtStation(string id) => $"The work goes on at the station; 'dewar acquire show {id}' tells how.";

    private static Command List()
    {
        var experiment = new Option<string?>("--experiment") { Description = "Only of this experiment" };
        var active = new Option<bool>("--active") { Description = "Only those that have not ended" };
        return new Command("list", "List acquisitions and uploads, newest first") { experiment, active }.Calls(async (line, api, ct) =>
        {
            var path = line.GetValue(experiment) is { } name ? $"api/experiments/{Query.Name(name)}/acquisitions" : "api/acquisitions";
            var all = await api.Get<List<Acquisition>>(Query.Of(path, ("active", line.GetValue(active) ? "true" : null)), ct);
            if (line.WantsJson)
            {
                Screen.Json(all);
                return;
            }

            Screen.Table(all, ("id", a => a.Id), ("experiment", a => a.Experiment), ("kind", a => a.Kind.ToString().ToLowerInvariant()), ("state", a => a.State.ToString().ToLowerInvariant()),
                ("files", a => $"{a.Totals.Registered} of {a.Totals.Found}"), ("failed", a => $"{a.Totals.Failed}"), ("size", a => Bytes.Show(a.Totals.BytesRegistered)),
                ("rate", a => a.EndedAt is null ? $"{Bytes.Show(a.Totals.BytesPerSecond)}/s" : ""), ("started", a => Screen.When(a.StartedAt)),
                ("folders", a => string.Join(", ", a.Sources.Select(s => $"{s.Station}:{s.Folder}"))), ("note", a => string.Join("; ", a.Sources.Select(s => s.Message).OfType<string>().Distinct())));
        });
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The acquisition's id; or the experiment's name: the one running, or the last" };
        return new Command("show", "Show one, with what its stations say") { id }.Calls(async (line, api, ct) => Print(line, await Find(api, line.GetValue(id)!, ct), id: false));
    }

    private static Command Stop()
    {
        var id = new Argument<string>("id") { Description = "The acquisition's id; or the experiment's name, if it has one running" };
        var abort = new Option<bool>("--abort") { Description = "Without a last sweep; what is not stored yet is left" };
        return new Command("stop", "Stop after a last sweep") { id, abort, Wait }.Calls(async (line, api, ct) =>
        {
            var it = await Find(api, line.GetValue(id)!, ct);
            var path = $"api/experiments/{Query.Name(it.Experiment)}/acquisitions/{it.Id}";
            it = await api.Post<Acquisition>($"{path}/stop", new StopAcquisition(line.GetValue(abort)), ct);
            if (line.GetValue(Wait))
            {
                it = await AcquisitionProgress.Follow(api, path, quiet: line.WantsJson, AtStation(it.Id), ct);
                Print(line, it, id: false);
                return it.Totals.Failed == 0 && it.State is not AcquisitionState.Failed ? ExitCode.Done : ExitCode.Failed;
            }

            return ExitCode.Done;
        });
    }

    /// <summary>By its id; by the experiment: the one that runs, or the last one if none does; or by the beginning of its id.</summary>
    private static async Task<Acquisition> Find(ApiClient api, string id, CancellationToken ct)
    {
        var all = await api.Get<List<Acquisition>>("api/acquisitions?limit=1000", ct);
        var ofExperiment = all.FindAll(each => each.Experiment == id);
        var running = ofExperiment.FindAll(each => each.EndedAt is null);
        var found = all.FindAll(each => each.Id == id) is [_] exact ? exact : running.Count > 0 ? running : ofExperiment.Count > 0 ? ofExperiment[..1]
            : id.Length > 0 ? all.FindAll(each => each.Id.StartsWith(id, StringComparison.Ordinal)) : [];
        return found switch
        {
            [var one] => one,
            [] => throw new ApiProblem(404, "acquisition-not-found", $"There is no acquisition '{id}', and no experiment of this name that had one."),
            _ => throw new ApiProblem(409, "acquisition-ambiguous", $"'{id}' means {found.Count} acquisitions; give the id of one: {string.Join(", ", found.Select(each => each.Id))}."),
        };
    }

    private static void Print(ParseResult line, Acquisition it, bool id)
    {
        if (line.WantsJson)
        {
            Screen.Json(it);
            return;
        }

        if (id)
        {
            Console.WriteLine(it.Id);
            Screen.Say($"{it.Kind} for '{it.Experiment}' started; 'dewar acquire show {it.Id}' tells how it goes.");
            return;
        }

        Screen.Facts(("id", it.Id), ("experiment", it.Experiment), ("state", it.State.ToString().ToLowerInvariant()), ("started", $"{Screen.When(it.StartedAt)} by {it.StartedBy}"),
            ("stopping", it.StopCause), ("ended", it.EndedAt is null ? null : Screen.When(it.EndedAt)),
            ("files", $"{it.Totals.Registered} of {it.Totals.Found} registered, {it.Totals.Settling} still written, {it.Totals.Moving} moving, {it.Totals.Failed} failed"),
            ("bytes", $"{Bytes.Show(it.Totals.BytesRegistered)} of {Bytes.Show(it.Totals.BytesFound)}"));
        foreach (var source in it.Sources)
        {
            Console.WriteLine($"\n{source.Station}:{Screen.Clean(source.Folder)} to /{Screen.Clean(source.To)}: {source.State.ToString().ToLowerInvariant()}{(source.Message is { } message ? $"; {Screen.Clean(message)}" : "")}");
            foreach (var problem in source.Problems)
            {
                Console.WriteLine($"  {Screen.Clean(problem.Path)}: {Screen.Clean(problem.Cause)}");
            }
        }
    }

    /// <summary>What acquire and upload have in common.</summary>
    private sealed class SourceOptions
    {
        public Argument<string[]> Folders { get; } = new("folder") { Description = "Folders as the station sees them; STATION:FOLDER for another station", Arity = ArgumentArity.OneOrMore };

        private readonly Option<string?> _station = new("--station") { Description = "The station that does it; default: the experiment's" };
        private readonly Option<string> _to = new("--to") { Description = "The folder inside the experiment", DefaultValueFactory = _ => "" };
        private readonly Option<string[]> _include = new("--include") { Description = "Only files like this: '*.tif', 'run?/**' (several times for several)" };
        private readonly Option<string[]> _exclude = new("--exclude") { Description = "No files like this" };
        private readonly Option<bool> _hidden = new("--hidden") { Description = "Names that begin with a dot, too" };
        private readonly Option<bool> _onlyNew = new("--only-new") { Description = "Leave what is there already; only what comes or changes from now on" };
        private readonly Option<bool> _noReprocess = new("--no-reprocess") { Description = "Leave files that change after they were taken" };
        private readonly Option<string[]> _meta = new("--meta") { Description = "key=value for all files (several times for several)" };
        private readonly Option<string?> _stopAfter = new("--for") { Description = "Stop by itself after so long, such as 8h" };
        private readonly Option<VerifyPolicy> _verify = new("--verify") { Description = "reread: read the copy back; disk: from the medium itself; trust: do not", DefaultValueFactory = _ => VerifyPolicy.Reread };
        private readonly Option<string?> _instrument = new("--instrument") { Description = "Whose rules say when a file is finished" };
        private readonly Option<string?> _quiet = new("--quiet") { Description = "How long a file must stand still to be finished" };
        private readonly Option<string?> _marker = new("--marker") { Description = "A file that must be there too: '{name}.done', '{stem}.xml'" };
        private readonly Option<string[]> _temporary = new("--temporary") { Description = "Names of files still being written, such as '*.tmp'" };

        public void AddTo(Command command, bool watching)
        {
            foreach (var option in new Option[] { _station, _to, _include, _exclude, _hidden, _noReprocess, _meta, _verify, _instrument, _quiet, _marker, _temporary })
            {
                command.Add(option);
            }

            if (watching)
            {
                command.Add(_onlyNew);
                command.Add(_stopAfter);
            }
        }

        public List<NewSource> Sources(ParseResult line) => [.. line.GetValue(Folders)!.Select(folder => folder.Length == 0
            ? throw new FormatException("A folder's name is empty.") : folder.StartsWith('/') || !folder.Contains(":/", StringComparison.Ordinal)
            ? new NewSource(Path.GetFullPath(folder), line.GetValue(_station), line.GetValue(_to)!)
            : new NewSource(folder[(folder.IndexOf(':', StringComparison.Ordinal) + 1)..], folder[..folder.IndexOf(':', StringComparison.Ordinal)], line.GetValue(_to)!))];

        public AcquisitionOptions Read(ParseResult line) => new()
        {
            Include = line.GetValue(_include) ?? [],
            Exclude = line.GetValue(_exclude) ?? [],
            Hidden = line.GetValue(_hidden),
            OnlyNew = line.GetResult(_onlyNew) is not null && line.GetValue(_onlyNew),
            Reprocess = !line.GetValue(_noReprocess),
            Metadata = line.Pairs(_meta),
            StopAfterSeconds = line.GetResult(_stopAfter) is not null && line.GetValue(_stopAfter) is { } stop ? Duration.Parse(stop).TotalSeconds : null,
            Verify = line.GetValue(_verify),
            Instrument = line.GetValue(_instrument),
            Settling = line.GetValue(_quiet) is null && line.GetValue(_marker) is null && line.GetValue(_temporary) is not { Length: > 0 } ? null : new Settling
            {
                QuietSeconds = line.GetValue(_quiet) is { } quiet ? Duration.Parse(quiet).TotalSeconds : new Settling().QuietSeconds,
                Marker = line.GetValue(_marker),
                Temporary = line.GetValue(_temporary) ?? [],
            },
        };
    }
}
