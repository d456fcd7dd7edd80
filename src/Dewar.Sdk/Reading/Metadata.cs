namespace Dewar.Sdk;

/// <summary>A node of the tree of what a file says about itself.</summary>
/// <param name="name">The file's own name for it.</param>
public abstract class MetaNode(string name)
{
    /// <summary>The file's own name for it; need not be unique among its neighbours.</summary>
    public string Name { get; } = name;
}

/// <summary>Things that belong together, in the file's order.</summary>
/// <param name="name">The file's own name for it.</param>
public sealed class MetaGroup(string name) : MetaNode(name)
{
    private readonly List<MetaNode> _children = [];

    /// <summary>What is in it.</summary>
    public IReadOnlyList<MetaNode> Children => _children;

    /// <summary>Adds a node.</summary>
    public T Add<T>(T node) where T : MetaNode
    {
        _children.Add(node);
        return node;
    }

    /// <summary>Adds an empty group.</summary>
    public MetaGroup AddGroup(string name) => Add(new MetaGroup(name));

    /// <summary>Adds a value.</summary>
    /// <param name="name">The file's own name for it.</param>
    /// <param name="value">What <see cref="MetaValue"/> can hold.</param>
    /// <param name="unit">As the file writes it, or as its specification says.</param>
    /// <param name="at">Where it stands, in bytes from the beginning of the file.</param>
    /// <param name="doubt">Why it may be false, in words for people.</param>
    public MetaValue Add(string name, object? value, string? unit = null, long? at = null, string? doubt = null) =>
        Add(new MetaValue(name, value) { Unit = unit, At = at, Doubt = doubt });

    /// <summary>The first node at a path of names; null when there is none.</summary>
    public MetaNode? Find(params ReadOnlySpan<string> path)
    {
        MetaNode? node = this;
        foreach (var name in path)
        {
            node = (node as MetaGroup)?._children.Find(child => child.Name == name);
        }

        return node;
    }

    /// <summary>The value at a path of names, as a number; null when there is none, or it is no number.</summary>
    public double? Number(params ReadOnlySpan<string> path) => (Find(path) as MetaValue)?.AsNumber;

    /// <summary>The value at a path of names, as a word; null when there is none.</summary>
    public string? Word(params ReadOnlySpan<string> path) => (Find(path) as MetaValue)?.AsWord;
}

/// <summary>
/// A value: a <c>string</c>, <c>bool</c>, <c>long</c>, <c>double</c>, <see cref="FileTime"/>, null, or an array of one of them
/// (<c>string[]</c>, <c>bool[]</c>, <c>long[]</c>, <c>double[]</c>). Other integers and floats become these.
/// </summary>
public sealed class MetaValue : MetaNode
{
    /// <summary>Elements of an array that are kept; the tree is to be read, not to hold data.</summary>
    public const int Most = 256;

    /// <summary>Makes a value. Of a long array the beginning is kept, and <see cref="Length"/> says how long it was.</summary>
    public MetaValue(string name, object? value) : base(name)
    {
        Value = Plain(value);
        if (Value is Array { Length: var length } && value is not null)
        {
            Length = (value as Array)?.Length ?? length;
        }
    }

    /// <summary>The value.</summary>
    public object? Value { get; }

    /// <summary>How long an array is in the file; null for a single value.</summary>
    public long? Length { get; init; }

    /// <summary>The unit, as the file writes it; null without.</summary>
    public string? Unit { get; init; }

    /// <summary>Where it stands, in bytes from the beginning of the file.</summary>
    public long? At { get; init; }

    /// <summary>Why it may be false, in words for people: the format or the instrument is known to lie here.</summary>
    public string? Doubt { get; init; }

    /// <summary>As a number; null when it is none.</summary>
    public double? AsNumber => Value switch
    {
        long number => number,
        double number => number,
        string text when double.TryParse(text, out var number) => number,
        _ => null,
    };

    /// <summary>As a word; null when it is an array or nothing.</summary>
    public string? AsWord => Value switch
    {
        null or Array => null,
        string word => word,
        double number => number.ToString("R"),
        var other => other.ToString(),
    };

    private static object? Plain(object? value) => value switch
    {
        null or string or bool or long or double or FileTime => value,
        byte or sbyte or short or ushort or int or uint => Convert.ToInt64(value),
        ulong large => large <= long.MaxValue ? (object)(long)large : (double)large,
        float single => Widened(single),
        Half half => (double)half,
        string[] words => words[..Math.Min(words.Length, Most)],
        bool[] flags => flags[..Math.Min(flags.Length, Most)],
        double[] numbers => numbers[..Math.Min(numbers.Length, Most)],
        Array when value.GetType() == typeof(ulong[]) => Large(((ulong[])value).AsSpan(0, Math.Min(((ulong[])value).Length, Most))),
        float[] numbers => numbers.Take(Most).Select(Widened).ToArray(),
        long[] numbers => numbers[..Math.Min(numbers.Length, Most)],
        Half[] numbers => numbers.Take(Most).Select(number => (double)number).ToArray(),
        Array array => array.Cast<object>().Take(Most).Select(Convert.ToInt64).ToArray(),
        _ => throw new ArgumentException($"A {value.GetType()} is no value of metadata.", nameof(value)),
    };

    // For the runtime unsigned numbers are signed ones as well: this stands before those. All become floats if one is too large.
    private static Array Large(ReadOnlySpan<ulong> numbers) =>
        numbers.ContainsAnyExceptInRange(0UL, (ulong)long.MaxValue) ? Array.ConvertAll(numbers.ToArray(), Convert.ToDouble)
        : Array.ConvertAll(numbers.ToArray(), Convert.ToInt64);

    // 0.1f is meant as 0.1, not as 0.10000000149.
    private static double Widened(float single) => float.IsFinite(single) ? double.Parse(single.ToString("R")) : single;
}

/// <summary>
/// A time as a file knows it. Most instruments write local time and no zone; it is then not known which instant is meant, and the site
/// decides by the instrument's zone.
/// </summary>
/// <param name="Local">The time on the wall there.</param>
/// <param name="Offset">How far the wall was ahead of UTC; null when the file does not say.</param>
public readonly record struct FileTime(DateTime Local, TimeSpan? Offset = null)
{
    // Beyond these there is no zone, and next to the ends of the calendar there is no instant.
    private static readonly TimeSpan MostOffset = TimeSpan.FromHours(14);

    /// <summary>The instant; null when the file does not say the zone, or says one that cannot be.</summary>
    public DateTimeOffset? Instant =>
        Offset is { } offset && offset.Duration() <= MostOffset && offset.Ticks % TimeSpan.TicksPerMinute == 0
        && (Local - DateTime.MinValue) >= offset && (DateTime.MaxValue - Local) >= -offset
            ? new(DateTime.SpecifyKind(Local, DateTimeKind.Unspecified), offset) : null;

    /// <summary>A time in UTC.</summary>
    public static FileTime Utc(DateTime time) => new(time, TimeSpan.Zero);

    /// <summary>ISO 8601, with the offset when it is known.</summary>
    public override string ToString()
    {
        var text = Local.ToString(Local.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF");
        return Offset switch
        {
            null => text,
            { Ticks: 0 } => text + "Z",
            { } offset => $"{text}{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}",
        };
    }
}
