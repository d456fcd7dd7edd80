using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Portal.Pages;
using Dewar.Scans;
using Dewar.Sharing;

namespace Dewar.Portal;

/// <param name="Open">Null for open and closed ones.</param>
public sealed record ExperimentsView(Page<Experiment> Page, string? Text, string? Type, bool? Open, bool Mine, bool IsFirst);

/// <param name="Scan">The last one of its folder alone or of its whole storage.</param>
/// <param name="Differences">The first of what differs from the catalogue.</param>
/// <param name="Member">What was typed for a new member, when that was refused.</param>
public sealed record ExperimentView(
    Experiment Experiment, FilesView Files, IReadOnlyList<Acquisition> Acquisitions, Scan? Scan, IReadOnlyList<Difference> Differences, IReadOnlyList<Share> Shares, DateTimeOffset Now,
    Member? Member = null, string? Refused = null);

/// <summary>The experiments.</summary>
internal static class ExperimentPages
{
    private const int PerPage = 50;

    public static async Task<IResult> List(
        HttpContext http, ExperimentStore experiments, CancellationToken ct, string? text = null, string? type = null, string? state = null, bool mine = false, string? after = null)
    {
        bool? open = state switch { "open" => true, "closed" => false, _ => null };
        var page = await experiments.List(http.Caller(), new(text, null, type is { Length: > 0 } ? type : null, open, mine, after, PerPage), ct);
        return Page.Of<ExperimentsPage, ExperimentsView>(new(page, text, type, open, mine, after is null));
    }

    public static async Task<IResult> Show(HttpContext http, ExperimentParts parts, CancellationToken ct) =>
        Page.Of<ExperimentPage, ExperimentView>(await parts.View(http, ct));
}
