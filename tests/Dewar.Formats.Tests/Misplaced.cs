using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats;

/// <summary>What stands in a file, but in another place: stretches swapped and doubled, halves of two files, offsets that lead elsewhere, other lines.</summary>
internal static class Misplaced
{
    private const int LongestLine = 1 << 20;

    /// <summary>Spoils a file.</summary>
    /// <param name="other">Another file of its reader, or itself.</param>
    public static byte[] Spoil(byte[] sample, byte[] other, Random random)
    {
        if (sample.Length < 16)
        {
            return Mutations.Spoil(sample, random);
        }

        var isText = !sample.AsSpan(0, Math.Min(512, sample.Length)).ContainsAnyInRange((byte)0, (byte)8);
        return random.Next(isText ? 9 : 6) switch
        {
            0 => Swap((byte[])sample.Clone(), random),
            1 => Double(sample, random),
            2 => Splice(sample, other, random),
            3 => Repoint((byte[])sample.Clone(), random),
            4 => Calculate((byte[])sample.Clone(), random),
            5 => Mutations.Spoil(Repoint((byte[])sample.Clone(), random), random),
            6 when random.Next(8) == 0 => Recode(sample, random),
            _ => Lines(sample, random),
        };
    }

    // Two stretches of the same length, as chunks of a container are.
    private static byte[] Swap(byte[] bytes, Random random)
    {
        var size = 1 << random.Next(2, 13);
        size = Math.Min(size, bytes.Length / 2);
        var (one, two) = (random.Next(bytes.Length / size) * size, random.Next(bytes.Length / size) * size);
        var kept = bytes[one..(one + size)];
        bytes.AsSpan(two, size).CopyTo(bytes.AsSpan(one));
        kept.CopyTo(bytes, two);
        return bytes;
    }

    private static byte[] Double(byte[] sample, Random random)
    {
        var (from, at) = (random.Next(sample.Length), random.Next(sample.Length));
        var to = Math.Min(sample.Length, from + random.Next(1, 1 << random.Next(4, 17)));
        return [.. sample[..at], .. sample[from..to], .. sample[at..]];
    }

    // The beginning of one and the end of another; both from the same place on, or not.
    private static byte[] Splice(byte[] sample, byte[] other, Random random)
    {
        var at = random.Next(random.Next(2) == 0 ? Math.Min(sample.Length, 4096) : sample.Length);
        var from = random.Next(2) == 0 ? Math.Min(at, other.Length) : random.Next(other.Length);
        return [.. sample[..at], .. other[from..]];
    }

    // A number that could be an offset or a length becomes another such number, its own place, or a little more or less.
    private static byte[] Repoint(byte[] bytes, Random random)
    {
        for (var (turn, at) = (0, random.Next(bytes.Length - 8) & ~1); turn < 4096 && at <= bytes.Length - 8; turn++, at += 2)
        {
            var isBig = random.Next(2) == 0;
            var here = bytes.AsSpan(at, 4);
            var number = isBig ? BinaryPrimitives.ReadUInt32BigEndian(here) : BinaryPrimitives.ReadUInt32LittleEndian(here);
            if (number < 4 || number >= bytes.Length)
            {
                continue;
            }

            var next = random.Next(7) switch
            {
                0 => (uint)at,
                1 => number + (uint)random.Next(-4, 5),
                2 => (uint)random.Next(bytes.Length),
                3 => (uint)random.Next(bytes.Length) & ~7u,
                4 => number * 2,
                5 => (uint)bytes.Length - (uint)random.Next(16),
                _ => 0u - number,
            };
            if (isBig)
            {
                BinaryPrimitives.WriteUInt32BigEndian(here, next);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(here, next);
            }

            return bytes;
        }

        return Calculate(bytes, random);
    }

    // Floats that are none, or have no end, in either order.
    private static byte[] Calculate(byte[] bytes, Random random)
    {
        double[] absurd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e300, -1e-310, double.MaxValue, 1e15, -1];
        var (at, value) = (random.Next(Math.Min(bytes.Length - 8, 8192)) & ~1, absurd[random.Next(absurd.Length)]);
        switch (random.Next(4))
        {
            case 0:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
                break;
            case 1:
                BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(at), value);
                break;
            case 2:
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), (float)value);
                break;
            default:
                BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(at), (float)value);
                break;
        }

        return bytes;
    }

    // A line left out, doubled, put elsewhere, joined with the next, or without end.
    private static byte[] Lines(byte[] sample, Random random)
    {
        var from = random.Next(random.Next(2) == 0 ? Math.Min(sample.Length, 4096) : sample.Length);
        from = sample.AsSpan(0, from).LastIndexOf((byte)'\n') + 1;
        var length = sample.AsSpan(from).IndexOf((byte)'\n');
        var to = length < 0 ? sample.Length : from + length + 1;
        var at = sample.AsSpan(0, random.Next(sample.Length)).LastIndexOf((byte)'\n') + 1;
        return random.Next(6) switch
        {
            0 => [.. sample[..from], .. sample[to..]],
            1 => [.. sample[..to], .. sample[from..]],
            2 => [.. sample[..at], .. sample[from..to], .. sample[at..]],
            3 => [.. sample[..Math.Max(0, to - 1)], .. sample[to..]],
            4 when random.Next(16) == 0 => [.. sample[..from], .. Filled(sample[from..to], random), .. sample[to..]],
            _ => [.. sample[..from], .. Shuffled(sample[from..to], random), .. sample[to..]],
        };
    }

    private static byte[] Filled(byte[] line, Random random)
    {
        var filled = new byte[LongestLine + random.Next(1000)];
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = line[i % Math.Max(1, line.Length - 1)];
        }

        return filled;
    }

    private static byte[] Shuffled(byte[] line, Random random)
    {
        var words = Encoding.Latin1.GetString(line).Split(' ');
        random.Shuffle(words);
        return Encoding.Latin1.GetBytes(string.Join(' ', words));
    }

    // The same in other letters: of two bytes, with a mark at the beginning, or none of UTF-8.
    private static byte[] Recode(byte[] sample, Random random)
    {
        var text = Encoding.Latin1.GetString(sample);
        return random.Next(4) switch
        {
            0 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            1 => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
            2 => [.. Encoding.UTF8.Preamble, .. sample],
            _ => Encoding.Latin1.GetBytes(text.Replace("\n", "\r", StringComparison.Ordinal)),
        };
    }
}
