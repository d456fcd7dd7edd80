using System.Text;
using System.Text.Json;

namespace Dewar.Records;

/// <summary>
/// Posts the record's XML to a CDCS (MDCS, NexusLIMS-CDCS) by its REST interface. Options: template, the title of its template when there are several;
/// workspace, the id or title of the workspace that it is given to.
/// </summary>
internal sealed class CdcsExporter(TargetHttp http) : IRecordExporter
{
    public string Kind => "cdcs";

    public string? Fault(RecordTarget target) => TargetHttp.AddressFault(target) ?? (target.Secret.Length == 0 ? "A CDCS takes records only with a token." : null);

    public async Task<string> Try(RecordTarget target, CancellationToken ct)
    {
        var token = $"Token {target.Secret}";
        await Template(target, token, ct);
        if (target.Option("workspace") is not { Length: > 0 } workspace)
        {
            return "It takes the token and has the template.";
        }

        await Workspace(target, workspace, token, ct);
        return "It takes the token and has the template and the workspace.";
    }

    public async Task<Delivered> Deliver(RecordPackage package, CancellationToken ct)
    {
        var (target, token) = (package.Target, $"Token {package.Target.Secret}");
        var xml = Encoding.UTF8.GetString(await package.Document("xml"));
        if (package.ForeignId is { } known)
        {
            await http.Json(target, HttpMethod.Patch, $"rest/data/{Uri.EscapeDataString(known)}/", new { title = Title(package), xml_content = xml }, token, ct);
            return new(known, UrlOf(target, known));
        }

        var made = await http.Json(target, HttpMethod.Post, "rest/data/", new { template = await Template(target, token, ct), title = Title(package), xml_content = xml }, token, ct);
        var id = Text(made, "id") ?? throw new IOException($"{target.Address} took the record, but did not say under which id.");
        if (target.Option("workspace") is { Length: > 0 } workspace)
        {
            await http.Ask(target, HttpMethod.Patch, $"rest/data/{Uri.EscapeDataString(id)}/assign/{Uri.EscapeDataString(await Workspace(target, workspace, token, ct))}/", null, token, ct);
        }

        return new(id, UrlOf(target, id));
    }

    private async Task<string> Template(RecordTarget target, string token, CancellationToken ct)
    {
        var wanted = target.Option("template");
        var all = await http.Json(target, HttpMethod.Get, "rest/template-version-manager/global/", null, token, ct);
        var found = List(all).Where(each => wanted.Length == 0 || Text(each, "title") == wanted).ToList();
        return found is [var only, ..] && Text(only, "current") is { } id ? id
            : throw new IOException($"{target.Address} has no template{(wanted.Length > 0 ? $" '{wanted}'" : "")}. An administrator there must add the schema of records first.");
    }

    private async Task<string> Workspace(RecordTarget target, string wanted, string token, CancellationToken ct)
    {
        var all = await http.Json(target, HttpMethod.Get, "rest/workspace/read_access/", null, token, ct);
        return List(all).Where(each => Text(each, "title") == wanted || Text(each, "id") == wanted).Select(each => Text(each, "id")).FirstOrDefault()
            ?? throw new IOException($"{target.Address} has no workspace '{wanted}' that this token may use.");
    }

    private static string UrlOf(RecordTarget target, string id) => $"{target.Address.TrimEnd('/')}/data?id={Uri.EscapeDataString(id)}";

    private static string Title(RecordPackage package) => $"{package.Session.Instrument} {package.Session.StartedAt:yyyy-MM-dd HH:mm} {package.Record.Title}";

    /// <summary>A list, or a page of one.</summary>
    private static List<JsonElement> List(JsonElement answer) => answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()]
        : answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array ? [.. results.EnumerateArray()] : [];

    private static string? Text(JsonElement of, string name) => of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
