using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mib;

/// <summary>
/// Frames as the chips send them (R64): words of 64 bits, big-endian, whose first pixel is in the lowest bits. Counters of 1 bit are
/// packed, those of 6 bits take a byte, those of 12 bits two, and those of 24 bits two frames of 12 bits, the higher bits first. Of four
/// chips in a square, a stored row is one row of each: of the fourth, the third, the second, the first; the lower two lie upside down.
/// </summary>
/// <param name="chips">Bits of a counter: 1, 6, 12, 24; and whether four chips are in a square, rather than one or several in a row.</param>
/// <param name="frame">Bytes from one frame to the next.</param>
internal sealed class MibRawValues(ByteSource file, MibHeader header, (int Depth, bool Quad) chips, long frame, IReadOnlyList<long> shape) : SignalValues
{
    public override ElementType Element { get; } = chips.Depth switch
    {
        <= 8 => ElementType.UInt8,
        <= 16 => ElementType.UInt16,
        _ => ElementType.UInt32,
    };

    public override IReadOnlyList<long> Shape => shape;

    /// <summary>Bytes of a frame's pixels, as they are stored; null when there are no counters of so many bits.</summary>
    public static long? StoredBytes(long width, long height, long depth) => depth switch
    {
        1 => checked(width * height) / 8,
        6 => checked(width * height),
        12 => checked(width * height * 2),
        24 => checked(width * height * 4),
        _ => null,
    };

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length == 0)
        {
            return;
        }

        var scan = shape.Count - 2;
        var (rows, columns) = ((int)part.Count[scan], (int)part.Count[scan + 1]);
        var size = rows * columns * Element.Size;
        var numbers = new long[scan];
        for (var done = 0; done < into.Length; done += size)
        {
            long number = 0;
            for (var axis = 0; axis < scan; axis++)
            {
                number = number * shape[axis] + part.Start[axis] + numbers[axis] * part.Step[axis];
            }

            Cut(Frame(number), part, scan, into.Slice(done, size));
            for (var axis = scan - 1; axis >= 0 && ++numbers[axis] == part.Count[axis]; axis--)
            {
                numbers[axis] = 0;
            }
        }
    }

    private void Cut(byte[] pixels, in Slab part, int scan, Span<byte> into)
    {
        var size = Element.Size;
        var done = 0;
        for (var row = 0; row < part.Count[scan]; row++)
        {
            var line = (part.Start[scan] + row * part.Step[scan]) * shape[^1];
            for (var column = 0; column < part.Count[scan + 1]; column++, done += size)
            {
                var at = (int)((line + part.Start[scan + 1] + column * part.Step[scan + 1]) * size);
                pixels.AsSpan(at, size).CopyTo(into[done..]);
            }
        }
    }

    // A whole frame, upright.
    private byte[] Frame(long number)
    {
        var stored = file.ReadBytes(checked(number * frame + header.Length), frame - header.Length);
        var (width, height) = ((int)header.Width, (int)header.Height);
        var pixels = new byte[checked(width * height * Element.Size)];
        for (var row = 0; row < height; row++)
        {
            if (chips.Quad)
            {
                PlaceQuad(stored, row, pixels, width / 4, height);
            }
            else
            {
                Decode(stored, (long)row * width, width, pixels.AsSpan(row * width * Element.Size, width * Element.Size), turned: false);
            }
        }

        return pixels;
    }

    private void PlaceQuad(byte[] stored, int row, byte[] pixels, int side, int height)
    {
        for (var block = 0; block < 4; block++)
        {
            var lower = block < 2;
            var y = lower ? 2 * height - 1 - row : row;
            var x = block is 0 or 2 ? side : 0;
            var target = pixels.AsSpan((y * 2 * side + x) * Element.Size, side * Element.Size);
            Decode(stored, ((long)row * 4 + block) * side, side, target, lower);
        }
    }

    private void Decode(byte[] stored, long first, int count, Span<byte> into, bool turned)
    {
        for (var i = 0; i < count; i++)
        {
            var at = first + i;
            var place = turned ? count - 1 - i : i;
            switch (chips.Depth)
            {
                case 1:
                    into[place] = (byte)(stored[(at / 64 * 8) + 7 - (at % 64 / 8)] >> (int)(at % 8) & 1);
                    break;
                case 6:
                    into[place] = stored[(at / 8 * 8) + 7 - (at % 8)];
                    break;
                case 12:
                    BinaryPrimitives.WriteUInt16LittleEndian(into[(place * 2)..], Twelve(stored, at));
                    break;
                default:
                    var high = (uint)Twelve(stored, at) << 12;
                    BinaryPrimitives.WriteUInt32LittleEndian(into[(place * 4)..], high + Twelve(stored, at + header.Width * header.Height));
                    break;
            }
        }
    }

    private static ushort Twelve(byte[] stored, long at) =>
        BinaryPrimitives.ReadUInt16BigEndian(stored.AsSpan((int)(((at / 4 * 4) + 3 - (at % 4)) * 2)));
}
