using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Global heap collections: values of variable length, region references, the sources of virtual datasets.</summary>
internal sealed class GlobalHeap(Hdf5File file)
{
    private const string Part = "a global heap collection";
    private const int MostKept = 256;

    private readonly Dictionary<long, Dictionary<int, (long At, long Length)>> _collections = [];
    private readonly Lock _lock = new();

    /// <summary>The object with this number in the collection at this address; null when it is not there.</summary>
    public (long At, long Length)? Find(long collection, int number)
    {
        lock (_lock)
        {
            if (!_collections.TryGetValue(collection, out var objects))
            {
                if (_collections.Count >= MostKept)
                {
                    _collections.Clear();
                }

                objects = ReadCollection(collection);
                _collections.Add(collection, objects);
            }

            return objects.TryGetValue(number, out var found) ? found : null;
        }
    }

    /// <summary>The fields of an object.</summary>
    public Fields Fields(long collection, int number, string part) => Find(collection, number) is { } found
        ? file.Fields(found.At, found.Length, part)
        : throw new DamagedException($"Object {number} of {Part} is not there", collection);

    private Dictionary<int, (long At, long Length)> ReadCollection(long at)
    {
        // Everything in it begins at a multiple of eight bytes, also behind lengths of two or four.
        var header = (8 + file.Sizes.Lengths + 7) / 8 * 8;
        var head = file.Fields(at, header, Part);
        head.Expect("GCOL"u8);
        head.Version(1, 1);
        head.Skip(3);
        var size = head.Length();
        if (size < header || size > file.Source.Length - at)
        {
            throw new DamagedException($"{Part} claims {size} bytes", at);
        }

        var objects = new Dictionary<int, (long At, long Length)>();
        var end = at + size;
        for (var here = at + header; here + header <= end;)
        {
            var one = file.Fields(here, header, Part);
            var number = one.U16();
            one.Skip(6);
            var length = one.Length();
            if (number == 0 || length < 0 || length > end - here - header)
            {
                // The rest is free.
                break;
            }

            objects.TryAdd(number, (here + header, length));
            here += header + (length + 7) / 8 * 8;
        }

        return objects;
    }
}
