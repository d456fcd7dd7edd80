using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Storages;

namespace Dewar.Experiments;

/// <summary>Experiments, as somebody may see them: what one may not see is not found.</summary>
internal sealed partial class ExperimentStore(SiteDatabase database, AuditLog audit, StationStore stations, TimeProvider time)
{
    private static Sql All => $"""
        select e.id, e.name, e.title, e.type, e.description, e.station, e.proposal, e.properties, e.storage_id, s.name, e.storage_path,
               e.created_by, e.created_us, e.starts_us, e.ends_us, e.closed_us, e.files, e.bytes, s.kind
        from experiments_experiment e join storages_storage s on s.id = e.storage_id
        """;

    /// <summary>The experiment and what the caller may do in it; null when they may not see it, or there is none.</summary>
    public async Task<Experiment?> Find(Caller caller, string name, CancellationToken ct) => await database.Read(async read =>
        await read.First($"{All} where e.name = {name} and {Seen(caller)}", Row, ct) is { } found ? await Complete(read, caller, found, ct) : null, ct);

    /// <summary>For those who may see it without belonging to it: without its members, and to be read only.</summary>
    public Task<Experiment?> Find(long id, CancellationToken ct) => database.First<Experiment?>($"{All} where e.id = {id}", Row, ct);

    /// <summary>Newest first. The cursor is the place of the last one seen.</summary>
    public Task<Page<Experiment>> List(Caller caller, ExperimentQuery query, CancellationToken ct) => database.Read(async read =>
    {
        var (createdUs, id) = Cursor(query.After);
        var limit = Math.Clamp(query.Limit, 1, 1000);
        Sql filter = Sql.Nothing;
        filter = string.IsNullOrEmpty(query.Text) ? filter
            : filter + $" and lower(e.name || ' ' || e.title || ' ' || coalesce(e.proposal, '')) like {Containing(query.Text)} escape '!'";
        filter = query.Station is null ? filter : filter + $" and e.station = {query.Station}";
        filter = query.Type is null ? filter : filter + $" and e.type = {query.Type}";
        filter = query.Mine is true ? filter + $" and {Membership(caller)}" : filter;
        filter = query.Open is null ? filter : query.Open.Value ? filter + $" and e.closed_us is null" : filter + $" and e.closed_us is not null";
        var rows = await read.Query($"""
            {All} where (e.created_us < {createdUs} or (e.created_us = {createdUs} and e.id < {id})) and {Seen(caller)}{filter}
            order by e.created_us desc, e.id desc limit {limit + 1}
            """, Row, ct);
        var items = new List<Experiment>();
        foreach (var row in rows.Take(limit))
        {
            items.Add(await Complete(read, caller, row, ct));
        }

        return new Page<Experiment>(items, rows.Count > limit ? $"{items[^1].CreatedAt.InMicroseconds}.{items[^1].Id}" : null);
    }, ct);

    /// <summary>Whether there is any experiment into which a user may bring files.</summary>
    public async Task<bool> MayBringSomewhere(Caller caller, CancellationToken ct) => await database.First($"""
        select 1 from experiments_member m left join access_group_member g on g.group_id = m.group_id
        where m.role in ('member', 'owner') and (m.user_id = {caller.UserId} or g.user_id = {caller.UserId}) limit 1
        """, _ => true, ct);

    public async Task<Experiment> Add(Caller who, NewExperiment form, CancellationToken ct)
    {
        Check(form);
        Check(form.Type, form.Title, form.Proposal, form.StartsAt, form.EndsAt);
        var station = form.Station is null ? null : await stations.Find(form.Station, ct) ?? throw Refusal.NotFound("station", form.Station);
        var now = time.GetUtcNow();
        var path = form.StoragePath ?? PathFrom(station?.Template ?? Instruments.Station.DefaultTemplate, form, now);
        if (RelativePath.Fault(path) is { } fault)
        {
            throw Refusal.Invalid("storage-path-invalid", $"The storage path '{path}' can't be used: {fault}.");
        }

        await audit.Write(async write =>
        {
            await write.Lock("experiments", ct);
            await ExperimentTypes.MustKnow(write, form.Type, ct);
            var storage = await StorageFor(write, form, station, ct);
            await CheckFree(write, form.Name, storage.Id, path, ct);
            CheckThere(who, storage, form);
            await write.Execute($"""
                insert into experiments_experiment
                    (name, title, type, description, station, proposal, properties, storage_id, storage_path, created_by, created_us, starts_us, ends_us, files, bytes)
                values ({form.Name}, {(form.Title.Length > 0 ? form.Title : form.Name)}, {form.Type}, {form.Description}, {station?.Name}, {form.Proposal},
                    {new Json(JsonSerializer.Serialize(form.Properties ?? new Dictionary<string, string>(), Wire.Json))}, {storage.Id}, {path}, {who.Name},
                    {now.InMicroseconds}, {form.StartsAt?.InMicroseconds}, {form.EndsAt?.InMicroseconds}, 0, 0)
                """, ct);
            var id = await write.Number($"select id from experiments_experiment where name = {form.Name}", ct);
            foreach (var ((kind, name), role) in MembersOf(form, who))
            {
                await MemberStore.Put(write, id, kind, name, role, ct);
            }

            await audit.Append(write, who.Who, "experiment.added", form.Name, id, new { form.Type, form.Station, path }, ct);
        }, ct);
        return (await Find(who, form.Name, ct))!;
    }

    public Task Change(Caller who, Experiment experiment, ExperimentChange change, CancellationToken ct) => audit.Write(async write =>
    {
        var (starts, ends) = (Changed(change.StartsAt, experiment.StartsAt), Changed(change.EndsAt, experiment.EndsAt));
        Check(change.Type ?? experiment.Type, change.Title, change.Proposal, starts, ends);
        if (change.Type is { } type && type != experiment.Type)
        {
            await ExperimentTypes.MustKnow(write, type, ct);
        }

        var properties = new Dictionary<string, string>(experiment.Properties);
        foreach (var (key, value) in change.Properties ?? new Dictionary<string, string>())
        {
            _ = value.Length == 0 ? properties.Remove(key) : (properties[key] = value) is not null;
        }

        await write.Execute($"""
            update experiments_experiment
            set title = {change.Title ?? experiment.Title}, type = {change.Type ?? experiment.Type}, description = {change.Description ?? experiment.Description},
                proposal = {change.Proposal ?? experiment.Proposal}, properties = {new Json(JsonSerializer.Serialize(properties, Wire.Json))},
                starts_us = {starts?.InMicroseconds}, ends_us = {ends?.InMicroseconds}
            where id = {experiment.Id}
            """, ct);
        await audit.Append(write, who.Who, "experiment.changed", experiment.Name, experiment.Id, change, ct);
    }, ct);

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    private static DateTimeOffset? Changed(string? text, DateTimeOffset? before) => text is null ? before : text is "" ? null
        : DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw Refusal.Invalid("dates-invalid", $"'{text}' is no day and no time: write it as 2026-03-31.");

    /// <summary>Closes or opens; the acquisitions are the business of those who run them.</summary>
    public async Task SetClosed(Transaction write, Caller who, Experiment experiment, bool closed, CancellationToken ct)
    {
        long? at = closed ? time.GetUtcNow().InMicroseconds : null;
        await write.Execute($"update experiments_experiment set closed_us = {at} where id = {experiment.Id}", ct);
        await audit.Append(write, who.Who, closed ? "experiment.closed" : "experiment.reopened", experiment.Name, experiment.Id, new { }, ct);
    }

    /// <summary>Adds to the totals; the catalogue calls it in the transaction in which files come or go.</summary>
    public static Task Grow(Transaction write, long id, long files, long bytes, CancellationToken ct) =>
        write.Execute($"update experiments_experiment set files = files + {files}, bytes = bytes + {bytes} where id = {id}", ct);

    /// <summary>The experiments a caller may see, as a condition on e: administrators all, staff those of their stations, users their own.</summary>
    public static Sql Seen(Caller caller) => caller switch
    {
        { SeesAll: true } => $"1 = 1",
        { UserId: null } => $"1 = 0",
        _ => $"(e.station in {Sql.List(caller.StaffOf)} or {Membership(caller)})",
    };

    private static Sql Membership(Caller caller) => $"""
        exists (select 1 from experiments_member m left join access_group_member g on g.group_id = m.group_id
            where m.experiment_id = e.id and (m.user_id = {caller.UserId} or g.user_id = {caller.UserId}))
        """;

    private static async Task<Experiment> Complete(Transaction read, Caller caller, Experiment experiment, CancellationToken ct)
    {
        var members = await MemberStore.Of(read, experiment.Id, ct);
        var role = caller.IsStaffOf(experiment.Station) ? ExperimentRole.Owner : await MemberStore.RoleOf(read, experiment.Id, caller, ct);
        return experiment with { Members = members, Role = role ?? ExperimentRole.Reader };
    }

    private static async Task CheckFree(Transaction write, string name, long storageId, string path, CancellationToken ct)
    {
        if (await write.Number($"select count(*) from experiments_experiment where name = {name}", ct) > 0)
        {
            throw Refusal.Conflict("experiment-exists", $"There is an experiment '{name}' already.");
        }

        // One experiment inside another's folder would have its files twice in the catalogue.
        foreach (var other in await write.Query($"select name, storage_path from experiments_experiment where storage_id = {storageId}", row => (Name: row.GetString(0), Path: row.GetString(1)), ct))
        {
            if ($"{path}/".StartsWith($"{other.Path}/", StringComparison.OrdinalIgnoreCase) || $"{other.Path}/".StartsWith($"{path}/", StringComparison.OrdinalIgnoreCase))
            {
                throw Refusal.Conflict("storage-path-taken", $"The storage path '{path}' overlaps with that of '{other.Name}'.");
            }
        }
    }

    private static async Task<Storage> StorageFor(Transaction write, NewExperiment form, Instruments.Station? station, CancellationToken ct)
    {
        var all = await StorageStore.List(write, ct);
        return (form.Storage ?? station?.Storage) is not { } name
            ? all.Find(each => !each.IsInPlace) ?? throw Refusal.Conflict("storage-not-found", "The site has no storage for new files; name one of the in-place storages to catalogue what is there.")
            : all.Find(each => each.Name == name) ?? throw (form.Storage is not null ? Refusal.NotFound("storage", name)
                : Refusal.Conflict("storage-not-found", $"The station '{station?.Name}' wants the storage '{name}', which the site does not have."));
    }

    /// <summary>An in-place experiment is a folder that is there already, and nobody but who makes it can know which.</summary>
    private static void CheckThere(Caller who, Storage storage, NewExperiment form)
    {
        if (!storage.IsInPlace)
        {
            return;
        }

        if (!who.SeesAll)
        {
            throw Refusal.Forbidden($"Only administrators may choose what of '{storage.Name}' is catalogued.");
        }

        if (form.StoragePath is not { } path)
        {
            throw Refusal.Invalid("storage-path-missing", $"The files of '{storage.Name}' stay where they are: name the folder with the storage path.");
        }

        try
        {
            using var root = storage.Open();
            root.Below(path).Dispose();
        }
        catch (DiskException gone)
        {
            throw Refusal.Invalid("storage-path-invalid", $"The folder of '{form.Name}' can't be read: {gone.Message}.");
        }
    }

    private static void Check(NewExperiment form)
    {
        if (!Name().IsMatch(form.Name))
        {
            throw Refusal.Invalid("name-invalid",
                $"'{form.Name}' can't be an experiment's name: use up to 100 letters, digits, dots, dashes and underscores, a letter or digit first.");
        }
    }

    private static void Check(string type, string? title, string? proposal, DateTimeOffset? starts, DateTimeOffset? ends)
    {
        Refusal.UnlessOneLine("title", title);
        Refusal.UnlessOneLine("proposal", proposal);
        if (string.IsNullOrWhiteSpace(type) || type.Length > 64 || type.Contains('/', StringComparison.Ordinal) || type.Any(char.IsControl))
        {
            throw Refusal.Invalid("type-invalid", "An experiment needs a type of up to 64 characters, without '/'.");
        }

        if (starts > ends)
        {
            throw Refusal.Invalid("dates-invalid", "The experiment would end before it starts.");
        }
    }

    /// <summary>Who makes it belongs to it, and owns it unless somebody else was named as owner.</summary>
    private static Dictionary<(string Kind, string Name), ExperimentRole> MembersOf(NewExperiment form, Caller who)
    {
        var members = new Dictionary<(string, string), ExperimentRole>();
        foreach (var each in form.Members ?? [])
        {
            _ = members.TryAdd((each.Kind, each.Name), each.Role) ? true : throw Refusal.Invalid("member-invalid", $"The {each.Kind} '{each.Name}' is named twice as a member.");
        }

        if (!members.ContainsValue(ExperimentRole.Owner) || !members.ContainsKey(("user", who.Name)))
        {
            members[("user", who.Name)] = ExperimentRole.Owner;
        }

        return members;
    }

    private static string PathFrom(string template, NewExperiment form, DateTimeOffset now)
    {
        var date = form.StartsAt?.UtcDateTime ?? now.UtcDateTime;
        return StationStore.Word().Replace(template, word => word.Groups[1].Value switch
        {
            "station" => form.Station ?? "site",
            "year" => date.ToString("yyyy", CultureInfo.InvariantCulture),
            "month" => date.ToString("MM", CultureInfo.InvariantCulture),
            "day" => date.ToString("dd", CultureInfo.InvariantCulture),
            "type" => form.Type,
            "proposal" => form.Proposal?.Replace('/', '-') ?? "no-proposal",
            _ => form.Name,
        });
    }

    /// <summary>A pattern for texts with this one in them, in whatever case.</summary>
    private static string Containing(string text) => $"%{text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";

    private static (long CreatedUs, long Id) Cursor(string? after)
    {
        var parts = after?.Split('.');
        return parts is null ? (long.MaxValue, long.MaxValue)
            : parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var id) ? (at, id)
            : throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
    }

    private static Experiment Row(DbDataReader row) => new(
        row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), row.TextOrNull(6),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(7), Wire.Json)!, row.GetString(9), row.GetString(10), row.GetString(11),
        row.Instant(12), row.InstantOrNull(13), row.InstantOrNull(14), row.InstantOrNull(15), row.GetInt64(16), row.GetInt64(17), [], ExperimentRole.Reader)
    {
        Id = row.GetInt64(0),
        StorageId = row.GetInt64(8),
        IsInPlace = row.GetString(18) == StorageSetting.InPlace,
    };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex Name();
}
