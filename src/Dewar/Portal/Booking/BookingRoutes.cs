using Dewar.Access;
using Dewar.Reservations;

namespace Dewar.Portal;

/// <summary>The pages on which instruments are booked, and those on which that is set up.</summary>
internal static class BookingRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/booking", BookingPages.Overview).NeedsSignIn();
        pages.MapGet("/booking/{instrument}", BookingPages.Week).NeedsSignIn();
        pages.MapPost("/booking/{instrument}", BookingPages.Make).NeedsUser();
        pages.MapGet("/booking/{instrument}/rules", RulesPages.Show).NeedsInstrumentStaff();
        pages.MapPost("/booking/{instrument}/rules", RulesPages.Save).NeedsInstrumentStaff();
        pages.MapGet("/booking/{instrument}/{reservation}", BookingPages.One).NeedsSignIn();
        pages.MapPost("/booking/{instrument}/{reservation}", BookingPages.Change).NeedsUser();
        pages.MapPost("/booking/{instrument}/{reservation}/cancel", BookingPages.Cancel).NeedsUser();

        pages.MapGet("/admin/calendars", CalendarPages.List).NeedsAdministrator();
        pages.MapPost("/admin/calendars", CalendarPages.Put).NeedsAdministrator();
        pages.MapPost("/admin/calendars/{source}/test", CalendarPages.Test).NeedsAdministrator();
        pages.MapPost("/admin/calendars/{source}/remove", CalendarPages.Remove).NeedsAdministrator();
    }
}
