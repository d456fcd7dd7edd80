using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Reservations;

/// <summary>Looks at one calendar, within a limit of time, and says in plain words what went wrong.</summary>
internal sealed class LookAtSource(Secrets secrets, InstrumentStore instruments, ForeignWeb web, TimeProvider time)
{
    public static readonly TimeSpan Back = TimeSpan.FromDays(14), Ahead = TimeSpan.FromDays(60);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public async Task<(Fetched Found, DateTimeOffset From, DateTimeOffset To)> Run(SourceLease source, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var late = time.CreateTimer(_ => limit.Cancel(), null, Limit, Timeout.InfiniteTimeSpan);
        try
        {
            var look = new Look(source.Setup, await secrets.Of(source, limit.Token), now - Back, now + Ahead, now, source.Memory, [.. (await instruments.List(limit.Token)).Select(each => each.Name)], web);
            return (await CalendarKinds.Of(source.Setup.Kind).Fetch(look, limit.Token), look.From, look.To);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new SourceTrouble($"It took longer than {Limit.TotalSeconds} s. Its server is slow, or a great deal comes; it is asked again later.");
        }
        catch (Exception known) when (known is ForeignTrouble or CalendarFault)
        {
            throw new SourceTrouble(known is CalendarFault ? $"The calendar can't be read: {known.Message}." : known.Message, known) { After = (known as ForeignTrouble)?.After };
        }
    }
}
