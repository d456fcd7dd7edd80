using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Shown">Only these; null for all.</param>
/// <param name="Form">What was typed for a new account.</param>
/// <param name="Made">The account that was just made.</param>
public sealed record PeopleView(IReadOnlyList<User> Users, string? Text, string? Shown, NewUser Form, UserMade? Made = null, string? Refused = null);

public sealed record PersonView(User It, IReadOnlyList<Instruments.Station> Stations, string? Done = null, string? Refused = null);

/// <summary>Accounts, for administrators.</summary>
internal static class PeoplePages
{
    public static async Task<IResult> List(UserStore users, CancellationToken ct, string? text = null, string? show = null) =>
        Page.Of<PeoplePage, PeopleView>(new(Fitting(await users.List(ct), text, show), text, show, new("")));

    public static async Task<IResult> Add(HttpContext http, UserStore users, StationIsKnown isKnown, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new NewUser(fields["name"].Trim(), FullName: fields["full"].Trim(), Email: fields["email"].Trim());
        try
        {
            form = form with { Role = RoleOf(fields) };
            var made = (await AccessEndpoints.AddUser(http, form, users, isKnown, ct)).Value!;
            return Page.Of<PeoplePage, PeopleView>(new(await users.List(ct), null, null, new(""), made));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<PeoplePage, PeopleView>(new(await users.List(ct), null, null, form, Refused: refusal.Message), refusal.Status);
        }
    }

    public static async Task<IResult> Show(string user, UserStore users, StationStore stations, CancellationToken ct, string? done = null) =>
        Page.Of<PersonPage, PersonView>(new(await users.Find(user, ct) ?? throw Refusal.NotFound("user", user), await stations.List(ct), Told(done)));

    public static Task<IResult> Change(HttpContext http, string user, UserStore users, StationStore stations, StationIsKnown isKnown, CancellationToken ct) => Act(user, "changed", users, stations, async () =>
    {
        var fields = await FormFields.Read(http, ct);
        await AccessEndpoints.ChangeUser(http, user, new(fields["full"].Trim(), fields["email"].Trim(), RoleOf(fields), fields.All("station"), fields["disabled"] == "yes"), users, isKnown, ct);
    }, ct);

    public static Task<IResult> Password(HttpContext http, string user, UserStore users, StationStore stations, SignInLimit limit, CancellationToken ct) => Act(user, "password", users, stations, async () =>
        await AccessEndpoints.Password(http, user, new((await FormFields.Read(http, ct))["password"]), users, limit, ct), ct);

    private static async Task<IResult> Act(string user, string done, UserStore users, StationStore stations, Func<Task> act, CancellationToken ct)
    {
        var it = await users.Find(user, ct) ?? throw Refusal.NotFound("user", user);
        try
        {
            await act();
            return new SeeOther($"{Portal.Show.Person(user)}?done={done}");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<PersonPage, PersonView>(new(it, await stations.List(ct), Refused: refusal.Message), refusal.Status);
        }
    }

    private static string? Told(string? done) => done switch { "changed" => "Saved.", "password" => "The password is set.", _ => null };

    private static Role RoleOf(FormFields fields) => Enum.TryParse<Role>(fields["role"], ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(fields["role"][0])
        ? role : throw Refusal.Invalid("role-invalid", "A role is user, staff or administrator.");

    private static List<User> Fitting(List<User> users, string? text, string? show) => users.FindAll(user =>
        (string.IsNullOrWhiteSpace(text) || new[] { user.Name, user.FullName, user.Email }.Concat(user.Groups).Any(each => each.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase)))
        && show switch
        {
            "administrator" => user.Role == Role.Administrator,
            "staff" => user.Role == Role.Staff,
            "disabled" => user.DisabledAt is not null,
            "new" => !user.HasPassword && user.DisabledAt is null,
            _ => true,
        });
}
