namespace Dewar.Instruments;

/// <summary>A Dewar process beside one or more instruments, as the site knows it.</summary>
/// <param name="Template">How the storage paths of its experiments are made.</param>
/// <param name="Storage">The storage of its experiments; null for the site's first.</param>
/// <param name="HeardAt">When it last reported.</param>
/// <param name="Silent">It should report every few seconds and has not for half a minute.</param>
public sealed record Station(
    string Name, string Description, string Template, string? Storage, DateTimeOffset CreatedAt, DateTimeOffset? HeardAt, bool Silent, string? Host, string? Version)
{
    /// <summary>The disks that it uses, as it last said.</summary>
    public IReadOnlyList<StationDisk> Disks { get; init; } = [];

    public const string DefaultTemplate = "{station}/{year}-{month}/{experiment}";
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(30);
}

/// <summary>Room on a disk of a station.</summary>
/// <param name="For">What lies there: journal, or a watched folder.</param>
public sealed record StationDisk(string Path, string For, long FreeBytes, long TotalBytes);

public sealed record NewStation(string Name, string Description = "", string Template = Station.DefaultTemplate, string? Storage = null);

public sealed record StationChange(string? Description = null, string? Template = null, string? Storage = null);

/// <summary>A station as made, with the token it signs in with. Shown this once.</summary>
public sealed record StationMade(Station Station, string Token);

/// <summary>When a file counts as finished.</summary>
public sealed record Settling
{
    /// <summary>How long size and time stamp must have stood still, in seconds.</summary>
    public double QuietSeconds { get; init; } = 5;

    /// <summary>
    /// A file that must exist beside it: <c>{name}.done</c>, <c>{stem}.xml</c>, <c>../{folder}.finished</c>. {name} is the file's name, {stem} the name without
    /// its last extension, {folder} the name of its folder. Files that are a marker themselves need none.
    /// </summary>
    public string? Marker { get; init; }

    /// <summary>Names of files that are still being written and get their real name when done, such as <c>*.tmp</c>.</summary>
    public IReadOnlyList<string> Temporary { get; init; } = [];
}

/// <summary>A microscope, a detector, an end station.</summary>
public sealed record Instrument(string Name, string Station, string Description, Settling Settling);
