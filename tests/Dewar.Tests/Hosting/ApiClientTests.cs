using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Dewar.Hosting;

public sealed class ApiClientTests
{
    /// <summary>As a site that is killed the moment that it was reached; what the framework throws then depends on the instant.</summary>
    [Fact]
    public async Task However_a_site_goes_away_it_is_said_to_be_away()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var resetting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var line = await listener.AcceptSocketAsync(stop.Token);
                try
                {
                    line.LingerState = new(true, 0);
                }
                catch (SocketException)
                {
                    // The client was quicker to leave.
                }
            }
        });
        using var api = new ApiClient(new($"http://{listener.LocalEndpoint}/"), null);

        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, ct) =>
        {
            var problem = await Assert.ThrowsAsync<ApiProblem>(() => api.Get<string>("api/health", ct));
            Assert.Equal(("site-away", true), (problem.Code, problem.MayPass));
        });

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resetting);
    }
}
