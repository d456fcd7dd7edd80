using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Form">What is so, or was typed.</param>
/// <param name="Types">The types there may be; none for any.</param>
public sealed record EditExperimentView(Experiment Experiment, ExperimentChange Form, IReadOnlyList<ExperimentType> Types, string? Refused = null);

/// <summary>Changing what is said of an experiment.</summary>
internal static class EditForms
{
    public static async Task<IResult> Show(HttpContext http, ExperimentTypes types, CancellationToken ct)
    {
        var it = http.Experiment();
        return Page.Of<EditExperimentPage, EditExperimentView>(new(it, new(it.Title, it.Type, it.Description, it.Proposal, it.Properties, $"{it.StartsAt:yyyy-MM-dd}", $"{it.EndsAt:yyyy-MM-dd}"),
            await types.List(ct)));
    }

    public static async Task<IResult> Save(HttpContext http, string experiment, ExperimentStore experiments, ExperimentTypes types, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new ExperimentChange(fields["title"].Trim(), fields["type"].Trim(), fields["description"].Trim(), fields["proposal"].Trim(), fields.Properties(),
            fields["starts"].Trim(), fields["ends"].Trim());
        try
        {
            await ExperimentEndpoints.Change(http, experiment, form, experiments, ct);
            return new SeeOther(Portal.Show.Experiment(experiment));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<EditExperimentPage, EditExperimentView>(new(http.Experiment(), form, await types.List(ct), refusal.Message), refusal.Status);
        }
    }
}
