using Dewar.Instruments;
using Dewar.Sdk;

namespace Dewar.Acquisitions;

/// <summary>A watch on folders until it is stopped, or a walk through what is there, once.</summary>
public enum AcquisitionKind { Acquisition, Upload }

/// <summary>Pending: the station has not taken it up. Finalizing: it was stopped; a last sweep and its files are under way.</summary>
public enum AcquisitionState { Pending, Running, Finalizing, Done, Failed, Aborted }

/// <summary>What is taken and how.</summary>
public sealed record AcquisitionOptions
{
    /// <summary>Path patterns; a file must match one. Empty takes all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Path patterns; a file that matches one is left.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Takes names that begin with a dot, too.</summary>
    public bool Hidden { get; init; }

    /// <summary>Leaves what was there, unchanged since, when the acquisition started.</summary>
    public bool OnlyNew { get; init; }

    /// <summary>A file that changed after it was stored becomes a new version.</summary>
    public bool Reprocess { get; init; } = true;

    /// <summary>Given to every file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Stops by itself after so long; null does not.</summary>
    public double? StopAfterSeconds { get; init; }

    public VerifyPolicy Verify { get; init; } = VerifyPolicy.Reread;

    /// <summary>The instrument whose settling rules hold.</summary>
    public string? Instrument { get; init; }

    public Settling? Settling { get; init; }
}

/// <param name="Folder">As the station sees it.</param>
/// <param name="To">The folder inside the experiment; empty for its root.</param>
public sealed record NewSource(string Folder, string? Station = null, string To = "");

public sealed record NewAcquisition(IReadOnlyList<NewSource> Sources, AcquisitionKind Kind = AcquisitionKind.Acquisition, AcquisitionOptions? Options = null);

/// <summary>How far a source is. Counts are files unless they say bytes.</summary>
/// <param name="Found">Files that were seen and are wanted.</param>
/// <param name="Settling">Seen, not finished yet.</param>
/// <param name="Moving">Finished, being copied, verified or registered.</param>
/// <param name="Registered">In the catalogue, changed ones counted once.</param>
/// <param name="Failed">Could not be brought so far; each has a problem with its reason.</param>
/// <param name="BytesPerSecond">Over the last seconds.</param>
public sealed record SourceCounts(
    long Found = 0, long Settling = 0, long Moving = 0, long Registered = 0, long Failed = 0, long BytesFound = 0, long BytesRegistered = 0, double BytesPerSecond = 0, double FilesPerSecond = 0);

/// <summary>Something that was not brought, or not yet, and why.</summary>
public sealed record SourceProblem(string Path, string Cause, DateTimeOffset At);

/// <summary>What a station says of a source.</summary>
/// <param name="Message">What holds it up as a whole: the folder is away, the storage is full.</param>
public sealed record SourceReport(long Source, AcquisitionState State, SourceCounts Counts, string? Message, IReadOnlyList<SourceProblem> Problems);

public sealed record StationReport(string Host, string Version, IReadOnlyList<SourceReport> Sources, IReadOnlyList<StationDisk>? Disks = null);

public sealed record SourceView(string Station, string Folder, string To, AcquisitionState State, SourceCounts Counts, string? Message, IReadOnlyList<SourceProblem> Problems);

/// <param name="Totals">Over all sources.</param>
public sealed record Acquisition(
    string Id, string Experiment, AcquisitionKind Kind, AcquisitionState State, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? StopRequestedAt,
    string? StopCause, DateTimeOffset? EndedAt, AcquisitionOptions Options, SourceCounts Totals, IReadOnlyList<SourceView> Sources);

public sealed record StopAcquisition(bool Abort = false);

/// <summary>A source as its station gets it. The list of these is all that a station is ever told: it makes what it does agree with it.</summary>
/// <param name="StoragePath">The experiment's folder below the storage's root.</param>
/// <param name="Retries">When it grows, what failed is tried at once.</param>
/// <param name="AnyFolder">Was started by staff: may lie outside the folders that the station allows to everybody.</param>
public sealed record Assignment(
    long Source, string Acquisition, string Experiment, AcquisitionKind Kind, string Folder, string To, AcquisitionOptions Options,
    string Storage, string StorageRoot, string StorageMark, string StoragePath, bool AnyFolder, bool Stop, bool Abort, long Retries = 0);
