using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>A signal whose values are there, with axes that agree with them whatever the reader said.</summary>
internal sealed class Drawable
{
    private Drawable(Signal signal, SignalValues values, IReadOnlyList<Axis> axes) => (Signal, Values, Axes) = (signal, values, axes);

    public Signal Signal { get; }

    public SignalValues Values { get; }

    public IReadOnlyList<Axis> Axes { get; }

    public ElementType Element => Values.Element;

    public DrawingHints Hints => Signal.Hints ?? new();

    public int Rank => Axes.Count;

    /// <summary>The signal, if it has values that can be drawn.</summary>
    public static Drawable? Of(Signal signal)
    {
        if (signal.Values is not { } values || values.Shape.Any(length => length <= 0) || values.Element is not { Size: > 0, Channels: > 0 })
        {
            return null;
        }

        var agrees = signal.Axes.Count == values.Shape.Count;
        return new(signal, values, [.. values.Shape.Select((length, i) => agrees && signal.Axes[i].Length == length ? signal.Axes[i] : new Axis("", length))]);
    }

    /// <summary>Elements along an axis.</summary>
    public long Length(int axis) => Axes[axis].Length;

    /// <summary>The name of a column of a table, without the name of the table itself; null without one.</summary>
    public static string? NameOf(Signal table, int column) => table.Columns.ElementAtOrDefault(column) is { Length: > 0 } name
        ? table.Name.Length > 0 && name.Length > table.Name.Length + 1 && name.StartsWith(table.Name + ".", StringComparison.Ordinal) ? name[(table.Name.Length + 1)..] : name
        : null;

    /// <summary>Elements of these axes together, or the most that a number holds.</summary>
    public long Product(int from, int to)
    {
        var product = 1L;
        for (var axis = from; axis < to; axis++)
        {
            product = Length(axis) > long.MaxValue / product ? long.MaxValue : product * Length(axis);
        }

        return product;
    }

    /// <summary>The place with this number along the first axes, counted as if they were one; the other places are zero.</summary>
    public long[] Place(long number, int axes)
    {
        var place = new long[Rank];
        for (var axis = axes - 1; axis >= 0; axis--)
        {
            place[axis] = number % Length(axis);
            number /= Length(axis);
        }

        return place;
    }

    /// <summary>A part at a place, of one element along each axis but those that are named.</summary>
    public static Slab Part(long[] place, params ReadOnlySpan<Stretch> stretches)
    {
        var (start, count, step) = ((long[])place.Clone(), new long[place.Length], new long[place.Length]);
        count.AsSpan().Fill(1);
        step.AsSpan().Fill(1);
        foreach (var stretch in stretches)
        {
            (start[stretch.Axis], count[stretch.Axis], step[stretch.Axis]) = (stretch.Start, stretch.Count, stretch.Step);
        }

        return new(start, count, step);
    }
}

/// <summary>Elements along an axis.</summary>
internal readonly record struct Stretch(int Axis, long Start, long Count, long Step = 1);
