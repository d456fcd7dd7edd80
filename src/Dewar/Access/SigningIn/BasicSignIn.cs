using System.Text;
using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>
/// Who asks by name and password, or by any name and a token as password (RFC 7617). Only for programs that know no other way, where nothing
/// can be changed: a browser would send it along from foreign pages, too. Failures count as those of signing in.
/// </summary>
internal sealed class BasicSignIn(UserStore users, TokenStore tokens, SignInLimit limit, PasswordMemory memory)
{
    public async Task<Caller> Recognise(HttpContext http, string encoded, CancellationToken ct)
    {
        var (name, password) = Parse(encoded) ?? throw Failed();
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        limit.Check(name, address);
        if (await (Secret.Parse(password) is null ? ByPassword(name, password, ct) : ByToken(password, ct)) is { } caller)
        {
            return caller;
        }

        limit.Failed(name, address);
        throw Failed();
    }

    private async Task<Caller?> ByToken(string token, CancellationToken ct) =>
        await tokens.Recognise(token, ct) is { Kind: "program" } found ? found.Caller with { Scope = Scope.Read } : null;

    private async Task<Caller?> ByPassword(string name, string password, CancellationToken ct)
    {
        if (await users.Check(name, password, ct, memory) is not { } found)
        {
            return null;
        }

        var staffOf = found.Role == Role.Staff ? (await users.Find(name, ct))!.StaffOf : [];
        return new() { UserId = found.Id, Name = name, Role = found.Role, Scope = Scope.Read, StaffOf = staffOf };
    }

    private static (string Name, string Password)? Parse(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is var cut and >= 0 ? (text[..cut], text[(cut + 1)..]) : null;
    }

    private static Refusal Failed() => new(401, "sign-in-failed", "The name or the password is wrong, or the account is disabled. A token of yours does as password, too.");
}
