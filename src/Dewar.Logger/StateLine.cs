using Dewar.Logger.Journal;
using Dewar.Logger.Json;

namespace Dewar.Logger;

/// <summary>What there is, for administrators and tests: <c>dewar-logger --state</c>.</summary>
internal static class StateLine
{
    public static string Of(string folder)
    {
        Session? session = null;
        using var journal = EntryJournal.Open(folder, entry => session = Session.After(session, entry));
        return JsonWriter.Write(new JsonObject
        {
            ["folder"] = folder,
            ["journal"] = journal.Id,
            ["sequence"] = journal.Last,
            ["delivered"] = journal.Delivered,
            ["session"] = session?.Id,
            ["state"] = session?.State.ToString().ToLowerInvariant(),
        });
    }
}
