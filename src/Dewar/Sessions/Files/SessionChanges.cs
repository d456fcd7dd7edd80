using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Sessions;

/// <summary>What is to be looked at again: files of which other things are known now, and times at instruments whose sessions changed.</summary>
internal sealed class SessionChanges() : ChangedFiles("sessions_change")
{
    /// <summary>Wants the files of a time to be placed anew.</summary>
    /// <param name="time">By the site's clock, from one moment to another, whichever is the earlier.</param>
    public static Task Want(Transaction write, string instrument, (long One, long Other) time, CancellationToken ct) => time.One == time.Other ? Task.CompletedTask : write.Execute($"""
        insert into sessions_window (instrument, from_us, until_us) values ({instrument}, {Math.Min(time.One, time.Other)}, {Math.Max(time.One, time.Other)})
        """, ct);
}
