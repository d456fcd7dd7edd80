using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dewar.Reservations;

/// <summary>A server that is not ours, on loopback. What it answers is set, and may be changed, by the test.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForeignServer(WebApplication app) => _app = app;

    public Func<HttpContext, Task> Answers { get; set; } = http => Task.CompletedTask;

    public List<string> Asked { get; } = [];

    public string Address => _app.Urls.First().TrimEnd('/');

    public static async Task<ForeignServer> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ForeignServer(app);
        app.Run(http =>
        {
            lock (server.Asked)
            {
                server.Asked.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
            }

            return server.Answers(http);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>One text for every path.</summary>
    public void Says(string text, string type = "text/calendar", int status = 200) => Answers = async http =>
    {
        (http.Response.StatusCode, http.Response.ContentType) = (status, type);
        await http.Response.WriteAsync(text);
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
