using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Experiments;

/// <summary>Who belongs to an experiment.</summary>
internal sealed class MemberStore(AuditLog audit)
{
    public Task Put(Caller who, Experiment experiment, string kind, string name, ExperimentRole role, CancellationToken ct) => audit.Write(async write =>
    {
        await Put(write, experiment.Id, kind, name, role, ct);
        await KeepAnOwner(write, experiment, ct);
        await audit.Append(write, who.Who, "experiment.member-set", experiment.Name, experiment.Id, new { kind, name, role }, ct);
    }, ct);

    public Task Remove(Caller who, Experiment experiment, string kind, string name, CancellationToken ct) => audit.Write(async write =>
    {
        if (await Delete(write, experiment.Id, kind, await IdOf(write, kind, name, ct), ct) == 0)
        {
            throw Refusal.NotFound("member", name);
        }

        await KeepAnOwner(write, experiment, ct);
        await audit.Append(write, who.Who, "experiment.member-removed", experiment.Name, experiment.Id, new { kind, name }, ct);
    }, ct);

    public static async Task Put(Transaction write, long experimentId, string kind, string name, ExperimentRole role, CancellationToken ct)
    {
        var id = await IdOf(write, kind, name, ct);
        await Delete(write, experimentId, kind, id, ct);
        long? userId = kind == "user" ? id : null, groupId = kind == "group" ? id : null;
        await write.Execute($"""
            insert into experiments_member (experiment_id, user_id, group_id, role) values ({experimentId}, {userId}, {groupId}, {role.ToString().ToLowerInvariant()})
            """, ct);
    }

    public static Task<List<Member>> Of(Transaction read, long experimentId, CancellationToken ct) => read.Query($"""
        select case when m.user_id is null then 'group' else 'user' end, coalesce(u.name, g.name), m.role
        from experiments_member m left join access_user u on u.id = m.user_id left join access_group g on g.id = m.group_id
        where m.experiment_id = {experimentId} order by 1 desc, 2
        """, row => new Member(row.GetString(0), row.GetString(1), Enum.Parse<ExperimentRole>(row.GetString(2), true)), ct);

    /// <summary>The largest role that somebody has by name or through a group; null for none.</summary>
    public static async Task<ExperimentRole?> RoleOf(Transaction read, long experimentId, Caller caller, CancellationToken ct)
    {
        var roles = await read.Query($"""
            select m.role from experiments_member m left join access_group_member g on g.group_id = m.group_id
            where m.experiment_id = {experimentId} and (m.user_id = {caller.UserId ?? -1} or g.user_id = {caller.UserId ?? -1})
            """, row => Enum.Parse<ExperimentRole>(row.GetString(0), true), ct);
        return roles.Count == 0 ? null : roles.Max();
    }

    private static Task<int> Delete(Transaction write, long experimentId, string kind, long id, CancellationToken ct) => kind == "user"
        ? write.Execute($"delete from experiments_member where experiment_id = {experimentId} and user_id = {id}", ct)
        : write.Execute($"delete from experiments_member where experiment_id = {experimentId} and group_id = {id}", ct);

    private static async Task<long> IdOf(Transaction read, string kind, string name, CancellationToken ct) => kind switch
    {
        "user" => await UserStore.IdOf(read, name, ct) ?? throw Refusal.NotFound("user", name),
        "group" => await GroupStore.IdOf(read, name, ct) ?? throw Refusal.NotFound("group", name),
        _ => throw Refusal.Invalid("member-invalid", $"A member is a user or a group, not a '{kind}'."),
    };

    private static async Task KeepAnOwner(Transaction write, Experiment experiment, CancellationToken ct)
    {
        if (await write.Number($"select count(*) from experiments_member where experiment_id = {experiment.Id} and role = 'owner'", ct) == 0)
        {
            throw Refusal.Conflict("last-owner", $"'{experiment.Name}' would be without an owner: name another one first.");
        }
    }
}
