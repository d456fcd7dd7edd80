using Dewar.Database;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Dewar.Hosting;

/// <summary>Every failure leaves as an RFC 9457 problem with a code that programs can rely on; browsers get a page.</summary>
internal sealed partial class Problems(SiteDatabase database, ILogger<Problems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        if (http.Response.HasStarted || exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        var refusal = exception switch
        {
            Refusal own => own,
            BadHttpRequestException bad => new(bad.StatusCode, bad.StatusCode == 413 ? "request-too-large" : "request-invalid", Reason(bad)),
            _ when database.IsBadText(exception) => new(400, "text-invalid", "A text of the request holds a NUL character, which can't be kept."),
            // Before "away", as PostgreSQL's client counts this to it. It may pass, so stations keep what they have and try again.
            _ when database.IsFull(exception) => new(503, "database-full",
                $"The database can't be written to ({exception.Message.TrimEnd('.')}). Nothing was changed; make space where it is kept, then try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            },
            _ when database.IsAway(exception) => new(503, "database-away", "The database does not answer. Nothing was changed; try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(2),
            },
            IOException { Message: var message } disk when disk is Disk.DiskException { ConcernsTheWholeStorage: true } =>
                new(507, "storage-trouble", $"{message}. Nothing was lost; free space or mend the storage, then try again."),
            Disk.DiskException { Errno: Disk.Errno.EACCES } shut => new(500, "storage-shut", $"{shut.Message}. The administrator must give that user the right."),
            _ => null,
        };
        if (refusal is null || refusal.Status >= 500)
        {
            Failed(http.Request.Method, http.Request.Path, http.TraceIdentifier, exception);
        }

        await Write(http, refusal ?? new(500, "internal-error", $"Dewar failed at this; the site's log has the reason under {http.TraceIdentifier}."));
        return true;
    }

    /// <summary>An answer that fails once it has begun can only be broken off: what came must not be taken for the whole.</summary>
    public static async Task BreakOff(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception failure) when (http.Response.HasStarted)
        {
            if (!http.RequestAborted.IsCancellationRequested && failure is not OperationCanceledException)
            {
                var log = http.RequestServices.GetRequiredService<ILogger<Problems>>();
                BrokenOff(log, http.Request.Method, http.Request.Path, failure.Message, failure is Refusal or IOException ? null : failure);
            }

            http.Abort();
        }
    }

    public static async Task Write(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (IsForPeople(http.Request) && http.RequestServices.GetService<IRefusalPage>() is { } page)
        {
            await page.Write(http, refusal);
            return;
        }

        var problem = new ProblemDetails
        {
            Type = $"urn:dewar:problem:{refusal.Code}",
            Title = refusal.Message,
            Status = refusal.Status,
            Instance = http.Request.Path,
            Extensions = { ["code"] = refusal.Code },
        };
        if (refusal.Sequence is { } sequence)
        {
            problem.Extensions["sequence"] = sequence;
        }

        if (refusal.At is var (start, length))
        {
            (problem.Extensions["start"], problem.Extensions["length"]) = (start, length);
        }

        await http.Response.WriteAsJsonAsync(problem, Wire.Json, "application/problem+json");
    }

    private static bool IsForPeople(HttpRequest request) => !request.Path.StartsWithSegments("/api") &&
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was wrong and where, without the names of our types that the framework tells.</summary>
    private static string Reason(BadHttpRequestException bad)
    {
        if (bad.InnerException is System.Text.Json.JsonException json)
        {
            var plain = OurType().Replace(json.Message, "")
                .Replace("JSON deserialization was missing required properties including:", "these are missing:", StringComparison.Ordinal)
                .Replace("The constructor parameter", "the property", StringComparison.Ordinal)
                .Replace("doesn't allow null values. Consider updating its nullability annotation.", "must not be null.", StringComparison.Ordinal)
                .Replace("doesn't allow setting null values. Consider updating its nullability annotation.", "must not be null.", StringComparison.Ordinal);
            return $"The request's JSON does not fit: {plain}";
        }

        return bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) ? "The request has no body; it must be JSON."
            : Parameter().Match(bad.Message) is { Success: true } match ? $"'{match.Groups["value"]}' does not fit the parameter '{match.Groups["name"].Value.ToLowerInvariant()}'." : bad.Message;
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"( to| for type| on type) '?Dewar[\w.+`]*\w'?")]
    private static partial System.Text.RegularExpressions.Regex OurType();

    [System.Text.RegularExpressions.GeneratedRegex(@"^Failed to bind parameter ""\S+ (?<name>\w+)"" from ""(?<value>.*)""")]
    private static partial System.Text.RegularExpressions.Regex Parameter();

    [LoggerMessage(LogLevel.Error, "The answer to {Method} {Path} was broken off: {Reason}")]
    private static partial void BrokenOff(ILogger log, string method, string path, string reason, Exception? exception);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed ({Id})")]
    private partial void Failed(string method, string path, string id, Exception exception);
}
