using Dewar.Catalogue;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Time at instruments: who, from when to when, what they wrote down, and which files they took.</summary>
internal sealed class SessionsModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<SessionChanges>()
        .AddSingleton<IFileFollower>(all => all.GetRequiredService<SessionChanges>())
        .AddSingleton<FilingChanges>()
        .AddSingleton<IFileFollower>(all => all.GetRequiredService<FilingChanges>())
        .AddSingleton<SessionStore>()
        .AddSingleton<SessionKeeper>()
        .AddSingleton<RulesStore>()
        .AddSingleton<Forgotten>()
        .AddSingleton<SessionDesk>()
        .AddSingleton<BookingChanges>()
        .AddSingleton<IReservationFollower>(all => all.GetRequiredService<BookingChanges>())
        .AddSingleton<BookedSessions>()
        .AddSingleton<FileMoments>()
        .AddSingleton<SessionFiles>()
        .AddSingleton<SessionContents>()
        .AddSingleton<ComputerStore>()
        .AddSingleton<SignedRequests>()
        .AddSingleton<LoggerDesk>()
        .AddSingleton<LoggerUploads>()
        .AddSingleton<ISessionWork>(all => all.GetRequiredService<BookedSessions>())
        .AddSingleton<ISessionWork>(all => all.GetRequiredService<SessionFiles>())
        .AddSingleton<ISessionWork, Filing>()
        .AddHostedService<FilePlacer>();

    public static void Map(IEndpointRouteBuilder app)
    {
        SessionEndpoints.Map(app);
        ComputerEndpoints.Map(app);
        LoggerEndpoints.Map(app);
    }
}
