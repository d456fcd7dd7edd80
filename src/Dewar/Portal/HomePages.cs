using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Search;
using Dewar.Instruments;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Ended">The last that ended, newest first.</param>
/// <param name="IsMine">The experiments are those one is a member of; else the newest of all that one may see.</param>
/// <param name="Recent">The newest files, as pictures.</param>
public sealed record HomeView(
    IReadOnlyList<Acquisition> Running, IReadOnlyList<Acquisition> Ended, IReadOnlyList<Instruments.Station> Stations, IReadOnlyList<Experiment> Mine, bool IsMine,
    IReadOnlyList<FoundFile> Recent, DateTimeOffset Now)
{
    /// <summary>There is nothing to see yet, so the page says how it begins.</summary>
    public bool IsNew => Mine.Count == 0 && Running.Count == 0 && Recent.Count == 0;
}

/// <summary>What happens now.</summary>
internal static class HomePages
{
    private const int MostExperiments = 8, MostPictures = 16, MostLooked = 200, MostEnded = 5;

    public static async Task<IResult> Home(
        HttpContext http, AcquisitionStore acquisitions, StationStore stations, ExperimentStore experiments, Searcher searcher, TimeProvider time, CancellationToken ct)
    {
        var caller = http.Caller();
        var running = await acquisitions.List(caller, null, activeOnly: true, 50, ct);
        var latest = await acquisitions.List(caller, null, activeOnly: false, 20, ct);
        var mine = (await experiments.List(caller, new(Mine: true, Limit: MostExperiments), ct)).Items;
        var shown = mine.Count > 0 ? mine : (await experiments.List(caller, new(Limit: MostExperiments), ct)).Items;
        return Page.Of<HomePage, HomeView>(new(running, [.. latest.Where(each => each.EndedAt is not null).OrderByDescending(each => each.EndedAt).Take(MostEnded)],
            await stations.List(ct), shown, mine.Count > 0, await Recent(caller, searcher, ct), time.GetUtcNow()));
    }

    /// <summary>The newest pictures; an experiment that brings many does not crowd out the others.</summary>
    private static async Task<IReadOnlyList<FoundFile>> Recent(Caller caller, Searcher searcher, CancellationToken ct)
    {
        var found = (await searcher.Find(caller, new("has:preview", Limit: MostLooked), ct)).Items;
        var experiments = found.Select(file => file.Experiment).Distinct().Count();
        var each = experiments < 2 ? MostPictures : Math.Max(MostPictures / experiments, MostPictures / 3);
        return [.. found.GroupBy(file => file.Experiment).SelectMany(files => files.Take(each)).OrderByDescending(file => file.RegisteredAt).Take(MostPictures)];
    }
}
