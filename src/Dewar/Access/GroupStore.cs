using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>Groups of users: a lab, a proposal team. An experiment can have a group as a member.</summary>
internal sealed class GroupStore(SiteDatabase database, AuditLog audit)
{
    public async Task<List<Group>> List(CancellationToken ct)
    {
        var groups = await database.Query($"select id, name, description from access_group order by name", row => (row.GetInt64(0), row.GetString(1), row.GetString(2)), ct);
        var members = (await database.Query($"""
            select m.group_id, u.name from access_group_member m join access_user u on u.id = m.user_id order by u.name
            """, row => (row.GetInt64(0), row.GetString(1)), ct)).ToLookup(each => each.Item1, each => each.Item2);
        return [.. groups.Select(each => new Group(each.Item2, each.Item3, [.. members[each.Item1]]))];
    }

    public Task<Group> Add(Caller who, NewGroup group, CancellationToken ct) => audit.Write(async write =>
    {
        await write.Lock("groups", ct);
        if (group.Name.Length is 0 or > 64 || group.Name.Any(each => char.IsControl(each) || each == '/'))
        {
            throw Refusal.Invalid("name-invalid", "A group's name has 1 to 64 characters, none of them a slash or a control character.");
        }

        if (await IdOf(write, group.Name, ct) is not null)
        {
            throw Refusal.Conflict("group-exists", $"There is a group '{group.Name}' already.");
        }

        await write.Execute($"insert into access_group (name, description) values ({group.Name}, {group.Description})", ct);
        await audit.Append(write, who.Who, "group.added", group.Name, null, new { }, ct);
        return new Group(group.Name, group.Description, []);
    }, ct);

    public Task Put(Caller who, string name, string user, bool member, CancellationToken ct) => audit.Write(async write =>
    {
        var groupId = await IdOf(write, name, ct) ?? throw Refusal.NotFound("group", name);
        var userId = await UserStore.IdOf(write, user, ct) ?? throw Refusal.NotFound("user", user);
        await write.Execute($"delete from access_group_member where group_id = {groupId} and user_id = {userId}", ct);
        if (member)
        {
            await write.Execute($"insert into access_group_member (group_id, user_id) values ({groupId}, {userId})", ct);
        }

        await audit.Append(write, who.Who, member ? "group.member-added" : "group.member-removed", name, null, new { user }, ct);
    }, ct);

    public static async Task<long?> IdOf(Transaction read, string name, CancellationToken ct) =>
        await read.First($"select id from access_group where name = {name}", row => (long?)row.GetInt64(0), ct);
}
