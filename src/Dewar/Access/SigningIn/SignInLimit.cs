using System.Threading.RateLimiting;
using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>
/// Slows down guessing: so many failures in five minutes for a name from one address, for a name from everywhere, and for an address.
/// Only failures count, so nobody who knows the password is kept waiting by the first limit.
/// </summary>
internal sealed class SignInLimit : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<string> _failures = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new()
        {
            PermitLimit = key[0] switch { 'b' => 8, 'n' => 100, _ => 60 },
            Window = Window,
            SegmentsPerWindow = 5,
            AutoReplenishment = true,
        }));

    public void Check(string name, string address)
    {
        foreach (var key in Keys(name, address))
        {
            using var lease = _failures.AttemptAcquire(key, 0);
            if (!lease.IsAcquired)
            {
                throw new Refusal(429, "too-many-attempts", $"Too many failed sign-ins; wait {Duration.Show(Window)} and try again.") { RetryAfter = Window };
            }
        }
    }

    public void Failed(string name, string address)
    {
        foreach (var key in Keys(name, address))
        {
            _failures.AttemptAcquire(key, 1).Dispose();
        }
    }

    public void Dispose() => _failures.Dispose();

    private static string[] Keys(string name, string address) => [$"b {name} {address}", $"n {name}", $"a {address}"];
}
