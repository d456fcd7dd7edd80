using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Reads a part of whatever size piece by piece, so that it never is in memory as a whole.</summary>
internal static class Pieces
{
    /// <summary>More than this is never sent at once.</summary>
    public const long MostBytes = 512L << 20;

    private const long Usual = 4 << 20;
    private const long Most = 48 << 20;

    /// <summary>Reads a piece as it is in the file.</summary>
    public delegate void Reading(in Slab piece, Span<byte> into);

    /// <summary>Goes through a part in the order of its elements.</summary>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="chunk">In what portions the elements are kept; null when that is all the same.</param>
    /// <param name="use">Is given the bytes of each piece, which are good until the next one.</param>
    public static void Each(in Slab part, int size, IReadOnlyList<long>? chunk, Reading read, Action<ReadOnlyMemory<byte>> use)
    {
        var buffer = Array.Empty<byte>();
        foreach (var piece in Split(part, size, chunk))
        {
            var length = checked((int)(piece.Elements * size));
            buffer = buffer.Length < length ? new byte[length] : buffer;
            read(piece, buffer.AsSpan(0, length));
            use(buffer.AsMemory(0, length));
        }
    }

    /// <summary>Writes all numbers of a part in their form.</summary>
    public static void Write(in Slab part, int size, IReadOnlyList<long>? chunk, Reading read, NumberForm form, Stream stream)
    {
        var turned = Array.Empty<byte>();
        Each(part, size, chunk, read, bytes =>
        {
            if (form.Turn is null)
            {
                stream.Write(bytes.Span);
                return;
            }

            var length = bytes.Length / form.From * form.Size;
            turned = turned.Length < length ? new byte[length] : turned;
            form.Turn(bytes.Span, turned.AsSpan(0, length));
            stream.Write(turned.AsSpan(0, length));
        });
    }

    /// <exception cref="ViewFault">It is more than may be sent.</exception>
    public static long Bounded(long elements, long size) => elements <= MostBytes / Math.Max(1, size) ? elements * size
        : throw ViewFault.TooMuch($"This is more than {MostBytes >> 20} MiB at once. Ask for a smaller selection.");

    private static IEnumerable<Slab> Split(Slab part, int size, IReadOnlyList<long>? chunk)
    {
        if (part.Elements == 0)
        {
            yield break;
        }

        if (part.Elements * size <= Usual)
        {
            yield return part;
            yield break;
        }

        var axis = 0;
        while (axis < part.Count.Count && part.Count[axis] == 1)
        {
            axis++;
        }

        if (axis == part.Count.Count)
        {
            yield return part.Elements * size <= Most ? part : throw new DamagedException($"An element has {size} bytes, which is too much to be shown");
            yield break;
        }

        var each = part.Elements / part.Count[axis] * size;
        var rows = Rows(part, axis, each, chunk);
        for (var done = 0L; done < part.Count[axis]; done += rows)
        {
            var (start, count) = (part.Start.ToArray(), part.Count.ToArray());
            start[axis] += done * part.Step[axis];
            count[axis] = Math.Min(rows, part.Count[axis] - done);
            var piece = new Slab(start, count, part.Step);
            if (rows > 1 || each <= Most)
            {
                yield return piece;
                continue;
            }

            foreach (var smaller in Split(piece, size, chunk))
            {
                yield return smaller;
            }
        }
    }

    /// <summary>How many rows at once: whole portions where memory allows that, since half a portion has to be unpacked as a whole.</summary>
    private static long Rows(Slab part, int axis, long each, IReadOnlyList<long>? chunk)
    {
        var rows = Math.Max(1, Usual / each);
        if (chunk is not null && axis < chunk.Count && chunk[axis] > 1)
        {
            var portion = Math.Max(1, chunk[axis] / part.Step[axis]);
            rows = rows >= portion ? rows / portion * portion : portion * each <= Most ? portion : Math.Max(1, Most / each);
        }

        return rows;
    }
}
