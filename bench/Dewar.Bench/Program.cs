using Dewar.Bench;

// What can be measured.
var benchmarks = new Dictionary<string, (string What, Func<Bench, Task> Run)>
{
    ["large"] = ("copy, digest and check a few large files, beside cp + openssl, rsync and rclone", Copying.Large),
    ["small"] = ("the same for many small files up to \"registered\", on SQLite and on PostgreSQL", Copying.Small),
    ["download"] = ("many small files out again, beside tar through a pipe", Downloading.Run),
    ["register"] = ("registration alone, into an empty and into a filled catalogue", Registering.Run),
    ["list"] = ("pages of a listing, anywhere in it", Listing.Run),
    ["scale"] = ("a catalogue of ten million files: registering to the last, pages, folders, filters", Scale.Run),
    ["scan"] = ("a share whose files stay where they are: the first scan, and when little or nothing changed", Scanning.Run),
    ["search"] = ("queries over a million files with forty metadata values each, and what the index costs registering", Searching.Run),
    ["month"] = ("a month of a facility with known truth: files in the right session, borders of activities, beside NexusLIMS's rule", Month.Run),
    ["start"] = ("start and memory, of a site and of a station", Starting.Run),
    ["fairness"] = ("a large upload, one of many small files and a browsing user: each alone, then all at once", Fairness.Run),
    ["crowd"] = ("acquisitions alone, and while ten people look around and one sends a file", Crowding.Run),
    ["reading"] = ("metadata, thumbnails and values of instruments' files, beside HyperSpy and h5py", Reading.Run),
    ["viewing"] = ("slices of an HDF5 file of 20 GB through the API, beside h5py", Viewing.Run),
    ["record"] = ("from the end of a session to its record, and the page of a long one", Recording.Run),
    ["visible"] = ("from settled to listed, while files come in", Showing.Run),
};

if (args is [Reading.Alone, var path])
{
    if (Reading.Describe(path) is not ({ Damage: null }, not null))
    {
        throw new InvalidOperationException($"{path} is not read whole, or nothing is to be seen of it.");
    }

    Console.WriteLine(Site.Memory(Environment.ProcessId, "VmHWM"));
    return 0;
}

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine($"bench/run [NAME…] [options]\n\n{string.Join('\n', benchmarks.Select(each => $"  {each.Key,-10}{each.Value.What}"))}\n\n{Options.Help}");
    return 0;
}

try
{
    var options = Options.Parse(args, [.. benchmarks.Keys]);
    await using var bench = new Bench(options);
    foreach (var name in options.Names)
    {
        bench.Report.Begin(name, benchmarks[name].What);
        try
        {
            await benchmarks[name].Run(bench);
        }
        finally
        {
            bench.Report.End();
        }
    }

    return 0;
}
catch (Exception failure) when (failure is FormatException or InvalidOperationException or HttpRequestException)
{
    Console.Error.WriteLine($"bench: {failure.Message}");
    return 1;
}
