namespace Dewar.Records;

/// <summary>Where records are delivered to.</summary>
/// <param name="Kind">folder, webhook, mail, cdcs or elabftw.</param>
/// <param name="Address">A folder of the site's computer, an address with http or https, or smtp://host:port.</param>
/// <param name="Options">What the kind takes beside it.</param>
/// <param name="Instrument">Only records of this one; null for all.</param>
/// <param name="Priority">The larger is tried first.</param>
/// <param name="HasSecret">A token or password was given.</param>
public sealed record RecordTarget(string Name, string Kind, string Address, IReadOnlyDictionary<string, string> Options, string? Instrument, int Priority, bool HasSecret, DateTimeOffset MadeAt)
{
    /// <summary>How far records are there; left out where nobody asked.</summary>
    public TargetStanding? Standing { get; init; }

    internal long Key { get; init; }
    internal string Secret { get; init; } = "";

    internal string Option(string name, string otherwise = "") => Options.TryGetValue(name, out var value) && value.Length > 0 ? value : otherwise;
}

/// <summary>How many records are at a target as they are now, and how many not.</summary>
/// <param name="Waiting">Not there yet; where the first target that works is enough, also those that another one has.</param>
/// <param name="Failing">Tried, and tried again by itself.</param>
/// <param name="Failure">Why the last of these was not taken.</param>
public sealed record TargetStanding(long Delivered, long Waiting, long Failing, string? Failure, DateTimeOffset? FailedAt);

/// <summary>What a look at a target found; nothing was delivered.</summary>
/// <param name="Failure">Why it would take no record; null when it would, as far as that can be seen.</param>
/// <param name="Found">What was found, in words.</param>
public sealed record TargetTrial(string? Failure, string Found);

/// <param name="Secret">Left out: as it was.</param>
public sealed record NewTarget(string Kind, string Address, IReadOnlyDictionary<string, string>? Options = null, string? Secret = null, string? Instrument = null, int Priority = 50);

/// <summary>One try to deliver a record.</summary>
/// <param name="Message">What came of it, in words.</param>
public sealed record RecordAttempt(string Target, int Revision, DateTimeOffset At, bool Succeeded, string Message);

/// <summary>How far a record is at a target.</summary>
/// <param name="State">delivered, failed, trying, or none where it was never sent.</param>
/// <param name="Url">Where it can be seen there.</param>
public sealed record RecordDelivery(string Target, string Kind, string State, int Revision, int Attempts, DateTimeOffset? TriedAgainAt, string? Url);

/// <summary>How far a record is at each target of its instrument, and the last attempts, newest first.</summary>
public sealed record RecordDeliveries(IReadOnlyList<RecordDelivery> Deliveries, IReadOnlyList<RecordAttempt> Attempts);
