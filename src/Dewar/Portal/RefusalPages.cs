using Dewar.Access;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <summary>Refusals as pages; who has to sign in first is led there and back.</summary>
internal sealed class RefusalPages : IRefusalPage
{
    public Task Write(HttpContext http, Refusal refusal)
    {
        IResult answer = refusal.Code == "not-signed-in"
            ? new SeeOther(Query.Of("/sign-in", ("next", NextAfter(http.Request))))
            : Page.Of<RefusalPage, RefusalView>(new(refusal.Status, refusal.Message), refusal.Status);
        return answer.ExecuteAsync(http);
    }

    /// <summary>A form that was sent too late is not sent again by itself.</summary>
    private static string? NextAfter(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path != "/" ? $"{request.Path.ToUriComponent()}{request.QueryString}" : null;
}

public sealed record RefusalView(int Status, string Message);
