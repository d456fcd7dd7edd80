namespace Dewar.Hosting;

/// <summary>How a refusal looks to people. Programs, which ask below /api, get problems instead.</summary>
internal interface IRefusalPage
{
    Task Write(HttpContext http, Refusal refusal);
}
