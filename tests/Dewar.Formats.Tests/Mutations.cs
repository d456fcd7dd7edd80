using System.Buffers.Binary;

namespace Dewar.Formats;

/// <summary>Spoils files as accidents do.</summary>
internal static class Mutations
{
    /// <summary>One to four spoilings: bytes turned, lengths made absurd, stretches cut out, doubled, zeroed, ends cut off.</summary>
    public static byte[] Spoil(byte[] sample, Random random)
    {
        var bytes = (byte[])sample.Clone();
        for (var times = random.Next(1, 5); times > 0 && bytes.Length > 0; times--)
        {
            bytes = SpoilOnce(bytes, random);
        }

        return bytes;
    }

    private static byte[] SpoilOnce(byte[] bytes, Random random)
    {
        // Headers are at the beginning: half of the spoilings go there.
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 2048) : bytes.Length);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return Put(bytes, at, 4, random);
            case 3:
                return Put(bytes, at, 8, random);
            case 4:
                return Put(bytes, at, 2, random);
            case 5:
                return bytes[..at];
            case 6:
                var length = random.Next(1, Math.Min(64, bytes.Length - at) + 1);
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 7:
                var again = random.Next(1, Math.Min(256, bytes.Length - at) + 1);
                return [.. bytes[..(at + again)], .. bytes[at..]];
            default:
                bytes.AsSpan(at, random.Next(1, Math.Min(64, bytes.Length - at) + 1)).Fill((byte)(random.Next(2) * 255));
                return bytes;
        }
    }

    private static byte[] Put(byte[] bytes, int at, int size, Random random)
    {
        ulong[] absurd = [0, 1, 0x7f, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, ulong.MaxValue, (ulong)bytes.Length, (ulong)at];
        Span<byte> eight = stackalloc byte[8];
        var value = absurd[random.Next(absurd.Length)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
            eight = eight[..size];
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(eight, value);
            eight = eight[(8 - size)..];
        }

        eight[..Math.Min(size, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
