using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Dewar.Records;

/// <summary>Sends the record's JSON to an address. With a secret the header Dewar-Signature has HMAC-SHA-256 of the body, as sha256=HEX.</summary>
internal sealed class WebhookExporter(TargetHttp http) : IRecordExporter
{
    public string Kind => "webhook";

    public string? Fault(RecordTarget target) => TargetHttp.AddressFault(target);

    public async Task<string> Try(RecordTarget target, CancellationToken ct) =>
        $"It answers ({await http.Knock(target, ct)} to an empty question). Whether it takes a record is seen with the first one.";

    public async Task<Delivered> Deliver(RecordPackage package, CancellationToken ct)
    {
        var bytes = await package.Document("json");
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.Add("Dewar-Session", package.Session.Id);
        if (package.Target.Secret.Length > 0)
        {
            body.Headers.Add("Dewar-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(package.Target.Secret), bytes))}");
        }

        await http.Ask(package.Target, HttpMethod.Post, "", body, null, ct);
        return new(package.Session.Id, null);
    }
}
