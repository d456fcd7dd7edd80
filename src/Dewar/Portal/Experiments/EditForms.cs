using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Form">What is so, or was typed.</param>
public sealed record EditExperimentView(Experiment Experiment, ExperimentChange Form, string? Refused = null);

/// <summary>Changing what is said of an experiment.</summary>
internal static class EditForms
{
    public static IResult Show(HttpContext http)
    {
        var it = http.Experiment();
        return Page.Of<EditExperimentPage, EditExperimentView>(new(it, new(it.Title, it.Type, it.Description, it.Proposal, it.Properties, it.StartsAt, it.EndsAt)));
    }

    public static async Task<IResult> Save(HttpContext http, string experiment, ExperimentStore experiments, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var properties = new Dictionary<string, string>();
        foreach (var (key, value) in fields.All("key").Zip(fields.All("value")).Where(pair => pair.First.Trim().Length > 0))
        {
            properties[key.Trim()] = value.Trim();
        }

        var form = new ExperimentChange(fields["title"].Trim(), fields["type"].Trim(), fields["description"].Trim(), fields["proposal"].Trim(), properties);
        try
        {
            form = form with { StartsAt = ExperimentForms.Day(fields.OrNull("starts")), EndsAt = ExperimentForms.Day(fields.OrNull("ends")) };
            await ExperimentEndpoints.Change(http, experiment, form, experiments, ct);
            return new SeeOther(Portal.Show.Experiment(experiment));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<EditExperimentPage, EditExperimentView>(new(http.Experiment(), form, refusal.Message), refusal.Status);
        }
    }
}
