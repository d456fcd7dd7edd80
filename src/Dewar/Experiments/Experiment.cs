using Dewar.Hosting;

namespace Dewar.Experiments;

/// <summary>What somebody may do in one experiment, the larger including the smaller.</summary>
public enum ExperimentRole { Reader, Member, Owner }

/// <summary>A named body of work whose files belong together and are seen by the same people.</summary>
/// <param name="StoragePath">The folder of its files below the root of the storage.</param>
/// <param name="ClosedAt">Since when it takes no more files; null while it does.</param>
/// <param name="Role">What the one who asks may do in it.</param>
public sealed record Experiment(
    string Name, string Title, string Type, string Description, string? Station, string? Proposal, IReadOnlyDictionary<string, string> Properties,
    string Storage, string StoragePath, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, DateTimeOffset? ClosedAt,
    long Files, long Bytes, IReadOnlyList<Member> Members, ExperimentRole Role)
{
    internal long Id { get; init; }
    internal long StorageId { get; init; }

    /// <summary>Its files stay where they are; Dewar only reads them.</summary>
    internal bool IsInPlace { get; init; }

    /// <summary>For whoever brings files.</summary>
    internal Experiment MustTakeFiles() => MustNotBeInPlace().MustBeOpen();

    internal Experiment MustNotBeInPlace() => !IsInPlace ? this
        : throw Refusal.Conflict("experiment-in-place", $"The files of '{Name}' are catalogued where they are, at '{StoragePath}' on '{Storage}'; Dewar writes nothing there. Put them there, and a scan finds them.");

    internal Experiment MustBeOpen() => ClosedAt is null ? this
        : throw Refusal.Conflict("experiment-closed", $"'{Name}' was closed on {ClosedAt:yyyy-MM-dd HH:mm} UTC and takes no more files. Its owner can reopen it.");
}

/// <param name="Kind">user or group.</param>
public sealed record Member(string Kind, string Name, ExperimentRole Role);

/// <param name="Name">Letters, digits, dots, dashes and underscores; it becomes a folder's name.</param>
/// <param name="Type">What kind of experiment: a technique, a beamline's class of use.</param>
/// <param name="Station">Where it is done; decides the storage and the path in it.</param>
/// <param name="StoragePath">Instead of the station's template; administrators and staff only.</param>
/// <param name="FromProposal">A proposal's number: what the form leaves out is taken from it, its people become members.</param>
/// <param name="Storage">Instead of the station's; with one whose files stay where they are, the storage path says where they are. Administrators only.</param>
public sealed record NewExperiment(
    string Name, string Type, string Title = "", string Description = "", string? Station = null, string? Proposal = null,
    IReadOnlyDictionary<string, string>? Properties = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, string? StoragePath = null,
    IReadOnlyList<Member>? Members = null, string? Storage = null, string? FromProposal = null);

/// <summary>What to change; null leaves as it is. A property set to an empty text is removed, and so is a date.</summary>
/// <param name="StartsAt">A day, or a time (RFC 3339).</param>
public sealed record ExperimentChange(
    string? Title = null, string? Type = null, string? Description = null, string? Proposal = null, IReadOnlyDictionary<string, string>? Properties = null,
    string? StartsAt = null, string? EndsAt = null);

/// <summary>Which experiments are asked for.</summary>
/// <param name="Text">Is in the name, the title or the proposal.</param>
/// <param name="Mine">Only those one is a member of, alone or with a group.</param>
/// <param name="After">The place where the page before ended.</param>
internal sealed record ExperimentQuery(
    string? Text = null, string? Station = null, string? Type = null, bool? Open = null, bool? Mine = null, string? After = null, int Limit = 100);

public sealed record MemberRole(ExperimentRole Role);

/// <summary>A page of a listing. <paramref name="Next"/> asks for the one after it; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
