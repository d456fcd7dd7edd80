using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A dataset that consists of parts of others, in this file or beside it. Where a source is missing the fill value stands.</summary>
internal sealed class VirtualStorage(Hdf5File file, IReadOnlyList<VirtualMapping> mappings, long[] shape, Hdf5Type type, byte[] fill) : Storage
{
    private const long MostScattered = 4_000_000;

    private readonly VirtualSources _sources = new(file, mappings);

    public override string Name => "virtual";

    /// <summary>The names of the other files.</summary>
    public IEnumerable<string> Files => _sources.All.Select(mapping => mapping.File).Where(name => name is not ".").Distinct();

    public override void Read(in Slab part, Span<byte> into)
    {
        UnwrittenStorage.Fill(into, fill);
        if (into.IsEmpty)
        {
            return;
        }

        // Spans can't be carried into other methods' closures: the part is put together aside.
        var whole = into.ToArray();
        var wanted = part;
        VirtualSources.Within(() =>
        {
            foreach (var mapping in _sources.All)
            {
                Read(mapping, wanted, whole);
            }
        });
        whole.CopyTo(into);
    }

    private void Read(VirtualMapping mapping, in Slab part, byte[] into)
    {
        var there = Picks.Of(mapping.Into, shape);
        if (there is not null && Misses(there, part))
        {
            return;
        }

        if (_sources.Source(mapping) is not { } source)
        {
            file.Doubt($"{(mapping.File is "." ? file.Name : mapping.File)} has no dataset {mapping.Dataset} for a virtual one: the fill value stands there.");
            return;
        }

        var from = Picks.Of(mapping.From, source.Shape);
        if (!IsSame(source.Type) && !NumberConversion.Knows(source.Type, type) || type.IsReferring && source.File != file)
        {
            throw new DamagedException($"A virtual dataset has elements of type {type}, and its source {mapping.Dataset} of type {source.Type}");
        }

        if (there is null || from is null)
        {
            throw new DamagedException($"The part of {mapping.Dataset} that stands in a virtual dataset is of no even shape");
        }

        var end = _sources.LengthOf(mapping);
        if (AxisRun.Pair(there, from, end) is { } pairs)
        {
            ReadRuns(source, AxisRun.Along(part, there, from, pairs, end), from, part, into);
        }
        else
        {
            ReadScattered(source, there, from, part, into);
        }
    }

    private bool IsSame(Hdf5Type other) => other == type || other.Name == type.Name;

    private byte[] Converted(byte[] bytes, Hdf5Type from) => IsSame(from) ? bytes : NumberConversion.Convert(bytes, from, type);

    private bool Misses(AxisPick[] there, in Slab part)
    {
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var last = part.Start[axis] + (part.Count[axis] - 1) * part.Step[axis];
            if (last < there[axis].Start || there[axis].Length >= 0 && part.Start[axis] >= there[axis].EndOf(there[axis].Length))
            {
                return true;
            }
        }

        return false;
    }

    // Axis by axis the elements of the part lie at even distances in the source: it is read in slabs.
    private void ReadRuns(Hdf5Dataset source, List<AxisRun>[] runs, AxisPick[] from, in Slab part, byte[] into)
    {
        if (Array.Exists(runs, along => along.Count == 0))
        {
            return;
        }

        var counter = new int[runs.Length];
        while (true)
        {
            var (start, count, step) = (new long[from.Length], new long[from.Length], new long[from.Length]);
            for (var axis = 0; axis < from.Length; axis++)
            {
                (start[axis], count[axis], step[axis]) = (from[axis].Start, 1, 1);
            }

            for (var axis = 0; axis < runs.Length; axis++)
            {
                var run = runs[axis][counter[axis]];
                if (run.Axis >= 0)
                {
                    (start[run.Axis], count[run.Axis], step[run.Axis]) = (run.From, run.Count, run.FromStep);
                }
            }

            for (var axis = 0; axis < start.Length; axis++)
            {
                if (start[axis] + (count[axis] - 1) * step[axis] >= source.Shape[axis])
                {
                    throw new DamagedException($"A virtual dataset takes elements from beyond the end of {source.Path}");
                }
            }

            var bytes = Converted(source.Read(new Slab(start, count, step)), source.Type);
            Scatter(bytes, runs, counter, part);
            var next = runs.Length - 1;
            while (next >= 0 && ++counter[next] == runs[next].Count)
            {
                counter[next--] = 0;
            }

            if (next < 0)
            {
                return;
            }
        }

        void Scatter(byte[] bytes, List<AxisRun>[] all, int[] numbers, in Slab within)
        {
            var place = 0;
            Put(0, 0, within);

            void Put(int axis, long offset, in Slab slab)
            {
                if (axis == all.Length)
                {
                    bytes.AsSpan(place, type.Size).CopyTo(into.AsSpan(checked((int)(offset * type.Size))));
                    place += type.Size;
                    return;
                }

                var run = all[axis][numbers[axis]];
                offset *= slab.Count[axis];
                if (axis == all.Length - 1 && run.Step == 1)
                {
                    var length = (int)(run.Count * type.Size);
                    bytes.AsSpan(place, length).CopyTo(into.AsSpan(checked((int)((offset + run.First) * type.Size))));
                    place += length;
                    return;
                }

                for (var i = 0; i < run.Count; i++)
                {
                    Put(axis + 1, offset + run.First + i * run.Step, slab);
                }
            }
        }
    }

    // The source is of another shape: its elements are counted through.
    private void ReadScattered(Hdf5Dataset source, AxisPick[] there, AxisPick[] from, in Slab part, byte[] into)
    {
        var count = Dataspace.Product([.. from.Select(pick => Math.Max(0, pick.Length))]);
        if (count > MostScattered || part.Elements > MostScattered)
        {
            throw new DamagedException($"The part of {source.Path} that stands in a virtual dataset is of another shape there, and too large");
        }

        var strides = ChunkGrid.Strides([.. there.Select(pick => pick.Length)]);
        var fromStrides = ChunkGrid.Strides([.. from.Select(pick => pick.Length)]);
        var place = new long[shape.Length];
        var at = new long[from.Length];
        var ones = Enumerable.Repeat(1L, from.Length).ToArray();
        for (long i = 0; i < part.Elements; i++)
        {
            var (rest, number) = (i, 0L);
            for (var axis = shape.Length - 1; axis >= 0 && number >= 0; axis--)
            {
                place[axis] = there[axis].NumberOf(part.Start[axis] + rest % part.Count[axis] * part.Step[axis]);
                rest /= part.Count[axis];
                number = place[axis] < 0 ? -1 : number + place[axis] * strides[axis];
            }

            if (number < 0 || number >= count)
            {
                continue;
            }

            for (var axis = 0; axis < from.Length; axis++)
            {
                at[axis] = from[axis].At(number / fromStrides[axis] % from[axis].Length);
            }

            Converted(source.Read(new Slab(at, ones, ones)), source.Type).CopyTo(into.AsSpan((int)(i * type.Size)));
        }
    }
}
