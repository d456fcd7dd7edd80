using Dewar.Access;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Users">To choose from.</param>
public sealed record GroupsView(IReadOnlyList<Group> Groups, IReadOnlyList<User> Users, NewGroup Form, string? Done = null, string? Refused = null);

/// <summary>Groups and who is in them, for administrators.</summary>
internal static class GroupPages
{
    public static async Task<IResult> List(GroupStore groups, UserStore users, CancellationToken ct, string? done = null) =>
        Page.Of<GroupsPage, GroupsView>(new(await groups.List(ct), await users.List(ct), new(""), done == "yes" ? "Done." : null));

    public static async Task<IResult> Add(HttpContext http, GroupStore groups, UserStore users, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new NewGroup(fields["name"].Trim(), fields["description"].Trim());
        return await Act(form, groups, users, () => groups.Add(http.Caller(), form, ct), ct);
    }

    public static async Task<IResult> PutMember(HttpContext http, string group, GroupStore groups, UserStore users, CancellationToken ct)
    {
        var user = (await FormFields.Read(http, ct))["user"].Trim();
        return await Act(new(""), groups, users, () => groups.Put(http.Caller(), group, user, member: true, ct), ct);
    }

    public static async Task<IResult> RemoveMember(HttpContext http, string group, GroupStore groups, UserStore users, CancellationToken ct)
    {
        var user = (await FormFields.Read(http, ct))["user"];
        return await Act(new(""), groups, users, () => groups.Put(http.Caller(), group, user, member: false, ct), ct);
    }

    private static async Task<IResult> Act(NewGroup form, GroupStore groups, UserStore users, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            return new SeeOther("/admin/groups?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<GroupsPage, GroupsView>(new(await groups.List(ct), await users.List(ct), form, Refused: refusal.Message), refusal.Status);
        }
    }
}
