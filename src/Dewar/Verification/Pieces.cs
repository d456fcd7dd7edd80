using System.Globalization;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>What is looked at before progress is noted.</summary>
/// <param name="Place">Where the next one begins.</param>
/// <param name="Wait">How long it can wait, when there is nothing to look at now.</param>
internal sealed record Piece(IReadOnlyList<HeldReplica> Replicas, string? Place, long Files, long FileBytes, bool IsEnd, TimeSpan Wait);

/// <summary>Cuts runs into pieces: few enough replicas to be held in memory, few enough bytes that a kill costs little.</summary>
internal sealed class Pieces(ReplicaStore replicas, FileStore files, ExperimentStore experiments, SiteSettings settings, TimeProvider time)
{
    private const int MostFiles = 256;
    private const long MostBytes = 1 << 30;
    private const int SecondsInBackground = 20;

    /// <summary>Of reading in the background, when no rate was set.</summary>
    private const long DefaultRate = 50_000_000;

    /// <summary>When only a rate was set: no replica is read more often than that.</summary>
    private static readonly TimeSpan ShortestRound = TimeSpan.FromDays(1);

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    /// <summary>The site itself, which sees all experiments.</summary>
    private static readonly Caller Site = new() { UserId = 0, Name = "site", Role = Role.Administrator, Scope = Scope.Admin };

    public bool HasBackground => settings.VerifyRate is not null || settings.VerifyEvery is not null;

    public Pace PaceOf(Run run) => run.Kind == VerificationKind.Background ? new(settings.VerifyRate ?? DefaultRate, time) : Pace.None;

    public async Task<Piece> Next(Run run, CancellationToken ct) => run.Kind switch
    {
        VerificationKind.Reading => await OfListing(run, (await experiments.Find(Site, run.Experiment!, ct))!, ct),
        VerificationKind.Repairing => await OfTrouble(run, (await experiments.Find(Site, run.Experiment!, ct))!, ct),
        _ => await Oldest(run, ct),
    };

    private async Task<Piece> OfListing(Run run, Experiment experiment, CancellationToken ct)
    {
        var page = await files.List(experiment, FileQuery.Read(new(Path: run.Pattern, After: run.Place, Limit: MostFiles)), ct);
        var found = (await replicas.OfFiles([.. page.Items.Select(file => file.Id)], ct)).ToLookup(each => each.FileId);
        var taken = new List<HeldReplica>();
        var (count, bytes, last) = (0, 0L, run.Place);
        foreach (var file in page.Items)
        {
            if (taken.Sum(each => each.Size) > MostBytes)
            {
                break;
            }

            taken.AddRange(found[file.Id].Where(each => run.OlderThanUs is not { } limit || each.CheckedUs < limit));
            (count, bytes) = (count + 1, bytes + file.Size);
            var (folder, name) = RelativePath.Split(file.Path);
            last = FileQuery.Cursor(folder, name);
        }

        return new(taken, last, count, bytes, page.Next is null && count == page.Items.Count, TimeSpan.Zero);
    }

    private async Task<Piece> OfTrouble(Run run, Experiment experiment, CancellationToken ct)
    {
        var (file, version) = run.Place?.Split('.') is [var one, var other]
            ? (long.Parse(one, CultureInfo.InvariantCulture), long.Parse(other, CultureInfo.InvariantCulture)) : (0L, 0L);
        var glob = run.Pattern is { } pattern ? new Glob(pattern) : null;
        var found = await replicas.InTrouble(experiment.Id, file, version, MostFiles, ct);
        if (found.Count == MostFiles && found.FindIndex(each => (each.FileId, each.Version) == (found[^1].FileId, found[^1].Version)) is var cut and > 0)
        {
            // All replicas of a version are of one piece, since the place tells files and versions only.
            found.RemoveRange(cut, found.Count - cut);
        }

        var place = found.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{found[^1].FileId}.{found[^1].Version}") : run.Place;
        return new(found.FindAll(each => glob?.Matches(each.Path) ?? true), place, found.Count, found.Sum(each => each.Size), found.Count == 0, TimeSpan.Zero);
    }

    private async Task<Piece> Oldest(Run run, CancellationToken ct)
    {
        var most = (settings.VerifyRate ?? DefaultRate) * SecondsInBackground;
        var found = await replicas.Oldest(run.StorageId, (time.GetUtcNow() - (settings.VerifyEvery ?? ShortestRound)).InMicroseconds, MostFiles, ct);
        var (bytes, count) = (0L, 0);
        while (count < found.Count && bytes <= most)
        {
            bytes += found[count++].Size;
        }

        return new(found[..count], null, count, bytes, false, count == 0 ? Idle : TimeSpan.Zero);
    }
}
