using System.Data.Common;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Reservations;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>Makes the record of a session from all that is known of it now.</summary>
internal sealed class RecordBuilder(SiteDatabase database, InstrumentStore instruments, RulesStore rules, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <summary>The activities of a session as they are now; the same rule, and the same corrections, as in its record.</summary>
    public Task<IReadOnlyList<Activity>> Activities(Session session, CancellationToken ct) => database.Read(async read => (await Cut(read, session, ct)).Activities, ct);

    /// <param name="revision">The number that it will have.</param>
    public async Task<SessionRecord> Of(Session session, int revision, CancellationToken ct)
    {
        var instrument = await instruments.Find(session.Instrument, ct);
        var rule = await rules.Of(session.Instrument, ct);
        return await database.Read(async read =>
        {
            var (files, activities) = await Cut(read, session, ct);
            var booking = session.Booking is { } id ? await ReservationStore.Find(read, session.Instrument, id, ct) : null;
            var purpose = Given(session.Purpose) ?? Given(booking?.Purpose) ?? Given(booking?.Title);
            var samples = Samples(session, booking, files.Values);
            var account = session.UserId is null ? null : await read.First($"select full_name from access_user where id = {session.UserId}", row => row.GetString(0), ct);
            return new SessionRecord(session.Id, Given(session.Purpose) ?? Given(booking?.Title) ?? purpose ?? $"Session at {session.Instrument}, {session.StartedAt:yyyy-MM-dd}", new(rule.Pid.Length > 0 ? rule.Pid : session.Instrument, instrument?.Description is { Length: > 0 } described ? described : session.Instrument, session.Instrument, Given(rule.Location)),
                session.StartedAt, session.EndedAt, Given(rule.TimeZone), session.Person.Length == 0 ? [] : [new(account is { Length: > 0 } ? account : session.Person, session.User)],
                Others(session, booking), purpose, Booked(booking), samples, (Given(session.Project) ?? Given(booking?.Project)) is { } project ? [new(project)] : [],
                [.. activities.Select((activity, index) => Told(activity, index + 1, files, samples))],
                [.. SessionStore.Notes(await SessionStore.Events(read, session.Key, ct)).Select(note => new RecordNote(note.At, note.By, note.Text))], session.Warnings, revision, time.GetUtcNow(), "Dewar");
        }, ct);
    }

    private static async Task<(Dictionary<long, Read> Files, IReadOnlyList<Activity> Activities)> Cut(Transaction read, Session session, CancellationToken ct)
    {
        var files = await Files(read, session, ct);
        var cut = Records.Activities.Of(files.Values.Select(file => new ActivityFile(file.Id, $"{file.Experiment}/{file.Path}", RelativePath.Split(file.Path).Folder.TrimEnd('/'), file.TakenAt, file.Facts.Mode, file.Facts.Signal,
            file.Facts.Sample)), Settings(await RulesStore.Of(read, session.Instrument, ct)), await CorrectionStore.Of(read, session.Key, ct));
        return (files, cut);
    }

    private static ActivitySettings Settings(SessionRules rules) =>
        new(rules.Activities == SessionRules.KernelDensity ? ActivityRule.KernelDensity : ActivityRule.Pauses, rules.Sensitivity, rules.SmallestActivity);

    private static RecordActivity Told(Activity activity, int number, Dictionary<long, Read> files, IReadOnlyList<RecordSample> samples)
    {
        var of = activity.Files.Select(file => files[file.File]).ToList();
        var (common, left) = SetUp.Of([.. of.Select(file => file.Facts.Values)]);
        var named = of.Select(file => file.Facts.Sample).Where(name => name is not null).Distinct().ToList();
        var sample = named is [var only] ? samples.FirstOrDefault(each => each.Name == only) : samples is [var single] ? single : null;
        return new(number, activity.Name, string.Join(" ", (string[])[activity.Why, .. activity.ByHand]), activity.Start, activity.End, sample?.Id, common, [],
            [.. of.Zip(left, (file, values) => file.As(values))]);
    }

    /// <summary>What was said to be looked at, what the files name, then what else was announced on booking.</summary>
    private static IReadOnlyList<RecordSample> Samples(Session session, Reservation? booking, IEnumerable<Read> files)
    {
        var announced = booking?.Samples.DistinctBy(sample => sample.Name, StringComparer.Ordinal).ToDictionary(sample => sample.Name, StringComparer.Ordinal) ?? [];
        return [.. files.Select(file => file.Facts.Sample).Prepend(Given(session.Sample)).OfType<string>().Concat(announced.Keys).Distinct(StringComparer.Ordinal).Select((name, index) =>
            new RecordSample($"sample-{index + 1}", name, announced.GetValueOrDefault(name)?.Details, [], announced.GetValueOrDefault(name)?.Pid))];
    }

    /// <summary>Whoever booked for somebody else.</summary>
    private static IReadOnlyList<RecordPerson> Others(Session session, Reservation? booking) =>
        booking is null || booking.User.Length == 0 || BookingChoice.IsOf(booking, session.User, session.Person) ? [] : [new(booking.User, booking.Account)];

    private static RecordReservation? Booked(Reservation? booking) => booking is null ? null
        : new(booking.StartsAt, booking.EndsAt, booking.Link, [.. booking.Questions.Select(each => new RecordAnswer(each.Name, each.Value))]);

    private static string? Given(string? text) => text is { Length: > 0 } ? text : null;

    private static async Task<Dictionary<long, Read>> Files(Transaction read, Session session, CancellationToken ct)
    {
        var all = new Dictionary<long, Read>();
        var last = 0L;
        while (true)
        {
            var rows = await read.Query($"""
                select f.id, e.name, d.path, f.name, f.size, f.sha256, m.taken_us, m.source, r.media_type, r.document, case when r.thumbnail is null or r.preview is null then 0 else 1 end
                from sessions_file m join catalogue_file f on f.id = m.file_id join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id
                left join extraction_reading r on r.file_id = f.id and r.version = f.version
                where m.session_id = {session.Key} and f.deleted_us is null and f.id > {last} order by f.id limit {AtOnce}
                """, Row, ct);
            rows.ForEach(row => all.Add(row.Id, row));
            if (rows.Count < AtOnce)
            {
                return all;
            }

            last = rows[^1].Id;
        }
    }

    private static Read Row(DbDataReader row)
    {
        var (experiment, path) = (row.GetString(1), row.GetString(2) + row.GetString(3));
        // Without when it was drawn: a picture that is drawn anew is no news of the session.
        var picture = row.GetInt64(10) == 0 ? null : $"/api/experiments/{Query.Name(experiment)}/previews/{Query.Path(path)}";
        return new(row.GetInt64(0), experiment, path, row.GetInt64(4), Convert.ToHexStringLower(row.Bytes(5)), row.Instant(6), row.GetString(7), row.TextOrNull(8), picture, FileFacts.Of(row.IsDBNull(9) ? null : row.Bytes(9)));
    }

    /// <summary>A file with what is in it.</summary>
    private sealed record Read(
        long Id, string Experiment, string Path, long Size, string Sha256, DateTimeOffset TakenAt, string Source, string? MediaType, string? Picture, FileFacts Facts)
    {
        public RecordFile As(IReadOnlyList<RecordValue> values) => new(RelativePath.Split(Path).Name, $"{Experiment}/{Path}", $"/api/experiments/{Query.Name(Experiment)}/content/{Query.Path(Path)}", Facts.Type,
            RecordFileRole.Experimental, MediaType ?? Facts.Format, Size, Sha256, TakenAt, Picture, values,
            Source == "stamp" ? [.. Facts.Warnings, "When it was taken is its time stamp: the file does not say."] : Facts.Warnings);
    }
}
