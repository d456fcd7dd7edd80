using System.Buffers.Binary;
using System.Numerics;

namespace Dewar.Formats.Hdf5;

/// <summary>The checksum of metadata blocks: Bob Jenkins' lookup3, "hashlittle", beginning with zero.</summary>
internal static class Checksum
{
    /// <summary>Whether the last four bytes are the checksum of those before.</summary>
    public static bool IsRight(ReadOnlySpan<byte> block) =>
        block.Length >= 4 && Of(block[..^4]) == BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]);

    public static uint Of(ReadOnlySpan<byte> key)
    {
        var a = 0xdeadbeef + (uint)key.Length;
        var (b, c) = (a, a);
        while (key.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(key);
            b += BinaryPrimitives.ReadUInt32LittleEndian(key[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(key[8..]);
            (a, b, c) = Mix(a, b, c);
            key = key[12..];
        }

        if (key.IsEmpty)
        {
            return c;
        }

        Span<byte> rest = stackalloc byte[12];
        rest.Clear();
        key.CopyTo(rest);
        a += BinaryPrimitives.ReadUInt32LittleEndian(rest);
        b += BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        return Finish(a, b, c);
    }

    private static (uint A, uint B, uint C) Mix(uint a, uint b, uint c)
    {
        a = (a - c) ^ BitOperations.RotateLeft(c, 4);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 6);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 8);
        b += a;
        a = (a - c) ^ BitOperations.RotateLeft(c, 16);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 19);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 4);
        b += a;
        return (a, b, c);
    }

    private static uint Finish(uint a, uint b, uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
