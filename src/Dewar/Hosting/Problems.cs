using Dewar.Database;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Dewar.Hosting;

/// <summary>Every failure leaves as an RFC 9457 problem with a code that programs can rely on.</summary>
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
            _ when database.IsAway(exception) => new(503, "database-away", "The database does not answer. Nothing was changed; try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(2),
            },
            _ when database.CannotKeep(exception) => Refusal.Invalid("text-invalid", "A text in the request holds a NUL character, which can't be kept."),
            IOException { Message: var message } disk when disk is Disk.DiskException { ConcernsTheWholeStorage: true } =>
                new(507, "storage-trouble", $"{message}. Nothing was lost; free space or mend the storage, then try again."),
            _ => null,
        };
        if (refusal is null || refusal.Status >= 500)
        {
            Failed(http.Request.Method, http.Request.Path, exception);
        }

        await Write(http, refusal ?? new(500, "internal-error", $"Dewar failed at this; the site's log has the reason under {http.TraceIdentifier}."));
        return true;
    }

    public static async Task Write(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var problem = new ProblemDetails
        {
            Type = $"urn:dewar:problem:{refusal.Code}",
            Title = refusal.Message,
            Status = refusal.Status,
            Instance = http.Request.Path,
            Extensions = { ["code"] = refusal.Code },
        };
        await http.Response.WriteAsJsonAsync(problem, Wire.Json, "application/problem+json");
    }

    /// <summary>What was wrong with the body, to the place, instead of the framework's "failed to read parameter".</summary>
    private static string Reason(BadHttpRequestException bad) =>
        bad.InnerException is System.Text.Json.JsonException json ? $"The request's JSON does not fit: {json.Message}" : bad.Message;

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void Failed(string method, string path, Exception exception);
}
