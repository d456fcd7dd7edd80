using Dewar.Access;
using Dewar.Sessions;

namespace Dewar.Portal;

/// <summary>Instruments, the sessions at them, and the computers that run them.</summary>
internal static class SessionRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sessions", SessionPages.List).NeedsSignIn();
        pages.MapGet("/sessions/{session}", SessionPages.Show).NeedsSignIn();
        pages.MapGet("/sessions/{session}/revisions", SessionPages.Revisions).NeedsSignIn();
        pages.MapPost("/sessions/{session}/notes", SessionForms.Note).NeedsUser();
        pages.MapPost("/sessions/{session}/tell", SessionForms.Tell).NeedsUser();
        pages.MapPost("/sessions/{session}/mend", SessionForms.Mend).NeedsUser();
        pages.MapPost("/sessions/{session}/correct", SessionForms.Correct).NeedsUser();
        pages.MapPost("/sessions/{session}/deliver", SessionForms.Deliver).NeedsUser();
        pages.MapGet("/instruments/{instrument}", InstrumentPages.Show).NeedsSignIn();
        pages.MapPost("/instruments/{instrument}/sessions", InstrumentPages.Start).NeedsUser();
        pages.MapPost("/instruments/{instrument}/rules", InstrumentPages.Rules).NeedsUser();
        pages.MapGet($"/logger/{LoggerFiles.Program}", ComputerPages.Program).OpenToAll();
        pages.MapGet("/admin/computers", ComputerPages.List).NeedsAdministrator();
        pages.MapPost("/admin/computers", ComputerPages.Add).NeedsAdministrator();
        pages.MapPost("/admin/computers/{computer}/confirm", ComputerPages.Confirm).NeedsAdministrator();
        pages.MapPost("/admin/computers/{computer}/revoke", ComputerPages.Revoke).NeedsAdministrator();
    }
}
