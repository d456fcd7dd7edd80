using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// A file of the oldest format, byte by byte: superblock 0, a root group with a B-tree, a symbol table node and a local heap, and in it a
/// dataset of 16 × 20 numbers of 16 bits with two attributes: 0, 1, 2, …
/// </summary>
internal static class OldFile
{
    private const int Root = 96;
    private const int Tree = 160;
    private const int Heap = 320;
    private const int Names = 360;
    private const int Node = 400;
    private const int Image = 500;
    private const int Values = 900;

    public static byte[] Sample()
    {
        var file = new byte[Values + 16 * 20 * 2];
        Put(file, 0, [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10, 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0]);
        Numbers(file, 24, 0, -1, file.Length, -1, 0, Root);

        // The root's header: a symbol table message.
        Put(file, Root, [1, 0, 1, 0, 1, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0x11, 0, 16]);
        Numbers(file, Root + 24, Tree, Heap);
        Put(file, Tree, [.. "TREE"u8, 0, 0, 1, 0]);
        Numbers(file, Tree + 8, -1, -1, 0, Node, 8);
        Put(file, Heap, "HEAP"u8);
        Numbers(file, Heap + 8, 32, 24, Names);
        Put(file, Names + 8, "image"u8);
        Put(file, Node, [.. "SNOD"u8, 1, 0, 1, 0]);
        Numbers(file, Node + 8, 8, Image);

        byte[] type = [0x10, 8, 0, 0, 2, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0];
        byte[] space = [1, 2, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(16L), .. BitConverter.GetBytes(20L)];
        byte[] layout = [3, 1, .. BitConverter.GetBytes((long)Values), .. BitConverter.GetBytes(640L), 0, 0, 0, 0, 0, 0];
        byte[] messages = [.. Message(1, space), .. Message(3, type), .. Message(8, layout), .. Message(12, Text("units", "counts")), .. Message(12, Text("units2", "nm"))];
        Put(file, Image, [1, 0, 5, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(messages.Length), 0, 0, 0, 0, .. messages]);
        for (var i = 0; i < 16 * 20; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(Values + 2 * i), (short)i);
        }

        return file;
    }

    private static byte[] Message(byte type, byte[] body) => [type, 0, .. BitConverter.GetBytes((short)body.Length), 0, 0, 0, 0, .. body];

    private static byte[] Text(string name, string value)
    {
        byte[] names = new byte[8], text = new byte[8];
        Encoding.ASCII.GetBytes(name, names);
        Encoding.ASCII.GetBytes(value, text);
        return [1, 0, (byte)(name.Length + 1), 0, 8, 0, 8, 0, .. names, 0x13, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. text];
    }

    private static void Numbers(byte[] file, int at, params ReadOnlySpan<long> numbers)
    {
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), number);
            at += 8;
        }
    }

    private static void Put(byte[] file, int at, ReadOnlySpan<byte> bytes) => bytes.CopyTo(file.AsSpan(at));
}
