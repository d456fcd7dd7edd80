using System;
using System.Collections.Generic;
using Dewar.Logger.Json;

namespace Dewar.Logger.Journal;

/// <summary>What was typed lately, to be picked next time.</summary>
internal sealed class Recents
{
    private const int Most = 20;
    private readonly string _path;
    private readonly JsonObject _lists;

    public Recents(string path)
    {
        _path = path;
        _lists = AtomicFile.Read(path) ?? [];
    }

    /// <summary>The latest first.</summary>
    public List<string> Of(string field)
    {
        lock (_lists)
        {
            return _lists.Texts(field);
        }
    }

    public void Remember(Purpose purpose)
    {
        string text;
        lock (_lists)
        {
            foreach (var fact in purpose.Facts)
            {
                if (fact.Value is string { Length: > 0 } said)
                {
                    var all = _lists.Texts(fact.Key);
                    all.RemoveAll(one => string.Equals(one, said, StringComparison.OrdinalIgnoreCase));
                    all.Insert(0, said);
                    _lists[fact.Key] = new List<object?>(all.GetRange(0, Math.Min(Most, all.Count)).ToArray());
                }
            }

            text = JsonWriter.Write(_lists);
        }

        AtomicFile.Write(_path, text);
    }
}
