using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The mappings of a virtual dataset with the datasets that they lead to.</summary>
internal sealed class VirtualSources(Hdf5File file, IReadOnlyList<VirtualMapping> mappings)
{
    private const int MostBlocks = 100_000;
    private const int MostKept = 4096;
    private const int Deepest = 6;
    private const int MostVisits = 200_000;

    // Virtual datasets may consist of virtual datasets, and hostile ones of themselves.
    [ThreadStatic]
    private static int _depth;

    [ThreadStatic]
    private static int _visits;

    private readonly Dictionary<(string File, string Dataset), Hdf5Dataset?> _datasets = [];
    private IReadOnlyList<VirtualMapping>? _all;

    /// <summary>The mappings, each series as its blocks.</summary>
    public IReadOnlyList<VirtualMapping> All => _all ??= Expand();

    /// <summary>Runs something that goes into the sources.</summary>
    public static void Within(Action go)
    {
        _visits = _depth == 0 ? 0 : _visits + 1;
        if (_depth >= Deepest || _visits > MostVisits)
        {
            throw new DamagedException("A virtual dataset consists of itself, or of too many others");
        }

        _depth++;
        try
        {
            go();
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>The dataset a mapping leads to; null when it is not there.</summary>
    public Hdf5Dataset? Source(VirtualMapping mapping)
    {
        lock (_datasets)
        {
            if (!_datasets.TryGetValue((mapping.File, mapping.Dataset), out var dataset))
            {
                if (_datasets.Count >= MostKept)
                {
                    _datasets.Clear();
                }

                var there = mapping.File is "." ? file : file.Companion(mapping.File);
                dataset = there?.Root.Find("/" + mapping.Dataset) as Hdf5Dataset;
                _datasets.Add((mapping.File, mapping.Dataset), dataset);
            }

            return dataset;
        }
    }

    /// <summary>How far the dataset reaches, which the sources decide along axes without limit.</summary>
    public long[] Extent(Dataspace space)
    {
        long[] shape = [.. space.Shape];
        Within(() =>
        {
            var grown = new long[shape.Length];
            var known = new bool[shape.Length];
            foreach (var mapping in All)
            {
                if (Picks.Of(mapping.Into, shape) is not { } into || into.Length != shape.Length)
                {
                    continue;
                }

                for (var axis = 0; axis < shape.Length; axis++)
                {
                    var length = into[axis].Length < 0 ? LengthOf(mapping) : into[axis].Length;
                    known[axis] |= into[axis].Length < 0;
                    grown[axis] = Math.Max(grown[axis], mapping.Into is AllSelection ? 0 : into[axis].EndOf(length));
                }
            }

            foreach (var mapping in mappings)
            {
                if (mapping.Unlimited is >= 0 and var axis && axis < shape.Length)
                {
                    known[axis] = true;
                }
            }

            for (var axis = 0; axis < shape.Length; axis++)
            {
                shape[axis] = known[axis] ? grown[axis] : shape[axis];
            }
        });
        _ = Dataspace.Product(shape);
        return shape;
    }

    /// <summary>Elements along the axis without limit that the source of a mapping has.</summary>
    public long LengthOf(VirtualMapping mapping)
    {
        if (Source(mapping) is not { } source || Picks.Of(mapping.From, source.Shape) is not { } from)
        {
            return 0;
        }

        for (var axis = 0; axis < from.Length; axis++)
        {
            if (from[axis].Length < 0)
            {
                return from[axis].LengthBefore(source.Shape[axis]);
            }
        }

        return 0;
    }

    private List<VirtualMapping> Expand()
    {
        var all = new List<VirtualMapping>();
        foreach (var mapping in mappings)
        {
            if (!mapping.IsSeries)
            {
                all.Add(mapping);
                continue;
            }

            // A series ends with the first source that is not there.
            for (var block = 0; all.Count < MostBlocks && mapping.BlockOf(block) is var one && Source(one) is not null; block++)
            {
                all.Add(one);
            }
        }

        return all;
    }
}
