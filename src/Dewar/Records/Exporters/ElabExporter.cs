using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Dewar.Records;

/// <summary>Makes an experiment of a session in eLabFTW (API v2), with a summary, tags, and the record as PDF and XML.</summary>
internal sealed class ElabExporter(TargetHttp http) : IRecordExporter
{
    public string Kind => "elabftw";

    public string? Fault(RecordTarget target) => TargetHttp.AddressFault(target) ?? (target.Secret.Length == 0 ? "eLabFTW takes records only with an API key." : null);

    public async Task<string> Try(RecordTarget target, CancellationToken ct)
    {
        await http.Json(target, HttpMethod.Get, "api/v2/experiments?limit=1", null, target.Secret, ct);
        return "It answers and takes the key. Whether the key may write is seen with the first record.";
    }

    public async Task<Delivered> Deliver(RecordPackage package, CancellationToken ct)
    {
        var (target, key) = (package.Target, package.Target.Secret);
        var id = package.ForeignId ?? await Make(target, key, ct);
        await http.Ask(target, HttpMethod.Patch, $"api/v2/experiments/{id}", JsonContent.Create(new
        {
            title = package.Record.Title,
            body = Summary(package),
            date = $"{package.Session.StartedAt:yyyy-MM-dd}",
        }), key, ct);
        foreach (var tag in package.ForeignId is null ? Tags(package) : [])
        {
            await http.Ask(target, HttpMethod.Post, $"api/v2/experiments/{id}/tags", JsonContent.Create(new { tag }), key, ct);
        }

        foreach (var format in (string[])["pdf", "xml"])
        {
            using var form = new MultipartFormDataContent();
            var file = new ByteArrayContent(await package.Document(format));
            file.Headers.ContentType = new MediaTypeHeaderValue(RecordEndpoints.Formats.First(each => each.Format == format).Type);
            form.Add(file, "file", $"record-{package.Record.Revision}.{format}");
            await http.Ask(target, HttpMethod.Post, $"api/v2/experiments/{id}/uploads", form, key, ct);
        }

        return new(id, $"{target.Address.TrimEnd('/')}/experiments.php?mode=view&id={id}");
    }

    private async Task<string> Make(RecordTarget target, string key, CancellationToken ct)
    {
        var (headers, _) = await http.Ask(target, HttpMethod.Post, "api/v2/experiments", JsonContent.Create(new { }), key, ct);
        return headers.Location?.ToString().TrimEnd('/').Split('/')[^1] is { Length: > 0 } id && id.All(char.IsAsciiDigit) ? id
            : throw new IOException($"{target.Address} made an experiment, but did not say which.");
    }

    private static string[] Tags(RecordPackage package) => [.. ((string[])[package.Session.Instrument, .. package.Record.Samples.Select(sample => sample.Name ?? ""), .. package.Record.Projects.Select(project => project.Id ?? "")]).Where(tag => tag.Length > 0).Distinct()];

    private static string Summary(RecordPackage package)
    {
        var record = package.Record;
        var html = new StringBuilder($"<p>{Html(string.Join(", ", record.Experimenters.Select(each => each.Name)))} at {Html(record.Instrument.Name)}, {package.Session.StartedAt:yyyy-MM-dd HH:mm} to {package.Session.EndedAt:HH:mm} UTC. <a href=\"{Html(package.Reader.Page)}\">The session</a></p><ol>");
        foreach (var activity in record.Activities)
        {
            html.Append($"<li>{Html(activity.Name ?? "")} {activity.Files.Count} files. {Html(activity.Why ?? "")}</li>");
        }

        html.Append("</ol>");
        foreach (var note in record.Notes)
        {
            html.Append($"<p>{note.At:HH:mm} {Html(note.Author ?? "")}: {Html(note.Text).Replace("\n", "<br>", StringComparison.Ordinal)}</p>");
        }

        return html.ToString();
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
