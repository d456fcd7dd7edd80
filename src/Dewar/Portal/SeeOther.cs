namespace Dewar.Portal;

/// <summary>After a form was taken: look at another page.</summary>
internal sealed class SeeOther(string address) : IResult
{
    /// <summary>The address if it is a page of this site, else the first page: nobody is led away by a link to the sign-in.</summary>
    public static SeeOther Local(string? address) => new(IsLocal(address) ? address! : "/");

    public static bool IsLocal(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && address.All(letter => letter is > ' ' and < '\x7f');

    Task IResult.ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
