using System.Collections.Generic;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;

namespace Dewar.Logger.Site;

/// <summary>What the site last said of this computer's instrument, and whether it can be reached.</summary>
/// <param name="told">Its answer; empty before there was one.</param>
/// <param name="trouble">Why it could not be asked the last time; null when it could.</param>
/// <param name="delivered">The last entry that the site had when it said this.</param>
internal sealed class SiteNews(JsonObject told, SiteTrouble? trouble, long delivered)
{
    public static SiteNews None { get; } = new([], null, 0);

    public SiteTrouble? Trouble => trouble;

    public bool IsThere => trouble is null && told.Count > 0;

    public string Instrument => told.Text("description") is { Length: > 0 } description ? description : told.Text("instrument");

    public List<JsonObject> People => told.Objects("people");

    public List<string> Experiments => told.Texts("experiments");

    public JsonObject? Reservation => told.Object("reservation");

    /// <summary>The session that is open at the site; null where there is none.</summary>
    public JsonObject? Open => told.Object("open");

    public SiteNews Without(SiteTrouble reason) => new(told, reason, delivered);

    /// <summary>The site has all of this session, and it is not open there any more.</summary>
    public bool HasClosed(Session session, long last) =>
        IsThere && delivered >= last && session.State != SessionState.Ended && Open?.Text("session") != session.Id;

    /// <summary>The name for which somebody's other names stand, too.</summary>
    public string UserOf(string text)
    {
        foreach (var person in People)
        {
            if (IsOneOf(text.Trim(), person.Text("name"), person.Text("fullName"), Shown(person)))
            {
                return person.Text("name");
            }
        }

        return text.Trim();
    }

    /// <summary>The full name, where it is known.</summary>
    public string NameOf(string user)
    {
        var person = People.Find(one => one.Text("name") == user);
        return person?.Text("fullName") is { Length: > 0 } name ? name : user;
    }

    public static string Shown(JsonObject person) =>
        person.Text("fullName") is { Length: > 0 } name ? name + " (" + person.Text("name") + ")" : person.Text("name");

    private static bool IsOneOf(string text, params string[] names) =>
        System.Array.Exists(names, name => string.Equals(name, text, System.StringComparison.OrdinalIgnoreCase));
}
