using Dewar.Journeys;
using Dewar.Station;
using Dewar.Transfers;

namespace Dewar;

/// <summary>
/// A file's whole way, in order. This list is what runs: nothing else decides what comes next. What the journal keeps is where a
/// journey goes on after a crash.
/// </summary>
internal static class FileJourney
{
    public static IReadOnlyList<Stage> Stages { get; } =
    [
        // A look finds it; Stillness settles it.
        new(JourneyStage.Seen, By: null),
        new(JourneyStage.Settled, By: null),

        // Written under a temporary name, compared, and only then given its place.
        new(JourneyStage.Verified, By: [typeof(WriteFiles), typeof(VerifyFiles)]),
        new(JourneyStage.Placed, By: [typeof(PlaceFiles)]),
        new(JourneyStage.Registered, By: [typeof(RegisterFiles)]),

        // At the site a worker goes on: read and drawn (Extraction), from the list of wanted files that registering fills.
    ];

    /// <summary>What follows a stage; null after the last.</summary>
    public static Stage? After(JourneyStage stage) => Stages.SkipWhile(each => each.Reaches != stage).Skip(1).FirstOrDefault();
}

/// <summary>A stage and the steps that lead to it.</summary>
/// <param name="Reaches">What the journal says when it was reached.</param>
/// <param name="By">The steps, in order; null where it is the watching itself that gets there.</param>
internal sealed record Stage(JourneyStage Reaches, IReadOnlyList<Type>? By);
