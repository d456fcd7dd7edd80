namespace Dewar.Hosting;

/// <summary>How a refusal looks to people. Whoever asks below /api, or for no page, gets a problem instead.</summary>
internal interface IRefusalPage
{
    Task Write(HttpContext http, Refusal refusal);
}
