using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>Values that lie in tiles; only those are decoded that the wanted part touches, and the last one is kept.</summary>
/// <param name="shape">Elements along each axis, the slowest first.</param>
/// <param name="tile">The same of a tile; at the far ends they are smaller.</param>
internal sealed class TiledValues(TileDecoder decoder, ElementType element, long[] shape, long[] tile) : SignalValues
{
    private readonly Lock _lock = new();
    private (long Number, byte[] Bytes)? _last;

    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape => shape;

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length > 0)
        {
            ReadAxis(part, 0, new long[shape.Length], into);
        }
    }

    // Goes through the tiles that are touched, axis by axis.
    private void ReadAxis(in Slab part, int axis, long[] place, Span<byte> into)
    {
        if (axis == shape.Length)
        {
            Copy(part, place, 0, 0, 0, Tile(place), into);
            return;
        }

        var last = part.Start[axis] + (part.Count[axis] - 1) * part.Step[axis];
        for (var i = part.Start[axis] / tile[axis]; i <= last / tile[axis]; i++)
        {
            if (First(part, axis, i) is var first && first < part.Count[axis] && part.Start[axis] + first * part.Step[axis] < (i + 1) * tile[axis])
            {
                place[axis] = i;
                ReadAxis(part, axis + 1, place, into);
            }
        }
    }

    // The first wanted element that lies in a tile or behind it, by its number in the part.
    private long First(in Slab part, int axis, long number)
    {
        var ahead = number * tile[axis] - part.Start[axis];
        return ahead <= 0 ? 0 : (ahead + part.Step[axis] - 1) / part.Step[axis];
    }

    private void Copy(in Slab part, long[] place, int axis, long from, long to, byte[] tileBytes, Span<byte> into)
    {
        var size = element.Size;
        if (axis == shape.Length)
        {
            tileBytes.AsSpan((int)(from * size), size).CopyTo(into[(int)(to * size)..]);
            return;
        }

        var start = place[axis] * tile[axis];
        var length = Math.Min(tile[axis], shape[axis] - start);
        for (var i = First(part, axis, place[axis]); i < part.Count[axis]; i++)
        {
            var at = part.Start[axis] + i * part.Step[axis] - start;
            if (at >= length)
            {
                return;
            }

            if (axis == shape.Length - 1 && part.Step[axis] == 1)
            {
                var run = Math.Min(length - at, part.Count[axis] - i);
                tileBytes.AsSpan((int)((from * length + at) * size), (int)(run * size)).CopyTo(into[(int)((to * part.Count[axis] + i) * size)..]);
                return;
            }

            Copy(part, place, axis + 1, from * length + at, to * part.Count[axis] + i, tileBytes, into);
        }
    }

    private byte[] Tile(long[] place)
    {
        var (number, pixels) = (0L, 1L);
        for (var axis = 0; axis < shape.Length; axis++)
        {
            number = checked(number * ((shape[axis] + tile[axis] - 1) / tile[axis]) + place[axis]);
            pixels *= Math.Min(tile[axis], shape[axis] - place[axis] * tile[axis]);
        }

        lock (_lock)
        {
            if (_last is not { } last || last.Number != number)
            {
                _last = last = (number, decoder.Decode(number, (int)pixels));
            }

            return last.Bytes;
        }
    }
}
