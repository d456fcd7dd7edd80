using Dewar.Access;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>Who looks at a page, and where.</summary>
/// <param name="Site">The site's name.</param>
/// <param name="Me">Null for the signed-out.</param>
/// <param name="ViewedBy">The administrator who looks at the site as this user.</param>
/// <param name="Origin">The site's address as this visitor writes it, without a slash at the end.</param>
public sealed record Visit(string Site, Me? Me, string Origin, string Path, string? ViewedBy = null)
{
    internal static Visit Of(HttpContext http)
    {
        var caller = http.Caller();
        return new(http.RequestServices.GetRequiredService<SiteSettings>().Name,
            caller.IsSomebody ? new(caller.Name, caller.Role, caller.Scope, caller.Station, caller.StaffOf) : null,
            $"{http.Request.Scheme}://{http.Request.Host}", http.Request.Path, caller.ViewedBy);
    }
}
