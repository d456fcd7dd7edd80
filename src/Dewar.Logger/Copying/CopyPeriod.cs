using Dewar.Logger.Json;

namespace Dewar.Logger.Copying;

/// <summary>A session for which files are copied: while it runs, and once more after its end.</summary>
/// <param name="session">Its id.</param>
/// <param name="since">By this computer's clock.</param>
/// <param name="until">Null as long as it runs.</param>
internal sealed class CopyPeriod(string session, long since, long? until)
{
    // Some file systems keep time stamps in steps of two seconds.
    private const long Step = 2000;

    public string Session => session;

    public long Since => since;

    public long? Until => until;

    public CopyPeriod EndedAt(long at) => new(session, since, at);

    /// <param name="file">A file of the folder.</param>
    /// <param name="older">Files from before the session are taken, too.</param>
    /// <param name="grace">How much later than its end a file may have begun.</param>
    public bool Takes(FoundFile file, bool older, long grace) =>
        (older || file.Modified >= since - Step) && (until is null || System.Math.Min(file.Created, file.Modified) <= until + grace);

    public JsonObject Write() => new() { ["session"] = session, ["since"] = since, ["until"] = until };

    public static CopyPeriod Read(JsonObject from) => new(from.Text("session"), from.Number("since") ?? 0, from.Number("until"));
}
