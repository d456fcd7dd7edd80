using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

public sealed record TypesView(IReadOnlyList<ExperimentType> Types, ExperimentType Form, string? Done = null, string? Refused = null);

/// <summary>The types of experiments, for administrators.</summary>
internal static class TypePages
{
    private static readonly char[] Lines = ['\r', '\n'];

    public static async Task<IResult> List(ExperimentTypes types, CancellationToken ct, string? done = null) =>
        Page.Of<TypesPage, TypesView>(new(await types.List(ct), new("", "", []), done == "yes" ? "Saved." : null));

    public static async Task<IResult> Set(HttpContext http, ExperimentTypes types, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new ExperimentType(fields["name"].Trim(), fields["description"].Trim(), fields["properties"].Split(Lines, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return await Act(form, types, () => types.Set(http.Caller(), form, ct), ct);
    }

    public static async Task<IResult> Remove(HttpContext http, ExperimentTypes types, CancellationToken ct)
    {
        var name = (await FormFields.Read(http, ct))["name"];
        return await Act(new("", "", []), types, () => types.Remove(http.Caller(), name, ct), ct);
    }

    private static async Task<IResult> Act(ExperimentType form, ExperimentTypes types, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            return new SeeOther("/admin/types?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<TypesPage, TypesView>(new(await types.List(ct), form, Refused: refusal.Message), refusal.Status);
        }
    }
}
