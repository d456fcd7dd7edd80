using System.Net;
using Dewar.Logger.Json;

namespace Dewar.Logger.Site;

/// <summary>What the site answered.</summary>
internal sealed class SiteAnswer(int status, WebHeaderCollection headers, byte[] body)
{
    public int Status => status;

    public bool IsSuccess => status is >= 200 and < 300;

    public byte[] Body => body;

    /// <summary>Empty where it is no object.</summary>
    public JsonObject Json { get; } = body.Length > 0 ? JsonReader.ReadObject(Digest.Utf8.GetString(body)) ?? [] : [];

    /// <summary>What kind of a no it is.</summary>
    public string Code => Json.Text("code");

    /// <summary>Empty where there is none.</summary>
    public string Header(string name) => headers[name] ?? "";

    public SiteTrouble Trouble() => Code == "key-unknown"
        ? new(TroubleKind.KeyUnknown, "The site does not know this computer, or not any more.")
        : new(TroubleKind.Refused, Json.Text("title") is { Length: > 0 } reason ? reason : "The site answered " + status + ".");
}
