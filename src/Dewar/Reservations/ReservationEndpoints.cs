using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Reservations;

internal static class ReservationEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/instruments/{instrument}").WithTags("Reservations");
        api.MapGet("/reservations", List).NeedsSignIn().WithSummary("Who has the instrument when; from now for four weeks, unless said otherwise");
        api.MapPost("/reservations", Make).NeedsUser().WithSummary("Book the instrument");
        api.MapGet("/reservations/{reservation}", One).NeedsSignIn().WithSummary("One reservation");
        api.MapPatch("/reservations/{reservation}", Change).NeedsUser().WithSummary("Change a booking that was made here; the rules hold as for a new one");
        api.MapPost("/reservations/{reservation}/cancel", Cancel).NeedsUser().WithSummary("Cancel a booking that was made here, with the reason");
        api.MapGet("/booking-rules", Rules).NeedsSignIn().WithSummary("How the instrument may be booked");
        api.MapPut("/booking-rules", SetRules).NeedsInstrumentStaff().WithSummary("Say how the instrument may be booked");
        api.MapGet("/usage", Usage).NeedsInstrumentStaff().WithSummary("Actual use, as the instrument's booking system counts it");
    }

    /// <summary>Staff of the station to which the instrument of the route belongs. What is not there belongs to administrators.</summary>
    public static TBuilder NeedsInstrumentStaff<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Needs("staff of the instrument's station", async http =>
    {
        var instrument = await http.RequestServices.GetRequiredService<InstrumentStore>().Find(http.Request.RouteValues["instrument"] as string ?? "", http.RequestAborted);
        return !http.Caller().IsStaffOf(instrument?.Station) ? Refusal.Forbidden("Only administrators and the staff of the instrument's station may do this.")
            : HttpMethods.IsGet(http.Request.Method) || http.Caller().MayChange ? null : Access.Rules.TooSmall(http.Caller());
    });

    public static async Task<Instrument> Find(InstrumentStore instruments, string name, CancellationToken ct) => await instruments.Find(name, ct) ?? throw Refusal.NotFound("instrument", name);

    /// <summary>As this caller may see it: whoever has it, staff and administrators see all, others see when and whose.</summary>
    public static Reservation For(Caller caller, Instrument instrument, Reservation it) =>
        caller.IsStaffOf(instrument.Station) || it.Account is not null && caller.IsUser && it.Account == caller.Name ? it : it.ForOthers;

    private static async Task<Ok<List<Reservation>>> List(
        HttpContext http, string instrument, InstrumentStore instruments, ReservationStore reservations, TimeProvider time, CancellationToken ct, DateTimeOffset? from = null, DateTimeOffset? to = null, bool cancelled = false)
    {
        var it = await Find(instruments, instrument, ct);
        var (begin, end) = Window(from, to, time);
        return TypedResults.Ok((await reservations.List(it.Name, begin, end, cancelled, ct)).ConvertAll(each => For(http.Caller(), it, each)));
    }

    private static async Task<Ok<Reservation>> Make(HttpContext http, string instrument, NewBooking form, InstrumentStore instruments, BookingStore bookings, CancellationToken ct) =>
        TypedResults.Ok(await bookings.Make(http.Caller(), await Find(instruments, instrument, ct), form, ct));

    private static async Task<Ok<Reservation>> One(HttpContext http, string instrument, string reservation, InstrumentStore instruments, ReservationStore reservations, CancellationToken ct)
    {
        var it = await Find(instruments, instrument, ct);
        return TypedResults.Ok(For(http.Caller(), it, await reservations.Find(it.Name, reservation, ct) ?? throw Refusal.NotFound("reservation", reservation)));
    }

    private static async Task<Ok<Reservation>> Change(
        HttpContext http, string instrument, string reservation, BookingChange form, InstrumentStore instruments, BookingStore bookings, CancellationToken ct) =>
        TypedResults.Ok(await bookings.Change(http.Caller(), await Find(instruments, instrument, ct), reservation, form, ct));

    private static async Task<Ok<Reservation>> Cancel(
        HttpContext http, string instrument, string reservation, BookingEnd form, InstrumentStore instruments, BookingStore bookings, CancellationToken ct) =>
        TypedResults.Ok(await bookings.Cancel(http.Caller(), await Find(instruments, instrument, ct), reservation, form.Reason, ct));

    private static async Task<Ok<BookingRules>> Rules(string instrument, InstrumentStore instruments, BookingStore bookings, CancellationToken ct) =>
        TypedResults.Ok(await bookings.Rules((await Find(instruments, instrument, ct)).Name, ct));

    private static async Task<Ok<BookingRules>> SetRules(HttpContext http, string instrument, BookingRules form, InstrumentStore instruments, BookingStore bookings, CancellationToken ct) =>
        TypedResults.Ok(await bookings.SetRules(http.Caller(), (await Find(instruments, instrument, ct)).Name, form, ct));

    private static async Task<Ok<List<InstrumentUsage>>> Usage(
        string instrument, InstrumentStore instruments, ReservationStore reservations, TimeProvider time, CancellationToken ct, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var (begin, end) = Window(from ?? time.GetUtcNow().AddDays(-28), to ?? time.GetUtcNow(), time);
        return TypedResults.Ok(await reservations.Usage((await Find(instruments, instrument, ct)).Name, begin, end, ct));
    }

    private static (DateTimeOffset From, DateTimeOffset To) Window(DateTimeOffset? from, DateTimeOffset? to, TimeProvider time)
    {
        var begin = from ?? to?.AddDays(-28) ?? time.GetUtcNow();
        var end = to ?? begin.AddDays(28);
        return end > begin && end - begin <= Longest ? (begin, end) : throw Refusal.Invalid("window-invalid", $"Ask for a window that ends after it begins, of {Longest.TotalDays} days at the most.");
    }
}
