using System.Net;
using System.Text;
using System.Text.Unicode;
using Dewar.Database;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Dewar.Hosting;

/// <summary>What every site stands on: the web server, JSON, problems, headers.</summary>
internal static class SiteHost
{
    /// <summary>Larger than any batch; bytes of files do not come this way.</summary>
    private const long LargestBody = 32 << 20;

    /// <summary>A path of 4 000 bytes has three characters for each in an address, and five where the address stands in another's query.</summary>
    private const int LongestAddress = 32 << 10;

    private const string PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " + Fences;

    /// <summary>Swagger UI sets styles in its elements and draws from data.</summary>
    private const string SwaggerPolicy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " + Fences;

    private const string Fences = "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    public static WebApplicationBuilder Builder(SiteSettings site)
    {
        Directory.CreateDirectory(site.Home);
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "dewar", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestLineSize = LongestAddress;
            if (site.Certificate is { } file)
            {
                var certificate = new SiteCertificate(file, site.CertificateKey ?? file, kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<SiteCertificate>());
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificate = certificate.Context.TargetCertificate;
                    https.OnAuthenticate = (_, options) => options.ServerCertificateContext = certificate.Context;
                });
            }
        });
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(Addresses(site.Urls.Split(';')));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
        });
        builder.Logging.SetMinimumLevel(site.Log).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(site);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => SiteDatabase.Open(site.Database, site.DatabaseFile));
        builder.Services.ConfigureHttpJsonOptions(json => Wire.Set(json.SerializerOptions));
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        // A proxy in front, on this computer, says who really asks and by which scheme.
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        ApiDescription.Add(builder.Services);
        return builder;
    }

    /// <summary>Starts to listen, or says where that could not be done.</summary>
    public static async Task Listen(WebApplication app, SiteSettings site, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            throw new IOException($"Dewar can't listen at {site.Urls}: {(failure.InnerException ?? failure).Message}. Is something else there, or the address wrong? (--urls)", failure);
        }
    }

    public static void Use(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(SecurityHeaders);
        app.UseExceptionHandler();
        app.Use(Problems.BreakOff);
        app.UseStatusCodePages(status => Problems.Write(status.HttpContext, NotThere(status.HttpContext)));
    }

    /// <summary>How a program on this computer reaches the site, whatever it listens on.</summary>
    public static string LocalAddress(WebApplication app) => Address(app, IsPlain);

    /// <summary>The first at which it listens.</summary>
    public static string FirstAddress(WebApplication app) => Address(app, _ => true);

    /// <summary>
    /// Stands behind routing. The web server leaves an encoded slash as it came, "%2F", so that it parts no names; here it becomes the slash:
    /// clients made from the API's description send it for every slash in a file's path, and other names may hold one. What was sent is
    /// asked, since a name may hold "%2F" itself: it comes as "%252F".
    /// </summary>
    public static Task EncodedSlashes(HttpContext http, RequestDelegate next)
    {
        var values = http.Request.RouteValues;
        // What is no UTF-8 it leaves as it came, too; that would pass for a name with a percent sign.
        if (http.Request.Path.Value!.Contains('%', StringComparison.Ordinal) && !IsUtf8(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            throw Refusal.Invalid("address-invalid", "The address is not UTF-8, so nothing here can have it as its name.");
        }

        if (values.Values.Any(HasOne) && http.GetEndpoint() is RouteEndpoint endpoint && http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is ['/', .. var sent])
        {
            var names = sent.Split('?')[0].Split('/');
            foreach (var (place, segment) in endpoint.RoutePattern.PathSegments.Take(names.Length).Index())
            {
                if (segment.Parts is [RoutePatternParameterPart part] && HasOne(values[part.Name]))
                {
                    values[part.Name] = Uri.UnescapeDataString(part.IsCatchAll ? string.Join('/', names[place..]) : names[place]);
                }
            }
        }

        return next(http);

        static bool HasOne(object? value) => value is string text && text.Contains("%2F", StringComparison.OrdinalIgnoreCase);
    }

    private static string Address(WebApplication app, Func<string, bool> which)
    {
        var uri = new UriBuilder(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(which));
        uri.Host = uri.Host is "0.0.0.0" or "[::]" or "+" or "*" ? "127.0.0.1" : uri.Host;
        return uri.Uri.ToString();
    }

    /// <summary>The site's own station and workers come without TLS: no certificate names this computer as they do.</summary>
    private static string[] Addresses(string[] urls) => urls.Any(IsPlain) ? urls : [.. urls, "http://127.0.0.1:0"];

    private static bool IsPlain(string url) => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8(string target) => Utf8.IsValid(WebUtility.UrlDecodeToBytes(Encoding.UTF8.GetBytes(target), 0, Encoding.UTF8.GetByteCount(target)));

    private static Refusal NotThere(HttpContext http) => http.Response.StatusCode switch
    {
        404 => new(404, "no-such-route", http.Request.Path.StartsWithSegments("/api")
            ? $"There is nothing at {http.Request.Path}; /api/openapi.json lists what there is." : "There is nothing at this address."),
        405 => new(405, "method-not-allowed", $"{http.Request.Path} does not take {http.Request.Method}."),
        413 => new(413, "request-too-large", $"The request is larger than {LargestBody >> 20} MiB; send it in smaller batches."),
        415 => new(415, "media-type", "The request's body must be JSON (Content-Type: application/json)."),
        var status => new(status, $"status-{status}", $"The request was answered with {status}."),
    };

    /// <summary>Set when the answer starts: a failure on the way clears all that was set before.</summary>
    private static Task SecurityHeaders(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            var (headers, path) = (http.Response.Headers, http.Request.Path);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = path.StartsWithSegments("/api/try") ? SwaggerPolicy : PagePolicy;
            if (path.StartsWithSegments("/api") && headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(http);
    }
}
