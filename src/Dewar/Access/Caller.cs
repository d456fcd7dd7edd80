namespace Dewar.Access;

/// <summary>What somebody may do at a site as a whole.</summary>
public enum Role { User, Staff, Administrator }

/// <summary>
/// How much of its owner's power a token carries, the larger including the smaller. A station's token acts as that station only, and a
/// worker's only reads files and says what is in them.
/// </summary>
public enum Scope { Read, Write, Admin, Station, Worker }

/// <summary>Who is asking.</summary>
internal sealed record Caller
{
    public static Caller Nobody { get; } = new() { Name = "nobody", Scope = Scope.Read };

    public long? UserId { get; init; }
    public required string Name { get; init; }
    public Role Role { get; init; }
    public required Scope Scope { get; init; }

    /// <summary>The station this is; null for people.</summary>
    public string? Station { get; init; }

    /// <summary>The control computer this is, whose requests are signed; null for everybody else.</summary>
    public string? Computer { get; init; }

    /// <summary>Reads files of all experiments for the site.</summary>
    public bool IsWorker => Scope == Scope.Worker;

    /// <summary>The stations whose staff this is.</summary>
    public IReadOnlyList<string> StaffOf { get; init; } = [];

    /// <summary>The token that was used.</summary>
    public string? Token { get; init; }

    /// <summary>The administrator who looks at the site as this user; null for the user in person.</summary>
    public string? ViewedBy { get; init; }

    /// <summary>The name in the audit log.</summary>
    public string Who => Computer is not null ? $"computer {Computer}" : (Station, IsWorker) switch { (null, true) => $"worker {Name}", (null, _) => Name, _ => $"station {Station}" };

    public bool IsSomebody => UserId is not null || Station is not null || IsWorker || Computer is not null;
    public bool IsUser => UserId is not null && Station is null && !IsWorker;

    /// <summary>Sees every experiment; to change things the token must allow it too.</summary>
    public bool SeesAll => IsUser && Role == Role.Administrator;

    public bool MayChange => IsUser && Scope is Scope.Write or Scope.Admin;
    public bool Administers => SeesAll && Scope == Scope.Admin;

    public bool IsStaffOf(string? station) => IsUser && (SeesAll || (station is not null && Role == Role.Staff && StaffOf.Contains(station)));
}
