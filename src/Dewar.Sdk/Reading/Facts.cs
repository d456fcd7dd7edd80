namespace Dewar.Sdk;

/// <summary>What is known in common names. A name stands at most once; the first that is told stays, unless it is corrected.</summary>
public sealed class Facts
{
    private readonly List<Fact> _facts = [];

    /// <summary>All of them, in the order they were told.</summary>
    public IReadOnlyList<Fact> All => _facts;

    /// <summary>The fact of this name; null when it is not known.</summary>
    public Fact? this[CoreName name] => _facts.Find(fact => fact.Name == name);

    /// <summary>Tells a number with its unit. What is no finite number is left out, as nobody knows it.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">As the file has it.</param>
    /// <param name="unit">As the file writes it, or as its specification says; it must fit the name.</param>
    /// <param name="from">Where it came from: a path in the metadata tree, or a place in the file.</param>
    /// <param name="doubt">Why it may be false, in words for people.</param>
    public void Tell(CoreName name, double? value, string unit, string from, string? doubt = null)
    {
        if (value is not { } number || !double.IsFinite(number) || this[name] is not null)
        {
            return;
        }

        var si = Dewar.Sdk.Unit.TryParse(unit, out var known) && known.Dimension == name.Dimension ? known.ToSi(number) : (double?)null;
        _facts.Add(new(name, number, unit, si, from, doubt ?? (si is null ? $"The unit '{unit}' does not fit." : null)));
    }

    /// <summary>Tells a word, or several. Empty ones are left out.</summary>
    public void Tell(CoreName name, string? word, string from, string? doubt = null)
    {
        if (!string.IsNullOrWhiteSpace(word) && this[name] is null)
        {
            _facts.Add(new(name, word.Trim(), null, null, from, doubt));
        }
    }

    /// <summary>Tells several words, such as chemical elements.</summary>
    public void Tell(CoreName name, IEnumerable<string> words, string from, string? doubt = null)
    {
        string[] all = [.. words.Select(word => word.Trim()).Where(word => word is not "").Take(MetaValue.Most)];
        if (all.Length > 0 && this[name] is null)
        {
            _facts.Add(new(name, all, null, null, from, doubt));
        }
    }

    /// <summary>Tells all that others know; what is known here stays.</summary>
    public void TakeOver(Facts others) => _facts.AddRange(others.All.Where(fact => this[fact.Name] is null).ToList());

    /// <summary>Tells a time.</summary>
    public void Tell(CoreName name, FileTime? time, string from, string? doubt = null)
    {
        if (time is { } known && this[name] is null)
        {
            _facts.Add(new(name, known, null, null, from, doubt));
        }
    }
}

/// <summary>Something known in a common name.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As the file has it: a <c>double</c>, a <c>string</c>, a <c>string[]</c> or a <see cref="FileTime"/>.</param>
/// <param name="Unit">As the file has it; null for words and times.</param>
/// <param name="Si">In the coherent SI unit; null for words and times, and where the unit is not understood.</param>
/// <param name="From">Where it came from: a path in the metadata tree, or a place in the file.</param>
/// <param name="Doubt">Why it may be false, in words for people.</param>
public sealed record Fact(CoreName Name, object Value, string? Unit, double? Si, string From, string? Doubt);
