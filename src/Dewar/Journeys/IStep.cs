using Dewar.Sdk;

namespace Dewar.Journeys;

/// <summary>Files of one source that take a stage together.</summary>
internal sealed record JourneyBatch(
    long Source, string Experiment, Destination Destination, VerifyPolicy Verify, ITransferMethod Method, IReadOnlyList<Traveller> Files)
{
    /// <summary>Those that nothing has stopped so far.</summary>
    public IReadOnlyList<Parcel> Parcels => [.. Files.Where(file => file.Parcel.Problem is null).Select(file => file.Parcel)];
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
