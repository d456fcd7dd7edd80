using Dewar.Access;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Reservations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Sessions;

/// <summary>What the loggers of control computers ask; all of it is signed (docs/reference/logger.md).</summary>
internal static class LoggerEndpoints
{
    private const int MostPeople = 30, MostExperiments = 50, MostNotes = 200;

    public static void Map(IEndpointRouteBuilder app)
    {
        var logger = app.MapGroup("/api/logger").WithTags("Sessions");
        logger.MapGet("", View).NeedsComputer().WithSummary("What a logger's window shows");
        logger.MapPost("/entries", Entries).NeedsComputer().WithSummary("Take entries of a logger's journal, each once and in order");
        LoggerUploads.Map(logger);
    }

    public static TBuilder NeedsComputer<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.Needs("control computer", http => http.Caller().Computer is not null ? null : Refusal.Forbidden("Only the logger of a control computer may do this."));

    private static async Task<Ok<EntriesTaken>> Entries(HttpContext http, LoggerBatch form, LoggerDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Take(http.Features.Get<Signer>()!.Computer, form, ct));

    private static async Task<Ok<LoggerView>> View(HttpContext http, SiteDatabase database, InstrumentStore instruments, TimeProvider time, CancellationToken ct)
    {
        var computer = http.Features.Get<Signer>()!.Computer;
        var instrument = await instruments.Find(computer.Instrument, ct);
        return TypedResults.Ok(await database.Read(async read =>
        {
            // Whoever has it booked now comes first, then who was here last; the same name twice is one person.
            var now = time.GetUtcNow();
            var booked = await ReservationStore.Overlapping(read, computer.Instrument, now, now.AddMicroseconds(1), ct);
            var people = await read.Query($"""
                select s.person, coalesce(u.full_name, '') from sessions_session s left join access_user u on u.id = s.user_id
                where s.instrument = {computer.Instrument} and s.person <> '' order by s.started_us desc limit 500
                """, row => new LoggerPerson(row.GetString(0), row.GetString(1)), ct);
            var experiments = await read.Query($"""
                select e.name from experiments_experiment e where e.closed_us is null and e.station = {instrument?.Station} order by e.created_us desc limit {MostExperiments}
                """, row => row.GetString(0), ct);
            var open = (await SessionStore.Open(read, computer.Instrument, ct)).LastOrDefault(session => session.Computer is null || session.Computer == computer.Name);
            return new LoggerView(computer.Name, computer.Instrument, instrument?.Description ?? "", time.GetUtcNow().ToUnixTimeMilliseconds(),
                [.. booked.Select(each => new LoggerPerson(each.Account ?? each.User, each.Account is null ? "" : each.User)).Concat(people).DistinctBy(person => person.Name, StringComparer.OrdinalIgnoreCase).Take(MostPeople)], experiments)
            {
                Reservation = booked is [var booking, ..] ? new(booking.Title, booking.Account ?? booking.User, booking.StartsAt.ToUnixTimeMilliseconds(), booking.EndsAt.ToUnixTimeMilliseconds(), booking.Purpose) : null,
                Open = open is null || open.OpenedBy == SessionKeeper.OpenedByFiles ? null : new(open.Id, open.Person, open.StartedAt.ToUnixTimeMilliseconds(), open.State.ToString().ToLowerInvariant(), open.Computer ?? "",
                    open.Experiment ?? "", open.Project, open.Sample, open.Purpose, await Notes(read, open, ct)),
            };
        }, ct));
    }

    private static async Task<List<LoggerNote>> Notes(Transaction read, Session session, CancellationToken ct) =>
        [.. SessionStore.Notes(await SessionStore.Events(read, session.Key, ct)).TakeLast(MostNotes).Select(note => new LoggerNote(note.At.ToUnixTimeMilliseconds(), note.Text))];
}
