using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Sdk;

namespace Dewar.Portal;

/// <param name="Form">What was typed, or what the chosen proposal says.</param>
/// <param name="Types">The types there may be; none for any.</param>
/// <param name="HasProposals">The site can look proposals up.</param>
/// <param name="Text">What was looked for among them; null when nobody looked.</param>
public sealed record NewExperimentView(
    NewExperiment Form, IReadOnlyList<Instruments.Station> Stations, IReadOnlyList<ExperimentType> Types, bool HasProposals, string? Text, IReadOnlyList<Proposal> Proposals,
    string? Refused = null);

/// <summary>Making an experiment, from a proposal where the site knows them.</summary>
internal sealed class NewExperimentForms(StationStore stations, ExperimentTypes types, Proposals proposals)
{
    /// <param name="text">Looks for proposals.</param>
    /// <param name="proposal">Begins with what this one says.</param>
    public static async Task<IResult> New(HttpContext http, NewExperimentForms forms, Proposals proposals, CancellationToken ct, string? text = null, string? proposal = null)
    {
        try
        {
            var form = new NewExperiment(NameOf(proposal ?? ""), "", FromProposal: proposal is { Length: > 0 } ? proposal : null);
            return await forms.Page(http, form.FromProposal is null ? form : await proposals.Filled(form, ct), text, null, 200, ct);
        }
        catch (Refusal refusal) when (refusal.Status is 404 or 409 or 503)
        {
            return await forms.Page(http, new("", ""), null, refusal.Message, refusal.Status, ct);
        }
    }

    public static async Task<IResult> Add(
        HttpContext http, NewExperimentForms forms, ExperimentStore experiments, StationStore stations, Proposals proposals, SiteSettings site, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new NewExperiment(fields["name"].Trim(), fields["type"].Trim(), fields["title"].Trim(), fields["description"].Trim(), fields.OrNull("station"), fields.OrNull("proposal"),
            fields.Properties().Where(pair => pair.Value.Length > 0).ToDictionary(), FromProposal: fields.OrNull("from"));
        try
        {
            form = form with { StartsAt = FormFields.Day(fields["starts"]), EndsAt = FormFields.Day(fields["ends"]) };
            await ExperimentEndpoints.Add(http, form, experiments, stations, proposals, site, ct);
            return new SeeOther(Show.Experiment(form.Name));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return await forms.Page(http, form, null, refusal.Message, refusal.Status, ct);
        }
    }

    // Its number, if it can be a folder's name.
    private static string NameOf(string proposal) =>
        string.Concat(proposal.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-')).TrimStart('.', '_', '-');

    private async Task<IResult> Page(HttpContext http, NewExperiment form, string? text, string? refused, int status, CancellationToken ct) =>
        Portal.Page.Of<NewExperimentPage, NewExperimentView>(new(form, (await stations.List(ct)).FindAll(station => http.Caller().IsStaffOf(station.Name)), await types.List(ct),
            proposals.AreThere, text, text is null ? [] : await proposals.Find(text, ct), refused), status);
}
