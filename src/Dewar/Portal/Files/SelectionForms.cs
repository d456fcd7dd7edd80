using System.Globalization;
using System.Text.Json;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Do">What is to be done with them; that form is open.</param>
/// <param name="Back">The folder they were chosen in, escaped.</param>
/// <param name="Targets">Some experiments to which they may go.</param>
public sealed record SelectionView(Experiment Experiment, Chosen Chosen, long Files, long Bytes, string Do, string Back, IReadOnlyList<string> Targets, string? Refused = null);

/// <summary>What is done with chosen files.</summary>
internal static class SelectionForms
{
    private const int MostTargets = 100;

    public static async Task<IResult> Choose(HttpContext http, FileStore files, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        return await Ask(http, fields, fields["do"], null, 200, files, ct);
    }

    public static async Task<IResult> Zip(HttpContext http, string experiment, FileStore files, Archives archives, CancellationToken ct)
    {
        var chosen = Chosen.Read(await FormFields.Read(http, ct));
        if (chosen is { Paths: [], Folders: [var only] })
        {
            // Of whatever size, and a browser can resume it.
            return new SeeOther(Show.Archive(experiment, only));
        }

        var stream = await archives.Of(http.Experiment(), new NamedFiles([.. (await chosen.Files(http.Experiment(), files, ct)).Select(file => file.Path)]), ct);
        http.Response.ContentLength = stream.Length;
        return TypedResults.Stream(stream, DownloadEndpoints.Zip, $"{experiment}.zip");
    }

    public static async Task<IResult> Describe(HttpContext http, string experiment, FileStore files, ChangeFiles changes, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var chosen = Chosen.Read(fields);
        try
        {
            var set = fields.All("key").Zip(fields.All("value")).Where(pair => pair.First.Trim().Length > 0).ToDictionary(pair => pair.First.Trim(), pair => Value(pair.Second.Trim()));
            if (set.Count == 0)
            {
                throw Refusal.Invalid("metadata-invalid", "Give a name for what you say, such as 'sample'.");
            }

            var result = await changes.SetMetadata(http.Caller(), http.Experiment(), new(await Paths(http, chosen, files, ct), set), ct);
            return fields.OrNull("back") is null && !fields.Has("back") && chosen.First is { } file ? new SeeOther(Query.Of(Show.File(experiment, file), ("done", "described")))
                : Back(experiment, fields, "described", result.Changed);
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return await Ask(http, fields, "describe", refusal.Message, refusal.Status, files, ct);
        }
    }

    public static async Task<IResult> Delete(HttpContext http, string experiment, FileStore files, ChangeFiles changes, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var chosen = Chosen.Read(fields);
        try
        {
            var result = await changes.Delete(http.Caller(), http.Experiment(), new(await Paths(http, chosen, files, ct), fields["reason"].Trim()), ct);
            return Back(experiment, fields, "deleted", result.Changed);
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return await Ask(http, fields, "delete", refusal.Message, refusal.Status, files, ct);
        }
    }

    public static async Task<IResult> Move(HttpContext http, string experiment, FileStore files, ChangeFiles changes, ExperimentStore experiments, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var chosen = Chosen.Read(fields);
        try
        {
            var to = fields["to"].Trim();
            var result = await changes.Move(http.Caller(), http.Experiment(), await CatalogueEndpoints.Target(http.Caller(), to, experiments, ct),
                new(await Paths(http, chosen, files, ct), to, fields["reason"].Trim()), ct);
            return Back(experiment, fields, "moved", result.Changed);
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return await Ask(http, fields, "move", refusal.Message, refusal.Status, files, ct);
        }
    }

    /// <summary>The page that says how much was chosen, with the forms for what can be done.</summary>
    public static async Task<IResult> Ask(HttpContext http, FormFields fields, string what, string? refused, int status, FileStore files, CancellationToken ct)
    {
        var chosen = Chosen.Read(fields);
        var (count, bytes) = (0L, 0L);
        if (chosen is { Paths: [], Folders: [var only] })
        {
            var folder = await files.Browse(http.Experiment(), only, null, 1, ct) ?? throw Refusal.NotFound("folder", only);
            (count, bytes) = (folder.Files, folder.Bytes);
        }
        else
        {
            var all = await chosen.Files(http.Experiment(), files, ct);
            (count, bytes) = (all.Count, all.Sum(file => file.Size));
        }

        var open = await http.RequestServices.GetRequiredService<ExperimentStore>().List(http.Caller(), new(Open: true, Limit: MostTargets), ct);
        var targets = open.Items.Where(each => each.Role != ExperimentRole.Reader && each.Name != http.Experiment().Name).Select(each => each.Name);
        return Page.Of<SelectionPage, SelectionView>(new(http.Experiment(), chosen, count, bytes, what, fields["back"], [.. targets], refused), status);
    }

    private static async Task<IReadOnlyList<string>> Paths(HttpContext http, Chosen chosen, FileStore files, CancellationToken ct) =>
        chosen.Folders.Count == 0 ? chosen.Paths : [.. (await chosen.Files(http.Experiment(), files, ct)).Select(file => file.Path)];

    private static SeeOther Back(string experiment, FormFields fields, string done, int files) => new(Query.Of(
        $"{Show.Experiment(experiment)}/folder/{Query.Path(Uri.UnescapeDataString(fields["back"]))}", ("done", done), ("files", files.ToString(CultureInfo.InvariantCulture))));

    /// <summary>A number if it looks like one, as programs would send it; nothing takes the key back.</summary>
    private static JsonElement? Value(string text) => text.Length == 0 ? null
        : double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonSerializer.SerializeToElement(number) : JsonSerializer.SerializeToElement(text);
}
