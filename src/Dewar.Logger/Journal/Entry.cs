using System;
using Dewar.Logger.Json;

namespace Dewar.Logger.Journal;

/// <summary>Something that happened, as it stands in the journal and as the site gets it.</summary>
internal sealed class Entry(JsonObject facts)
{
    public JsonObject Facts => facts;

    /// <summary>0 as long as it is not in the journal.</summary>
    public long Sequence => facts.Number("sequence") ?? 0;

    public string Id => facts.Text("id");

    public string Session => facts.Text("session");

    public string Kind => facts.Text("kind");

    /// <summary>By this computer's clock.</summary>
    public long At => facts.Number("at") ?? 0;

    /// <param name="kind">As in the protocol.</param>
    /// <param name="session">Its id.</param>
    /// <param name="at">By this computer's clock.</param>
    /// <param name="offset">What is to be added to it, as far as that is known.</param>
    /// <param name="more">What entries of this kind say.</param>
    public static Entry Of(string kind, string session, long at, long? offset, JsonObject? more = null)
    {
        var facts = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["session"] = session, ["kind"] = kind, ["at"] = at };
        if (offset is not null)
        {
            facts["offset"] = offset;
        }

        foreach (var fact in more ?? [])
        {
            facts[fact.Key] = fact.Value;
        }

        return new(facts);
    }

    /// <summary>The same with its place in a journal.</summary>
    public Entry Numbered(long sequence)
    {
        var numbered = new JsonObject { ["sequence"] = sequence };
        foreach (var fact in facts)
        {
            if (fact.Key != "sequence")
            {
                numbered[fact.Key] = fact.Value;
            }
        }

        return new(numbered);
    }
}
