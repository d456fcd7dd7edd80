using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>Booked time: calendars of others, Dewar's own booking, and what booking systems say of actual use.</summary>
internal sealed class ReservationsModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<ForeignWeb>()
        .AddSingleton<Secrets>()
        .AddSingleton<ReservationFollowers>()
        .AddSingleton<ReservationStore>()
        .AddSingleton<BookingStore>()
        .AddSingleton<SourceStore>()
        .AddSingleton<LookAtSource>()
        .AddSingleton<TakeFetched>()
        .AddSingleton<SourceTrials>()
        .AddSingleton<Fetching>()
        .AddHostedService(site => site.GetRequiredService<Fetching>());

    public static void Map(IEndpointRouteBuilder app)
    {
        ReservationEndpoints.Map(app);
        SourceEndpoints.Map(app);
    }
}
