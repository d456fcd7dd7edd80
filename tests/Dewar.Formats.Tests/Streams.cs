using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Dewar.Formats;

/// <summary>Spoils what is compressed inside a file (zlib), so that what comes out of it is false and the stream itself is whole.</summary>
internal static class Streams
{
    private const int MostInside = 4 << 20;
    private const int MostBomb = 200 << 20;
    private static readonly ConditionalWeakTable<byte[], Stretch[]> Known = [];
    private static readonly ConcurrentDictionary<int, byte[]> Bombs = [];

    /// <summary>Whether there is any.</summary>
    public static bool AreIn(byte[] sample) => Of(sample).Length > 0;

    /// <summary>Another stream in the place of one: spoilt inside, or as many zeros as there is room for.</summary>
    public static byte[] Spoil(byte[] sample, Random random)
    {
        var all = Of(sample);
        var stream = all[random.Next(all.Length)];
        byte[] packed;
        if (random.Next(64) == 0)
        {
            packed = Bombs.GetOrAdd((int)Math.Min(MostBomb, stream.Length * 1000L) >> 20, size => Pack(new byte[Math.Max(1, size) << 20]));
        }
        else
        {
            packed = Pack(Mutations.Spoil(Inside(sample.AsSpan(stream.At, stream.Length))!, random));
        }

        // What lies behind stays where it was, if there is room.
        var room = stream.Length - packed.Length;
        return [.. sample[..stream.At], .. packed, .. new byte[Math.Max(0, room)], .. sample[(stream.At + stream.Length)..]];
    }

    private static Stretch[] Of(byte[] sample) => Known.GetValue(sample, Find);

    private static Stretch[] Find(byte[] sample)
    {
        var (found, sum) = (new List<Stretch>(), new byte[4]);
        for (var at = 0; at < sample.Length - 8 && found.Count < 100; at++)
        {
            if (sample[at] != 0x78 || sample[at + 1] is not (0x01 or 0x5e or 0x9c or 0xda) || Inside(sample.AsSpan(at)) is not { Length: > 0 } inside)
            {
                continue;
            }

            // The decoder does not tell where it ended; the sum of what came out stands there.
            BinaryPrimitives.WriteUInt32BigEndian(sum, Adler(inside));
            var end = sample.AsSpan(at).IndexOf(sum);
            if (end > 0)
            {
                found.Add(new(at, end + 4));
                at += end + 3;
            }
        }

        return [.. found];
    }

    private static byte[]? Inside(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            var (inside, length) = (new byte[4096], 0);
            while (stream.Read(inside, length, inside.Length - length) is > 0 and var read && length + read < MostInside)
            {
                length += read;
                Array.Resize(ref inside, length == inside.Length ? 2 * length : inside.Length);
            }

            return inside[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private static uint Adler(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (1u, 0u);
        foreach (var one in bytes)
        {
            low = (low + one) % 65521;
            high = (high + low) % 65521;
        }

        return high << 16 | low;
    }

    private sealed record Stretch(int At, int Length);
}
