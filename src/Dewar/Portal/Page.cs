using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Dewar.Portal;

/// <summary>A page that shows a view.</summary>
public abstract class PageOf<TView> : ComponentBase
{
    [Parameter, EditorRequired] public required TView View { get; set; }
    [Parameter, EditorRequired] public required Visit Visit { get; set; }
}

/// <summary>Renders a page and sends it whole.</summary>
internal sealed class Page(Type page, object view, int status = 200) : IResult
{
    public static Page Of<TPage, TView>(TView view, int status = 200) where TPage : PageOf<TView> where TView : notnull => new(typeof(TPage), view, status);

    async Task IResult.ExecuteAsync(HttpContext http)
    {
        var services = http.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["View"] = view, ["Visit"] = Visit.Of(http) });
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync(page, parameters)).ToHtmlString());

        var bytes = Encoding.UTF8.GetBytes(html);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
