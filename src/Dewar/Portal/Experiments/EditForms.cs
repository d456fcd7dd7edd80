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
        return Page.Of<EditExperimentPage, EditExperimentView>(new(it, new(it.Title, it.Type, it.Description, it.Proposal, it.Properties, DayOf(it.StartsAt), DayOf(it.EndsAt)),
            await types.List(ct)));
    }

    public static async Task<IResult> Save(HttpContext http, string experiment, ExperimentStore experiments, ExperimentTypes types, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new ExperimentChange(fields["title"].Trim(), fields["type"].Trim(), fields["description"].Trim(), fields["proposal"].Trim(), fields.Properties(),
            fields["starts"].Trim(), fields["ends"].Trim());
        try
        {
            // A day that was left as it stood keeps its time of day, which the form does not show.
            var it = http.Experiment();
            var change = form with { StartsAt = form.StartsAt == DayOf(it.StartsAt) ? null : form.StartsAt, EndsAt = form.EndsAt == DayOf(it.EndsAt) ? null : form.EndsAt };
            await ExperimentEndpoints.Change(http, experiment, change, experiments, ct);
            return new SeeOther(Portal.Show.Experiment(experiment));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<EditExperimentPage, EditExperimentView>(new(http.Experiment(), form, await types.List(ct), refusal.Message), refusal.Status);
        }
    }
    private static string DayOf(DateTimeOffset? time) => $"{time:yyyy-MM-dd}";
}
