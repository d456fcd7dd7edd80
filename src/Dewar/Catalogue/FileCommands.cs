using System.CommandLine;
using System.Text.Json;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Catalogue;

internal static class FileCommands
{
    private static readonly Argument<string> Experiment = new("experiment") { Description = "The experiment's name" };
    private static readonly Argument<string> Path = new("path") { Description = "The file's path inside the experiment" };
    private static readonly Argument<string[]> Paths = new("path") { Description = "Paths inside the experiment", Arity = ArgumentArity.OneOrMore };

    public static Command Build() => new("file", "Catalogued files") { List(), Show(), Versions(), History(), Describe(), Move(), Delete() };

    private static Command List()
    {
        var filters = new FileFilters();
        var deleted = new Option<bool>("--deleted") { Description = "The deleted files instead" };
        var versions = new Option<bool>("--versions") { Description = "With their earlier versions" };
        var command = new Command("list", "List files in the order of their paths") { Experiment, deleted, versions };
        filters.AddTo(command);
        return command.Calls(async (line, api, ct) =>
        {
            if (line.GetValue(versions))
            {
                await PrintVersions(line, filters.Pages<VersionedFile>(line, api, line.GetValue(Experiment)!, "versions", line.GetValue(deleted), ct));
                return;
            }

            var files = filters.Pages(line, api, line.GetValue(Experiment)!, line.GetValue(deleted), ct);
            if (line.WantsJson)
            {
                await PrintJson(files);
                return;
            }

            await foreach (var page in files)
            {
                Screen.Table(page, ("path", f => f.Path), ("size", f => Bytes.Show(f.Size)), ("version", f => $"{f.Version}"), ("modified", f => Screen.When(f.ModifiedAt)),
                    ("state", f => f.DeletedWhy is { } why ? $"deleted: {why}" : string.Join(", ", f.Replicas.Select(r => $"{r.Storage} {r.State.ToString().ToLowerInvariant()}"))), ("sha256", f => f.Sha256));
            }
        });
    }

    private static async Task PrintVersions(ParseResult line, IAsyncEnumerable<IReadOnlyList<VersionedFile>> pages)
    {
        if (line.WantsJson)
        {
            await PrintJson(pages);
            return;
        }

        await foreach (var page in pages)
        {
            Screen.Table([.. page.SelectMany(file => file.Versions.Select(version => (file.Path, V: version)))], ("path", f => f.Path), ("size", f => Bytes.Show(f.V.Size)),
                ("version", f => f.V.Current ? $"{f.V.Version} (current)" : $"{f.V.Version}"), ("modified", f => Screen.When(f.V.ModifiedAt)),
                ("state", f => string.Join(", ", f.V.Replicas.Select(r => $"{r.Storage} {r.State.ToString().ToLowerInvariant()}"))), ("sha256", f => f.V.Sha256));
        }
    }

    private static Command Show() => new Command("show", "Show a file: digest, version, replicas, metadata") { Experiment, Path }.Calls(async (line, api, ct) =>
    {
        var file = await api.Get<CatalogueFile>(At(line, "files"), ct);
        if (line.WantsJson)
        {
            Screen.Json(file);
            return;
        }

        Screen.Facts([("path", file.Path), ("size", $"{Bytes.Show(file.Size)} ({file.Size} bytes)"), ("sha256", file.Sha256), ("version", $"{file.Version}"), ("modified", Screen.When(file.ModifiedAt)),
            ("registered", Screen.When(file.RegisteredAt)), ("brought by", file.BroughtBy is { } by ? $"{by.Kind} {by.Acquisition} of {by.StartedBy} at {by.Station}" : null),
            ("deleted", file.DeletedAt is null ? null : $"{Screen.When(file.DeletedAt)}: {file.DeletedWhy}"),
            .. file.Replicas.Select(r => ("replica", (string?)$"{r.Storage}: {r.State.ToString().ToLowerInvariant()}{Since(r)} {r.Path}")),
            .. file.Metadata.Select(pair => (pair.Key, (string?)pair.Value.ToString()))]);
    });

    private static Command Versions() => new Command("versions", "List all versions of a file") { Experiment, Path }.Calls(async (line, api, ct) =>
    {
        var versions = await api.Get<List<FileVersion>>(At(line, "versions"), ct);
        if (line.WantsJson)
        {
            Screen.Json(versions);
            return;
        }

        Screen.Table(versions, ("version", v => v.Current ? $"{v.Version} (current)" : $"{v.Version}"), ("size", v => Bytes.Show(v.Size)), ("modified", v => Screen.When(v.ModifiedAt)),
            ("registered", v => Screen.When(v.RegisteredAt)), ("sha256", v => v.Sha256));
    });

    private static Command History() => new Command("history", "What happened to a file, with times and causes") { Experiment, Path }.Calls(async (line, api, ct) =>
    {
        var events = await api.Get<List<FileEvent>>(At(line, "history"), ct);
        if (line.WantsJson)
        {
            Screen.Json(events);
            return;
        }

        Screen.Table(events, ("when", e => Screen.When(e.At)), ("what", e => e.What), ("version", e => $"{e.Version}"), ("storage", e => e.Storage ?? ""), ("who", e => e.Who ?? ""), ("cause", e => e.Cause ?? ""));
    });

    private static Command Describe()
    {
        var set = new Option<string[]>("--set") { Description = "key=value to add or change (several times for several)" };
        var remove = new Option<string[]>("--remove") { Description = "A key to remove" };
        return new Command("describe", "Add, change or remove metadata of files") { Experiment, Paths, set, remove }.Calls(async (line, api, ct) =>
        {
            var change = line.Pairs(set).ToDictionary(pair => pair.Key, pair => (JsonElement?)JsonSerializer.SerializeToElement(pair.Value));
            foreach (var key in line.GetValue(remove) ?? [])
            {
                change[key] = null;
            }

            if (change.Count == 0)
            {
                throw new FormatException("Say what to change: --set key=value, or --remove key.");
            }

            return Told(line, await api.Post<BatchResult>(Of(line, "metadata"), new MetadataChange(line.GetValue(Paths)!, change), ct), "described");
        });
    }

    private static Command Delete()
    {
        var reason = new Option<string>("--reason") { Description = "Why; stays in the catalogue", Required = true };
        return new Command("delete", "Delete files; all their versions are removed from storage") { Experiment, Paths, reason }.Calls(async (line, api, ct) =>
            Told(line, await api.Post<BatchResult>(Of(line, "delete"), new Deletion(line.GetValue(Paths)!, line.GetValue(reason)!), ct), "deleted"));
    }

    private static Command Move()
    {
        var to = new Option<string>("--to") { Description = "The experiment to which they go", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why; stays in their history" };
        return new Command("move", "Move files to another experiment, with their versions and metadata") { Experiment, Paths, to, reason }.Calls(async (line, api, ct) =>
            Told(line, await api.Post<BatchResult>(Of(line, "move"), new FileMoving(line.GetValue(Paths)!, line.GetValue(to)!, line.GetValue(reason) ?? ""), ct), $"on the way to {line.GetValue(to)}"));
    }

    private static string Since(Replica replica) => $"{(replica.Cause is { } cause ? $" ({cause})" : "")}{replica switch
    {
        { VerifiedAt: null } => "",
        { State: ReplicaState.Verified, VerifiedAt: { } at } => $" since {Screen.When(at)}",
        _ => $", last right {Screen.When(replica.VerifiedAt)}",
    }}";

    private static ExitCode Told(ParseResult line, BatchResult result, string done)
    {
        if (line.WantsJson)
        {
            Screen.Json(result);
        }
        else
        {
            Screen.Say($"{(result.Changed == 1 ? "1 file" : $"{result.Changed} files")} {done}{(result.NotFound.Count > 0 ? $"; not found: {string.Join(", ", result.NotFound)}" : ".")}");
        }

        return result.NotFound.Count == 0 ? ExitCode.Done : ExitCode.NotFound;
    }

    /// <summary>One array, written as the pages come: a listing may have millions of files.</summary>
    private static async Task PrintJson<T>(IAsyncEnumerable<IReadOnlyList<T>> pages)
    {
        await using var output = Console.OpenStandardOutput();
        await JsonSerializer.SerializeAsync(output, pages.SelectMany(page => page), Wire.Indented);
        output.Write("\n"u8);
    }

    private static string At(ParseResult line, string what) => line.GetValue(Path)!.Trim('/') is var path && RelativePath.Fault(path) is { } fault
        ? throw new FormatException($"'{path}' is no path inside an experiment: {fault}.") : $"{Of(line, what)}/{Query.Path(path)}";

    private static string Of(ParseResult line, string what) => $"api/experiments/{Query.Name(line.GetValue(Experiment)!)}/{what}";
}

/// <summary>The filters that listing and downloading share.</summary>
internal sealed class FileFilters
{
    private readonly Option<string?> _path = new("--path") { Description = "Only paths like this: '*.tif', 'raw/**', 'run[12]/*'" };
    private readonly Option<string?> _folder = new("--folder") { Description = "Only below this folder" };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Modified at or after" };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "Modified before" };
    private readonly Option<string?> _min = new("--min-size") { Description = "At least so large, such as 10MB" };
    private readonly Option<string?> _max = new("--max-size") { Description = "At most so large" };
    private readonly Option<string?> _sha256 = new("--sha256") { Description = "With this digest" };
    private readonly Option<string[]> _meta = new("--meta") { Description = "With this metadata: key=value (several must all hold)" };

    /// <summary>The pattern, as it was given.</summary>
    public string? Path(ParseResult line) => line.GetValue(_path);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _path, _folder, _since, _until, _min, _max, _sha256, _meta })
        {
            command.Add(option);
        }
    }

    /// <summary>As a request's query has them.</summary>
    public (string Key, string? Value)[] Parameters(ParseResult line) => Path(line) is ""
        ? throw new FormatException("An empty --path fits no file; leave it out for all.")
        :
        [
            ("path", line.GetValue(_path)), ("folder", line.GetValue(_folder)), ("since", line.GetValue(_since)?.ToString("O")), ("until", line.GetValue(_until)?.ToString("O")),
            ("minSize", line.GetValue(_min)), ("maxSize", line.GetValue(_max)), ("sha256", line.GetValue(_sha256)),
            .. (line.GetValue(_meta) ?? []).Select(meta => ("meta", (string?)meta)),
        ];

    public IAsyncEnumerable<IReadOnlyList<CatalogueFile>> Pages(ParseResult line, ApiClient api, string experiment, bool deleted, CancellationToken ct, bool replicas = true) =>
        Pages<CatalogueFile>(line, api, experiment, "files", deleted, ct, replicas);

    /// <param name="what">What is listed of the files: files, versions.</param>
    public async IAsyncEnumerable<IReadOnlyList<T>> Pages<T>(
        ParseResult line, ApiClient api, string experiment, string what, bool deleted, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct,
        bool replicas = true)
    {
        string? after = null;
        do
        {
            var path = Query.Of($"api/experiments/{Query.Name(experiment)}/{what}",
                [("deleted", deleted ? "true" : null), ("limit", "5000"), ("after", after), ("replicas", replicas ? null : "false"), .. Parameters(line)]);
            var page = await api.Get<Page<T>>(path, ct);
            if (page.Items.Count > 0)
            {
                yield return page.Items;
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
