using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>Records as documents, with whole addresses: they leave the site.</summary>
internal sealed class RecordDocuments(RecordPictures pictures, TimeProvider time)
{
    /// <param name="origin">The site, as people reach it.</param>
    public async Task<byte[]> Write(Session session, SessionRecord record, string format, string origin, CancellationToken ct)
    {
        var whole = Absolute(record, origin.TrimEnd('/'));
        return format switch
        {
            "xml" => NexusWriter.Write(whole),
            "pdf" => PdfWriter.Write(whole, await pictures.Of(session, ct)),
            "crate" => CrateWriter.Write(whole, new(HasFiles: false, []), time.GetUtcNow()),
            "json" => SessionJson.Write(whole),
            _ => throw Refusal.Invalid("format-unknown", $"A record is written as {string.Join(", ", RecordEndpoints.Formats.Select(each => each.Format))}, not as '{format}'."),
        };
    }

    private static SessionRecord Absolute(SessionRecord record, string origin) => record with
    {
        Activities = [.. record.Activities.Select(activity => activity with
        {
            Files = [.. activity.Files.Select(file => file with { Url = file.Url is null ? null : origin + file.Url, Preview = file.Preview is null ? null : origin + file.Preview })],
        })],
    };
}
