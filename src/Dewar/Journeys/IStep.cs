using Dewar.Sdk;

namespace Dewar.Journeys;

/// <summary>Files of one source that take a stage together.</summary>
internal sealed class JourneyBatch(long source, string experiment, Destination destination, VerifyPolicy verify, ITransferMethod method, IReadOnlyList<Traveller> files)
{
    public long Source => source;
    public string Experiment => experiment;
    public Destination Destination => destination;
    public VerifyPolicy Verify => verify;
    public ITransferMethod Method => method;
    public IReadOnlyList<Traveller> Files => files;

    /// <summary>Those that nothing has stopped so far.</summary>
    public IReadOnlyList<Parcel> Parcels => [.. files.Where(file => file.Parcel.Problem is null).Select(file => file.Parcel)];
}

/// <summary>A file in the journal, and what is carried of it.</summary>
internal sealed record Traveller(JourneyFile File, Parcel Parcel)
{
    /// <summary>When its copy was read back and found equal.</summary>
    public long? VerifiedUs { get; set; }
}

/// <summary>One stage. It takes batches and may run twice for the same file: it must leave the same result.</summary>
internal interface IStep
{
    Task Run(JourneyBatch batch, CancellationToken ct);
}
