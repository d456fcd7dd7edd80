using System.Text;
using Dewar.Access;
using Dewar.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Dewar.Portal;

/// <summary>Who looks at a page, and where.</summary>
/// <param name="Site">The site's name.</param>
/// <param name="Me">Null for the signed-out.</param>
/// <param name="Origin">The site's address as this visitor writes it, without a slash at the end.</param>
public sealed record Visit(string Site, Me? Me, string Origin, string Path)
{
    internal static Visit Of(HttpContext http)
    {
        var caller = http.Caller();
        return new(http.RequestServices.GetRequiredService<SiteSettings>().Name,
            caller.IsSomebody ? new(caller.Name, caller.Role, caller.Scope, caller.Station, caller.StaffOf) : null,
            $"{http.Request.Scheme}://{http.Request.Host}", http.Request.Path);
    }
}

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

/// <summary>After a form was taken: look at another page.</summary>
internal sealed class SeeOther(string address) : IResult
{
    /// <summary>The address if it is a page of this site, else the first page: nobody is led away by a link to the sign-in.</summary>
    public static SeeOther Local(string? address) => new(IsLocal(address) ? address! : "/");

    public static bool IsLocal(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && address.All(letter => letter is > ' ' and < '\x7f');

    Task IResult.ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
