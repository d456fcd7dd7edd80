using Dewar.Database;
using Dewar.Reservations;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>
/// Makes the records of sessions that ended, and makes them anew when they changed: late files, notes, corrections. It waits until the files are
/// read. Any number of site processes may run it: the same record made twice is one revision.
/// </summary>
internal sealed partial class RecordMaker(SiteDatabase database, RecordStore records, RecordBuilder builder, TimeProvider time, ILogger<RecordMaker> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>So long a record waits for files to be read.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    /// <summary>Makes what is due; false when nothing was.</summary>
    public async Task<bool> Step(CancellationToken ct)
    {
        var due = await records.Due(ct);
        foreach (var each in due)
        {
            await Make(each.Session, each.ChangeUs, each.Revision, each.Attempts, ct);
        }

        return due.Count > 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Step(stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Away(failure);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Patience, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Make(long key, long changeUs, int revision, long attempts, CancellationToken ct)
    {
        if (await database.Read(read => SessionStore.Find(read, key, ct), ct) is not { State: SessionState.Ended } session)
        {
            return;
        }

        if (await Denied(session, ct) is { } why)
        {
            await records.Without(session, why, changeUs, ct);
            return;
        }

        var unread = await records.Unread(key, ct);
        if (unread > 0 && time.GetUtcNow() - SessionStore.At(changeUs) < LongestWait)
        {
            await records.Later(key, RecordState.Waiting, $"{unread} of its files are still to be read.", 0, Patience, ct);
            return;
        }

        try
        {
            await records.Save(session, await builder.Of(session, revision + 1, ct), changeUs, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !database.IsAway(failure) && !database.IsFull(failure))
        {
            // What one session has must not stop the others. It is tried again, and its page says why there is none.
            Failed(session.Id, failure);
            await records.Later(key, RecordState.Failed, $"It could not be made: {failure.Message} It is tried again by itself; the site's log has more.", attempts + 1,
                TimeSpan.FromSeconds(Math.Min(3600, 10 * Math.Pow(2, Math.Min(attempts, 10)))), ct);
        }
    }

    /// <summary>Why there is to be none; null where there is to be one.</summary>
    private async Task<string?> Denied(Session session, CancellationToken ct) => session.Consent switch
    {
        Consent.No => "Its user wanted no record. Whoever may change the session can say otherwise.",
        Consent.Unknown when (await database.Read(read => RulesStore.Of(read, session.Instrument, ct), ct)).NeedsConsent =>
            "Records of this instrument are made where somebody said so, on booking or here, and nobody did. Whoever may change the session can say so.",
        _ => null,
    };

    [LoggerMessage(LogLevel.Warning, "The record of session {Session} could not be made; it will be tried again")]
    private partial void Failed(string session, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Records can't be made just now; looking again")]
    private partial void Away(Exception failure);
}
