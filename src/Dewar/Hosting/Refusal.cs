namespace Dewar.Hosting;

/// <summary>
/// Dewar understood, and says no. The code is part of the API: it never changes once released.
/// Anything else that is thrown is a fault of ours and becomes a 500.
/// </summary>
internal sealed class Refusal(int status, string code, string message) : Exception(message)
{
    private const int LongestLine = 300;

    public string Code { get; } = code;
    public int Status { get; } = status;

    /// <summary>When it may be tried again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The last of a sequence that the site has, for those who send it.</summary>
    public long? Sequence { get; init; }

    /// <summary>Where in the text that was sent, for those who point at it.</summary>
    public (int Start, int Length)? At { get; init; }

    public static Refusal NotFound(string what, string name) => new(404, $"{what}-not-found", $"There is no {what} '{name}', or you may not see it.");
    public static Refusal Conflict(string code, string message) => new(409, code, message);
    public static Refusal Invalid(string code, string message) => new(400, code, message);
    public static Refusal Forbidden(string message) => new(403, "not-permitted", message);

    /// <summary>A title, a full name: lists show it in one line. Null is nothing to refuse.</summary>
    public static void UnlessOneLine(string what, string? text)
    {
        if (text is not null && (text.Length > LongestLine || text.Any(char.IsControl)))
        {
            throw Invalid("text-invalid", $"The {what} has at most {LongestLine} characters, all in one line.");
        }
    }
}

/// <summary>How a refusal looks to people. Whoever asks below /api, or for no page, gets a problem instead.</summary>
internal interface IRefusalPage
{
    Task Write(HttpContext http, Refusal refusal);
}
