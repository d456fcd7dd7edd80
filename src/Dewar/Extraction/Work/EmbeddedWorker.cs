using Dewar.Access;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>The worker inside a site: the same as any other, over the same API. Whatever befalls it, the site goes on, and it begins anew.</summary>
internal sealed partial class EmbeddedWorker(TokenStore tokens, string home, WorkerOptions options, TimeProvider time, ILogger<ReadingWorker> log)
{
    public async Task Run(Uri site, CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                using var api = new ApiClient(site, await tokens.EnsureEmbeddedWorker(home, ct));
                await new ReadingWorker(api, options, time, log).Run(ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // Somebody has revoked its token, or the database is away.
                Failed(failure.Message);
                await Task.Delay(SiteMessages.Pause(failures), time, ct);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The site's own worker begins anew in a while: {Reason}")]
    private partial void Failed(string reason);
}
