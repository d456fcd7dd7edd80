namespace Dewar.Access;

/// <summary>Somebody with an account.</summary>
/// <param name="StaffOf">The stations that somebody with the role staff looks after.</param>
public sealed record User(
    string Name, string FullName, string Email, Role Role, IReadOnlyList<string> StaffOf, IReadOnlyList<string> Groups,
    DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, bool HasPassword);

/// <param name="Name">Letters, digits, dot, dash and underscore.</param>
/// <param name="Password">At least eight characters; null gives a link with which the user sets it.</param>
public sealed record NewUser(
    string Name, string? Password = null, string FullName = "", string Email = "", Role Role = Role.User, IReadOnlyList<string>? StaffOf = null);

/// <summary>What to change of a user; null leaves as it is.</summary>
public sealed record UserChange(string? FullName = null, string? Email = null, Role? Role = null, IReadOnlyList<string>? StaffOf = null, bool? Disabled = null);

/// <summary>A user as made, with the token that sets the password when none was given.</summary>
public sealed record UserMade(User User, string? SetupToken);

public sealed record Group(string Name, string Description, IReadOnlyList<string> Members);

public sealed record NewGroup(string Name, string Description = "");

/// <summary>A token as it is listed: without its secret.</summary>
public sealed record Token(
    string Id, string Name, string Kind, string? User, string? Station, Scope Scope, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt);

/// <param name="Expires">How long it is good for, such as 30d.</param>
/// <param name="Station">For the scope station: whose.</param>
public sealed record NewToken(string Name, Scope Scope, string Expires = "90d", string? Station = null);

/// <summary>A token as it is made. The secret is shown this once.</summary>
public sealed record TokenMade(Token Token, string Secret);

/// <param name="Token">Name of a token to make for a program; null signs in a browser by cookie.</param>
public sealed record SignIn(string Name, string Password, string? Token = null);

public sealed record SignedIn(string User, Role Role, string? Secret, DateTimeOffset ExpiresAt);

/// <param name="Token">The one-time token that the site printed, or that came with a new account.</param>
public sealed record SetPassword(string Token, string Password);

public sealed record NewPassword(string Password, string? Current = null);

/// <summary>Who one is to the site.</summary>
public sealed record Me(string Name, Role Role, Scope Scope, string? Station, IReadOnlyList<string> StaffOf);
