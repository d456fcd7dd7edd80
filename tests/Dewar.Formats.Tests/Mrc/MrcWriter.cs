using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Mrc;

/// <summary>Writes MRC files by hand, so that every byte can be as old programs left it.</summary>
internal sealed class MrcWriter
{
    private readonly byte[] _header = new byte[1024];

    public MrcWriter(int columns, int rows, int sections, int mode, bool bigEndian = false, bool marked = true)
    {
        BigEndian = bigEndian;
        foreach (var (i, word) in new[] { columns, rows, sections, mode, 0, 0, 0, columns, rows, sections }.Index())
        {
            Word(i + 1, word);
        }

        Float(11, columns * 20).Float(12, rows * 20).Float(13, sections * 20).Word(17, 1).Word(18, 2).Word(19, 3)
            .Word(23, sections > 1 ? 0 : 1);
        if (marked)
        {
            Word(28, 20140);
            "MAP "u8.CopyTo(_header.AsSpan(208));
            _header[212] = _header[213] = (byte)(bigEndian ? 0x11 : 0x44);
        }
    }

    public bool BigEndian { get; }

    public MrcWriter Word(int number, int value)
    {
        var at = _header.AsSpan(4 * (number - 1));
        if (BigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(at, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, value);
        }

        return this;
    }

    public MrcWriter Float(int number, float value) => Word(number, BitConverter.SingleToInt32Bits(value));

    public MrcWriter Short(int at, short value)
    {
        BitConverter.TryWriteBytes(_header.AsSpan(at), value);
        return this;
    }

    public MrcWriter Text(int at, string text)
    {
        Encoding.ASCII.GetBytes(text).CopyTo(_header, at);
        return this;
    }

    /// <summary>The file: header, extended header, data.</summary>
    public byte[] File(byte[] data, byte[]? extended = null)
    {
        Word(24, extended?.Length ?? 0);
        return [.. _header, .. extended ?? [], .. data];
    }

    public byte[] Shorts(params short[] numbers)
    {
        var bytes = new byte[2 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (BigEndian)
            {
                BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2 * i), numbers[i]);
            }
            else
            {
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), numbers[i]);
            }
        }

        return bytes;
    }
}
