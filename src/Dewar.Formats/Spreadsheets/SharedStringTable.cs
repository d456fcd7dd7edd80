using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Spreadsheets;

/// <summary>The table of strings of BIFF8, which is cut into records without regard to where strings end.</summary>
/// <param name="stream">The workbook.</param>
/// <param name="parts">Where the content of the records is.</param>
internal sealed class SharedStringTable(byte[] stream, IReadOnlyList<(long Start, int Length)> parts)
{
    private int _part;
    private int _at;

    public uint Announced { get; private set; }

    /// <summary>Reads the strings; false when there are fewer than announced.</summary>
    public bool Read(List<string> into)
    {
        Skip(4);
        Announced = (uint)(U16() | U16() << 16);
        for (var i = 0u; i < Announced && i < 1_000_000; i++)
        {
            if (!TryString(out var text))
            {
                return false;
            }

            into.Add(text);
        }

        return true;
    }

    private bool IsOver => _part >= parts.Count;

    private int LeftHere => IsOver ? 0 : parts[_part].Length - _at;

    private bool TryString(out string text)
    {
        text = "";
        var count = U16();
        var flags = U8();
        var runs = (flags & 8) != 0 ? U16() : 0;
        var extra = (flags & 4) != 0 ? (long)(uint)(U16() | U16() << 16) : 0;
        if (IsOver && count > 0)
        {
            return false;
        }

        var letters = new StringBuilder(Math.Min(count, 32_768));
        var wide = (flags & 1) != 0;
        while (letters.Length < count)
        {
            if (LeftHere == 0)
            {
                _part++;
                _at = 0;
                if (IsOver)
                {
                    return false;
                }

                wide = (U8() & 1) != 0;
                continue;
            }

            var here = Math.Min(count - letters.Length, wide ? LeftHere / 2 : LeftHere);
            if (here == 0)
            {
                Skip(LeftHere);
                continue;
            }

            var bytes = stream.AsSpan((int)parts[_part].Start + _at, wide ? 2 * here : here);
            letters.Append((wide ? Encoding.Unicode : Encoding.Latin1).GetString(bytes));
            _at += bytes.Length;
        }

        Skip(4L * runs + extra);
        text = letters.ToString();
        return true;
    }

    private byte U8()
    {
        while (!IsOver && LeftHere == 0)
        {
            _part++;
            _at = 0;
        }

        return IsOver ? (byte)0 : stream[parts[_part].Start + _at++];
    }

    private int U16()
    {
        if (LeftHere >= 2)
        {
            var value = BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan((int)parts[_part].Start + _at));
            _at += 2;
            return value;
        }

        return U8() | U8() << 8;
    }

    private void Skip(long count)
    {
        while (count > 0 && !IsOver)
        {
            var here = (int)Math.Min(count, LeftHere);
            _at += here;
            count -= here;
            if (LeftHere == 0)
            {
                _part++;
                _at = 0;
            }
        }
    }
}
