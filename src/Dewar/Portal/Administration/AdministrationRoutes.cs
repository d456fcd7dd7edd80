using Dewar.Access;
using Dewar.Instruments;

namespace Dewar.Portal;

/// <summary>The pages with which a site is run, and everybody's own.</summary>
internal static class AdministrationRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/account", TokenPages.Account).NeedsSignIn();
        pages.MapPost("/account/tokens", TokenPages.AddMine).NeedsUser();
        pages.MapPost("/account/tokens/{token}/revoke", TokenPages.RevokeMine).NeedsUser();
        pages.MapPost("/account/password", TokenPages.Password).NeedsUser();

        pages.MapGet("/admin", OverviewPages.Overview).NeedsAdministrator();
        pages.MapGet("/admin/people", PeoplePages.List).NeedsAdministrator();
        pages.MapPost("/admin/people", PeoplePages.Add).NeedsAdministrator();
        pages.MapGet("/admin/people/{user}", PeoplePages.Show).NeedsAdministrator();
        pages.MapPost("/admin/people/{user}", PeoplePages.Change).NeedsAdministrator();
        pages.MapPost("/admin/people/{user}/password", PeoplePages.Password).NeedsAdministrator();
        pages.MapGet("/admin/groups", GroupPages.List).NeedsAdministrator();
        pages.MapPost("/admin/groups", GroupPages.Add).NeedsAdministrator();
        pages.MapPost("/admin/groups/{group}/members", GroupPages.PutMember).NeedsAdministrator();
        pages.MapPost("/admin/groups/{group}/remove", GroupPages.RemoveMember).NeedsAdministrator();
        pages.MapGet("/admin/tokens", TokenPages.List).NeedsAdministrator();
        pages.MapPost("/admin/tokens", TokenPages.Add).NeedsAdministrator();
        pages.MapPost("/admin/tokens/{token}/revoke", TokenPages.Revoke).NeedsAdministrator();
        pages.MapGet("/admin/types", TypePages.List).NeedsAdministrator();
        pages.MapPost("/admin/types", TypePages.Set).NeedsAdministrator();
        pages.MapPost("/admin/types/remove", TypePages.Remove).NeedsAdministrator();
        pages.MapGet("/admin/storages", StoragePages.List).NeedsAdministrator();
        pages.MapPost("/admin/storages/{storage}/scan", StoragePages.Scan).NeedsAdministrator();
        pages.MapPost("/admin/storages/{storage}/accept", StoragePages.Accept).NeedsAdministrator();
        pages.MapGet("/admin/targets", TargetPages.List).NeedsAdministrator();
        pages.MapPost("/admin/targets", TargetPages.Put).NeedsAdministrator();
        pages.MapPost("/admin/targets/{target}/try", TargetPages.Try).NeedsAdministrator();
        pages.MapPost("/admin/targets/{target}/remove", TargetPages.Remove).NeedsAdministrator();
        pages.MapGet("/admin/work", OverviewPages.Work).NeedsAdministrator();
        pages.MapGet("/admin/audit", OverviewPages.Audit).NeedsAdministrator();
        pages.MapGet("/admin/settings", OverviewPages.Settings).NeedsAdministrator();
        pages.MapGet("/admin/stations", StationPages.List).NeedsAdministrator();
        pages.MapPost("/admin/stations", StationPages.Add).NeedsAdministrator();

        pages.MapGet("/stations/{station}", StationPages.Show).NeedsSignIn();
        pages.MapPost("/stations/{station}", StationPages.Change).NeedsStaff();
        pages.MapPost("/stations/{station}/instruments", StationPages.PutInstrument).NeedsStaff();
    }
}
