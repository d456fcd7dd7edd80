using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Reservations;

/// <summary>Dewar's own booking, for sites that have nothing else: made, changed and cancelled under the instrument's rules.</summary>
internal sealed class BookingStore(SiteDatabase database, AuditLog audit, ReservationFollowers followers, TimeProvider time)
{
    public Task<BookingRules> Rules(string instrument, CancellationToken ct) => database.Read(read => Rules(read, instrument, ct), ct);

    public static async Task<BookingRules> Rules(Transaction read, string instrument, CancellationToken ct) =>
        await read.First($"select rules from reservations_rules where instrument = {instrument}", row => JsonSerializer.Deserialize<BookingRules>(row.GetString(0), Wire.Json), ct) ?? new();

    /// <summary>Whether it can be booked here; null, or the calendar in which it is booked.</summary>
    public async Task<string?> Elsewhere(string instrument, CancellationToken ct) =>
        (await Rules(instrument, ct)).Open is { } open ? open ? null : "closed" : await database.Read(read => Calendar(read, instrument, ct), ct);

    public Task<BookingRules> SetRules(Caller who, string instrument, BookingRules rules, CancellationToken ct)
    {
        rules.Check();
        return audit.Write(async write =>
        {
            foreach (var group in rules.Bookers)
            {
                _ = await GroupStore.IdOf(write, group, ct) ?? throw Refusal.NotFound("group", group);
            }

            var text = new Json(JsonSerializer.Serialize(rules, Wire.Json));
            await write.Execute($"insert into reservations_rules (instrument, rules) values ({instrument}, {text}) on conflict (instrument) do update set rules = excluded.rules", ct);
            await audit.Append(write, who.Who, "booking.rules-set", instrument, null, rules, ct);
            return rules;
        }, ct);
    }

    public async Task<Reservation> Make(Caller who, Instrument instrument, NewBooking form, CancellationToken ct)
    {
        Check(form.Title, form.Purpose, form.Project, form.Samples);
        var made = await audit.Write(async write =>
        {
            await write.Lock("reservations", ct);
            var rules = await Rules(write, instrument.Name, ct);
            await MustBeOpen(write, rules, instrument.Name, ct);
            var (account, fullName) = await For(write, who, instrument, form.User, ct);
            await MayBook(write, who, rules, instrument, account, ct);
            var now = time.GetUtcNow();
            var it = new Reservation
            {
                Id = Ids.New(),
                Instrument = instrument.Name,
                Source = Reservation.Own,
                ExternalId = "",
                Title = form.Title.Trim(),
                User = fullName,
                StartsAt = Whole(form.StartsAt),
                EndsAt = Whole(form.EndsAt),
                UpdatedAt = now,
            };
            await HeldRules.Check(write, rules, null, it, account, now, ct);
            await write.Execute($"""
                insert into reservations_reservation (public_id, instrument, source, external_id, title, purpose, user_text, people, account_id, starts_us, ends_us, project, samples, consent,
                    questions, digest, made_us, updated_us)
                values ({it.Id}, {it.Instrument}, {it.Source}, {it.Id}, {it.Title}, {form.Purpose.Trim()}, {it.User}, {new Json("[]")}, {account}, {it.StartsAt.InMicroseconds}, {it.EndsAt.InMicroseconds},
                    {form.Project?.Trim()}, {Text(form.Samples ?? [])}, {form.Consent.ToString().ToLowerInvariant()}, {new Json("[]")}, '', {now.InMicroseconds}, {now.InMicroseconds})
                """, ct);
            await followers.Changed(write, [(it.Instrument, it.StartsAt, it.EndsAt)], ct);
            var stored = (await ReservationStore.Find(write, it.Instrument, it.Id, ct))!;
            await audit.Append(write, who.Who, "booking.made", instrument.Name, null, new { stored.Id, stored.StartsAt, stored.EndsAt, user = stored.Account, stored.Title }, ct);
            return stored;
        }, ct);
        followers.Ring();
        return made;
    }

    public async Task<Reservation> Change(Caller who, Instrument instrument, string id, BookingChange form, CancellationToken ct)
    {
        Check(form.Title, form.Purpose, form.Project, form.Samples);
        var changed = await audit.Write(async write =>
        {
            await write.Lock("reservations", ct);
            var (before, now) = (await Mine(write, who, instrument, id, ct), time.GetUtcNow());
            if (before.EndsAt <= now && (form.StartsAt ?? before.StartsAt, form.EndsAt ?? before.EndsAt) != (before.StartsAt, before.EndsAt))
            {
                throw Refusal.Conflict("booking-over", "The booking is over; its times stay as they were.");
            }

            var it = before with { StartsAt = Whole(form.StartsAt ?? before.StartsAt), EndsAt = Whole(form.EndsAt ?? before.EndsAt) };
            if ((it.StartsAt, it.EndsAt) != (before.StartsAt, before.EndsAt))
            {
                var (rules, account) = (await Rules(write, instrument.Name, ct), await UserStore.IdOf(write, before.Account!, ct));
                await MustBeOpen(write, rules, instrument.Name, ct);
                await MayBook(write, who, rules, instrument, account!.Value, ct);
                await HeldRules.Check(write, rules, before, it, account.Value, now, ct);
            }

            await write.Execute($"""
                update reservations_reservation set starts_us = {it.StartsAt.InMicroseconds}, ends_us = {it.EndsAt.InMicroseconds}, title = {(form.Title ?? before.Title).Trim()},
                    purpose = {(form.Purpose ?? before.Purpose).Trim()}, project = {(form.Project ?? before.Project)?.Trim()}, samples = {Text(form.Samples ?? before.Samples)},
                    consent = {(form.Consent ?? before.Consent).ToString().ToLowerInvariant()}, updated_us = {now.InMicroseconds}
                where public_id = {id}
                """, ct);
            await followers.Changed(write, [(before.Instrument, before.StartsAt, before.EndsAt), (it.Instrument, it.StartsAt, it.EndsAt)], ct);
            await audit.Append(write, who.Who, "booking.changed", instrument.Name, null, new { id, was = new { before.StartsAt, before.EndsAt }, form }, ct);
            return (await ReservationStore.Find(write, instrument.Name, id, ct))!;
        }, ct);
        followers.Ring();
        return changed;
    }

    /// <summary>Cancelling twice changes nothing.</summary>
    public async Task<Reservation> Cancel(Caller who, Instrument instrument, string id, string reason, CancellationToken ct)
    {
        Refusal.UnlessOneLine("reason", reason);
        var cancelled = await audit.Write(async write =>
        {
            await write.Lock("reservations", ct);
            var now = time.GetUtcNow();
            var it = await ReservationStore.Find(write, instrument.Name, id, ct) ?? throw Refusal.NotFound("reservation", id);
            if (it is { Cancelled: true, IsOwn: true })
            {
                return it;
            }

            it = await Mine(write, who, instrument, id, ct);
            if (it.EndsAt <= now)
            {
                throw Refusal.Conflict("booking-over", "The booking is over, and what is over can't be cancelled.");
            }

            await write.Execute($"update reservations_reservation set cancelled_us = {now.InMicroseconds}, cancel_reason = {reason.Trim()}, updated_us = {now.InMicroseconds} where public_id = {id}", ct);
            await followers.Changed(write, [(it.Instrument, it.StartsAt, it.EndsAt)], ct);
            await audit.Append(write, who.Who, "booking.cancelled", instrument.Name, null, new { id, reason = reason.Trim() }, ct);
            return (await ReservationStore.Find(write, instrument.Name, id, ct))!;
        }, ct);
        followers.Ring();
        return cancelled;
    }

    /// <summary>A booking that one may change: one's own, or any as staff of the instrument.</summary>
    private static async Task<Reservation> Mine(Transaction read, Caller who, Instrument instrument, string id, CancellationToken ct)
    {
        var it = await ReservationStore.Find(read, instrument.Name, id, ct) ?? throw Refusal.NotFound("reservation", id);
        return !it.IsOwn ? throw Refusal.Conflict("booked-elsewhere", $"This reservation comes from the calendar '{it.Source}'; change it there.{(it.Link is null ? "" : $" {it.Link}")}")
            : it.Account != who.Name && !who.IsStaffOf(instrument.Station) ? throw Refusal.Forbidden($"Only {it.User} and the staff of '{instrument.Name}' may change this booking.")
            : it.Cancelled ? throw Refusal.Conflict("booking-cancelled", "The booking was cancelled; make a new one.") : it;
    }

    private static async Task<(long Account, string Shown)> For(Transaction read, Caller who, Instrument instrument, string? user, CancellationToken ct)
    {
        var name = string.IsNullOrWhiteSpace(user) ? who.Name : user.Trim();
        if (name != who.Name && !who.IsStaffOf(instrument.Station))
        {
            throw Refusal.Forbidden($"Only the staff of '{instrument.Name}' may book it for somebody else.");
        }

        var found = await read.First($"select id, full_name from access_user where name = {name} and disabled_us is null", row => (Id: row.GetInt64(0), FullName: row.GetString(1)), ct);
        return found.Id == 0 ? throw Refusal.NotFound("user", name) : (found.Id, found.FullName.Length > 0 ? found.FullName : name);
    }

    private static async Task MayBook(Transaction read, Caller who, BookingRules rules, Instrument instrument, long account, CancellationToken ct)
    {
        if (rules.Bookers.Count > 0 && !who.IsStaffOf(instrument.Station) && await read.Number($"""
            select count(*) from access_group_member m join access_group g on g.id = m.group_id where m.user_id = {account} and g.name in {Sql.List(rules.Bookers)}
            """, ct) == 0)
        {
            throw Refusal.Forbidden($"'{instrument.Name}' is booked by members of {string.Join(", ", rules.Bookers)}. Ask its staff to make you one.");
        }
    }

    private static async Task MustBeOpen(Transaction read, BookingRules rules, string instrument, CancellationToken ct)
    {
        if (rules.Open is false)
        {
            throw Refusal.Conflict("booking-closed", $"'{instrument}' can't be booked here at the moment. Ask its staff.");
        }

        if (rules.Open is null && await Calendar(read, instrument, ct) is { } calendar)
        {
            throw Refusal.Conflict("booked-elsewhere", $"'{instrument}' is booked in the calendar '{calendar}'; what is booked there is shown here.");
        }
    }

    /// <summary>The calendar of others in which the instrument is booked.</summary>
    private static async Task<string?> Calendar(Transaction read, string instrument, CancellationToken ct) => (await read.Query($"select name, setup from reservations_source order by name",
            row => (Name: row.GetString(0), Setup: JsonSerializer.Deserialize<CalendarSetup>(row.GetString(1), Wire.Json)!), ct))
        .Find(each => each.Setup.Instrument == instrument || each.Setup.Tools?.Values.Contains(instrument) is true).Name;

    private static void Check(string? title, string? purpose, string? project, IReadOnlyList<Sample>? samples)
    {
        Refusal.UnlessOneLine("title", title);
        Refusal.UnlessOneLine("project", project);
        if (purpose is { Length: > 8000 } || samples is { Count: > 200 })
        {
            throw Refusal.Invalid("text-invalid", "A purpose has at most 8000 characters, and a booking at most 200 samples.");
        }

        foreach (var sample in samples ?? [])
        {
            Refusal.UnlessOneLine("sample's name", sample.Name);
            Refusal.UnlessOneLine("sample's identifier", sample.Pid);
            Refusal.UnlessOneLine("sample's details", sample.Details);
        }
    }

    /// <summary>Nobody books parts of a second, and they would make neighbours overlap.</summary>
    private static DateTimeOffset Whole(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static Json Text<T>(T value) => new(JsonSerializer.Serialize(value, Wire.Json));
}
