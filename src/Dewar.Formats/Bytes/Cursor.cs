using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// Reads one value after the other. What a file claims about lengths is compared with what it has before memory is taken.
/// </summary>
/// <param name="source">Where the bytes are.</param>
/// <param name="position">Where to begin, in bytes.</param>
/// <param name="bigEndian">The byte order of numbers.</param>
public sealed class Cursor(ByteSource source, long position = 0, bool bigEndian = false)
{
    private readonly byte[] _buffer = new byte[1024];
    private long _bufferStart;
    private int _bufferLength;

    /// <summary>Where the next value is, in bytes from the beginning.</summary>
    public long Position { get; set; } = position;

    /// <summary>The byte order of numbers.</summary>
    public bool BigEndian { get; set; } = bigEndian;

    /// <summary>Bytes up to the end.</summary>
    public long Left => Math.Max(0, source.Length - Position);

    public ByteSource Source => source;

    public byte U8() => Next(1)[0];

    public sbyte I8() => (sbyte)Next(1)[0];

    public ushort U16() => BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Next(2)) : BinaryPrimitives.ReadUInt16LittleEndian(Next(2));

    public short I16() => (short)U16();

    public uint U32() => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Next(4)) : BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

    public int I32() => (int)U32();

    public ulong U64() => BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(Next(8)) : BinaryPrimitives.ReadUInt64LittleEndian(Next(8));

    public long I64() => (long)U64();

    public float F32() => BitConverter.UInt32BitsToSingle(U32());

    public double F64() => BitConverter.UInt64BitsToDouble(U64());

    /// <summary>So many bytes, in memory of their own.</summary>
    public byte[] Bytes(long count)
    {
        var bytes = source.ReadBytes(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>So many bytes of text, up to the first zero byte; blanks at the end are no part of it.</summary>
    public string Text(long count, Encoding? encoding = null)
    {
        var bytes = Bytes(count).AsSpan();
        var end = bytes.IndexOf((byte)0);
        return (encoding ?? Encoding.Latin1).GetString(end < 0 ? bytes : bytes[..end]).TrimEnd();
    }

    /// <summary>Steps over so many bytes; back when negative.</summary>
    public void Skip(long count) => Position = checked(Position + count);

    /// <summary>
    /// A count that the file claims, after making sure that so many elements fit between here and the end.
    /// </summary>
    /// <param name="elementSize">Bytes that one of them takes at the least.</param>
    /// <exception cref="DamagedException">They do not fit.</exception>
    public int Count(long count, int elementSize, string what)
    {
        if (count < 0 || count > Left / Math.Max(1, elementSize) || count > Array.MaxLength)
        {
            throw new DamagedException($"{source.Name} claims {count} {what}, and {Left} bytes are left", Position);
        }

        return (int)count;
    }

    private ReadOnlySpan<byte> Next(int count)
    {
        if (Position < _bufferStart || Position > _bufferStart + _bufferLength - count)
        {
            if (Position < 0 || Position > source.Length - count)
            {
                throw new DamagedException($"{source.Name} ends before what it announces", Position);
            }

            _bufferStart = Position;
            _bufferLength = source.Read(Position, _buffer);
            if (_bufferLength < count)
            {
                throw new DamagedException($"{source.Name} became shorter while it was read", Position);
            }
        }

        var bytes = _buffer.AsSpan((int)(Position - _bufferStart), count);
        Position += count;
        return bytes;
    }
}
