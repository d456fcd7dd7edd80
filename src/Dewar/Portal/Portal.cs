using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>The site as people see it in a browser: pages made on the server, which work without their script, too.</summary>
internal sealed class PortalModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<IRefusalPage, RefusalPages>().AddSingleton<ExperimentParts>().AddSingleton<NewExperimentForms>().AddSingleton<FileParts>().AddSingleton<SessionParts>().AddSingleton<Attention>();

    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/").ExcludeFromDescription();

        pages.MapGet("/portal/{digest}/{name}", PageFiles.Serve).OpenToAll();
        pages.MapGet("/portal/islands/{name}", Islands.Serve).OpenToAll();

        pages.MapGet("/sign-in", SignInPages.Form).OpenToAll();
        pages.MapPost("/sign-in", SignInPages.SignIn).OpenToAll();
        pages.MapPost("/sign-out", SignInPages.SignOut).NeedsSignIn();
        pages.MapGet("/set-password", SignInPages.PasswordForm).OpenToAll();
        pages.MapPost("/set-password", SignInPages.SetPassword).OpenToAll();

        pages.MapGet("/", HomePages.Home).NeedsSignIn();
        pages.MapGet("/search", SearchPages.Show).NeedsSignIn();
        pages.MapPost("/search/save", SearchPages.Save).NeedsUser();
        pages.MapPost("/search/forget", SearchPages.Forget).NeedsUser();
        pages.MapGet("/experiments", ExperimentPages.List).NeedsSignIn();
        pages.MapGet("/experiments/{experiment}", ExperimentPages.Show).NeedsReader();
        pages.MapGet("/experiments/{experiment}/folder/{**path}", FilePages.Folder).NeedsReader();
        pages.MapGet("/experiments/{experiment}/file/{**path}", FilePages.File).NeedsReader();
        pages.MapGet("/experiments/{experiment}/view/{**path}", ViewPages.Show).NeedsReader();

        pages.MapPost("/experiments/{experiment}/selected", SelectionForms.Choose).NeedsReader();
        pages.MapPost("/experiments/{experiment}/selected/archive.zip", SelectionForms.Zip).NeedsReader();
        pages.MapPost("/experiments/{experiment}/selected/describe", SelectionForms.Describe).NeedsMember();
        pages.MapPost("/experiments/{experiment}/selected/move", SelectionForms.Move).NeedsMember();
        pages.MapPost("/experiments/{experiment}/selected/delete", SelectionForms.Delete).NeedsMember();
        pages.MapPost("/experiments/{experiment}/shares", ShareForms.Make).NeedsOwner();
        pages.MapPost("/experiments/{experiment}/shares/{share}/revoke", ShareForms.Revoke).NeedsOwner();

        pages.MapGet("/shared/{share}", SharedPages.Folder).OpenToAll();
        pages.MapGet("/shared/{share}/folder/{**path}", SharedPages.Folder).OpenToAll();
        pages.MapGet("/shared/{share}/file/{**path}", SharedPages.File).OpenToAll();

        pages.MapPost("/view-as", ViewAsForms.Begin).NeedsAdministrator();
        pages.MapPost("/view-as/end", ViewAsForms.End).NeedsSignIn();
        pages.MapGet("/people", PeopleParts.Options).NeedsUser();
        pages.MapGet("/experiments/{experiment}/edit", EditForms.Show).NeedsOwner();
        pages.MapPost("/experiments/{experiment}/edit", EditForms.Save).NeedsOwner();

        pages.MapGet("/new-experiment", NewExperimentForms.New).Needs("staff of a station", MayMakeExperiments);
        pages.MapPost("/new-experiment", NewExperimentForms.Add).Needs("staff of a station", MayMakeExperiments);
        pages.MapPost("/experiments/{experiment}/member", ExperimentForms.PutMember).NeedsOwner();
        pages.MapPost("/experiments/{experiment}/member/remove", ExperimentForms.RemoveMember).NeedsOwner();
        pages.MapPost("/experiments/{experiment}/close", ExperimentForms.Close).NeedsOwner();
        pages.MapPost("/experiments/{experiment}/reopen", ExperimentForms.Reopen).NeedsOwner();
        pages.MapPost("/experiments/{experiment}/scan", ExperimentForms.Scan).NeedsMember();
        AcquireRoutes.Map(pages);
        BookingRoutes.Map(pages);
        SessionRoutes.Map(pages);
        AdministrationRoutes.Map(pages);
    }

    /// <summary>At which stations is looked at when the form comes.</summary>
    private static Refusal? MayMakeExperiments(HttpContext http) =>
        ExperimentEndpoints.MayMake(http) ?? (http.Caller() is { MayChange: false } caller ? Rules.TooSmall(caller) : null);
}
