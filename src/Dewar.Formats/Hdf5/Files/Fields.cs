using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Bytes of an address and of a length; the superblock says them for the whole file.</summary>
internal readonly record struct FieldSizes(int Offsets, int Lengths);

/// <summary>Takes the fields of a structure one after the other. All of them are little-endian.</summary>
/// <param name="bytes">The structure.</param>
/// <param name="at">Where it stands in the file.</param>
/// <param name="part">What it is, for complaints: "the object header".</param>
internal ref struct Fields(ReadOnlySpan<byte> bytes, long at, FieldSizes sizes, string part)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes taken so far.</summary>
    public int Position { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public readonly long At => at + Position;

    public readonly FieldSizes Sizes => sizes;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>An address; -1 when it is undefined.</summary>
    public long Offset() => Signed(sizes.Offsets);

    /// <summary>A length; -1 when it is undefined or unlimited.</summary>
    public long Length() => Signed(sizes.Lengths);

    /// <summary>A count of a size in bytes that is said elsewhere; -1 when all bits are set.</summary>
    public long Signed(int size)
    {
        var field = Take(size);
        if (field.IndexOfAnyExcept((byte)0xff) < 0)
        {
            return -1;
        }

        ulong value = 0;
        for (var i = size - 1; i >= 0; i--)
        {
            if (value >> 55 != 0)
            {
                throw new DamagedException($"In {part} stands an address or length beyond all files", At - size);
            }

            value = value << 8 | field[i];
        }

        return (long)value;
    }

    /// <summary>A count of up to eight bytes in which all bits may be set.</summary>
    public ulong Unsigned(int size)
    {
        var field = Take(size);
        ulong value = 0;
        for (var i = Math.Min(size, 8) - 1; i >= 0; i--)
        {
            value = value << 8 | field[i];
        }

        return value;
    }

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            throw new DamagedException($"{Sentence(part)} ends before what it announces", At);
        }

        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public void Skip(long count) => Take(count);

    /// <summary>Goes on at the next multiple of so many bytes, counted from the beginning or from another place.</summary>
    public void Align(int multiple, int from = 0) => Skip(Math.Min(Left, (multiple - (Position - from) % multiple) % multiple));

    /// <summary>Text up to a zero byte, which is taken as well.</summary>
    public string Text()
    {
        var end = _bytes[Position..].IndexOf((byte)0);
        if (end < 0)
        {
            throw new DamagedException($"A name in {part} has no end", At);
        }

        var text = Encoding.UTF8.GetString(_bytes.Slice(Position, end));
        Position += end + 1;
        return text;
    }

    /// <summary>Makes sure that the structure begins with its signature.</summary>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take(signature.Length).SequenceEqual(signature))
        {
            throw new DamagedException($"{Sentence(part)} is not where it should be", At - signature.Length);
        }
    }

    /// <summary>Makes sure that the version is one that exists.</summary>
    public byte Version(int least, int most)
    {
        var version = U8();
        return version >= least && version <= most
            ? version
            : throw new DamagedException($"{Sentence(part)} has version {version}, which nobody knows", At - 1);
    }

    private static string Sentence(string part) => char.ToUpperInvariant(part[0]) + part[1..];
}
