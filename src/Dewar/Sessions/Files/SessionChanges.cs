using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Sessions;

/// <summary>What is to be looked at again: files of which other things are known now, and times at instruments whose sessions changed.</summary>
internal sealed class SessionChanges() : ChangedFiles("sessions_change")
{
    public static Task Want(Transaction write, string instrument, long fromUs, long untilUs, CancellationToken ct) =>
        write.Execute($"insert into sessions_window (instrument, from_us, until_us) values ({instrument}, {fromUs}, {untilUs})", ct);
}
