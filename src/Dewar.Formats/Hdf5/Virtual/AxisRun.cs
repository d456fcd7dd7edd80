using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Elements of a part along an axis that stand at even distances in the part and in the source.</summary>
/// <param name="First">The number of the first in the part.</param>
/// <param name="Step">From one to the next in the part.</param>
/// <param name="From">Where the first is in the source.</param>
/// <param name="FromStep">From one to the next in the source.</param>
/// <param name="Axis">The axis of the source; -1 when it has none for this one.</param>
internal readonly record struct AxisRun(long First, long Step, long Count, long From, long FromStep, int Axis)
{
    /// <summary>
    /// For each axis there the axis of the source that runs along with it; null when the two do not fit so. Axes on which only one element
    /// is taken need none.
    /// </summary>
    /// <param name="end">The length of picks without end.</param>
    public static int[]? Pair(AxisPick[] there, AxisPick[] from, long end)
    {
        var pairs = new int[there.Length];
        var next = 0;
        for (var axis = 0; axis < there.Length; axis++)
        {
            pairs[axis] = -1;
            var length = there[axis].Length < 0 ? end : there[axis].Length;
            if (length == 1 && there[axis].Length == 1)
            {
                continue;
            }

            while (next < from.Length && from[next].Length == 1)
            {
                next++;
            }

            if (next == from.Length || (from[next].Length < 0 ? end : from[next].Length) != length)
            {
                return null;
            }

            pairs[axis] = next++;
        }

        while (next < from.Length && from[next].Length == 1)
        {
            next++;
        }

        return next == from.Length ? pairs : null;
    }

    /// <summary>The runs along each axis of a part.</summary>
    public static List<AxisRun>[] Along(in Slab part, AxisPick[] there, AxisPick[] from, int[] pairs, long end)
    {
        var runs = new List<AxisRun>[there.Length];
        for (var axis = 0; axis < runs.Length; axis++)
        {
            var source = pairs[axis] < 0 ? new AxisPick(0, 1, 1, 1) : from[pairs[axis]];
            runs[axis] = Along(part.Start[axis], part.Count[axis], part.Step[axis], there[axis], source, end, pairs[axis]);
        }

        return runs;
    }

    private static List<AxisRun> Along(long start, long count, long step, AxisPick there, AxisPick from, long end, int axis)
    {
        var runs = new List<AxisRun>();
        var length = there.Length < 0 ? end : there.Length;
        AxisRun run = default;

        // The elements before the pick are not looked at one by one, nor those behind it.
        var first = start >= there.Start ? 0 : (there.Start - start + step - 1) / step;
        var last = Math.Min(count - 1, (there.EndOf(length) - 1 - start) / step);
        for (var i = first; i <= last; i++)
        {
            var number = there.NumberOf(start + i * step);
            if (number < 0 || number >= length)
            {
                continue;
            }

            var place = from.At(number);
            if (run.Count == 1 && place > run.From)
            {
                run = run with { Count = 2, Step = i - run.First, FromStep = place - run.From };
            }
            else if (run.Count > 1 && i == run.First + run.Count * run.Step && place == run.From + run.Count * run.FromStep)
            {
                run = run with { Count = run.Count + 1 };
            }
            else
            {
                Add();
                run = new(i, 1, 1, place, 1, axis);
            }
        }

        Add();
        return runs;

        void Add()
        {
            if (run.Count > 0)
            {
                runs.Add(run);
            }
        }
    }
}
