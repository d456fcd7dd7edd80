using System.Buffers.Binary;
using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Bmp;

/// <summary>The pixels of a bitmap that is not compressed: only the rows that are asked for are read.</summary>
/// <param name="file">Where it is.</param>
internal sealed class BmpValues(ByteSource file, BmpHeader header) : SignalValues
{
    private readonly int _size = header.Element.Size;

    public override ElementType Element => header.Element;

    public override IReadOnlyList<long> Shape { get; } = [header.Height, header.Width];

    public override void Read(in Slab part, Span<byte> into)
    {
        var (first, across, step) = (part.Start[1], (int)part.Count[1], part.Step[1]);
        if (across == 0)
        {
            return;
        }

        var firstByte = first * header.Bits / 8;
        var length = ((first + (across - 1) * step + 1) * header.Bits + 7) / 8 - firstByte;
        byte[]? row = null;
        for (var i = 0; i < part.Count[0]; i++)
        {
            var y = part.Start[0] + i * part.Step[0];
            var at = header.DataAt + (header.IsTopDown ? y : header.Height - 1 - y) * header.Stride + firstByte;
            if (row is null)
            {
                // Memory is taken only when the file has such a row.
                row = file.ReadBytes(at, length);
            }
            else
            {
                file.ReadExactly(at, row);
            }

            var line = into.Slice(i * across * _size, across * _size);
            for (var x = 0; x < across; x++)
            {
                var bit = (first + x * step) * header.Bits - firstByte * 8;
                Pixel(row.AsSpan((int)(bit / 8)), (int)(bit % 8), line.Slice(x * _size, _size));
            }
        }
    }

    private void Pixel(ReadOnlySpan<byte> from, int bit, Span<byte> to)
    {
        switch (header.Bits)
        {
            case 8:
                to[0] = from[0];
                break;
            case < 8:
                to[0] = (byte)(from[0] >> 8 - header.Bits - bit & (1 << header.Bits) - 1);
                break;
            case 24:
                (to[0], to[1], to[2]) = (from[2], from[1], from[0]);
                break;
            default:
                var pixel = header.Bits == 16
                    ? BinaryPrimitives.ReadUInt16LittleEndian(from)
                    : BinaryPrimitives.ReadUInt32LittleEndian(from);
                for (var channel = 0; channel < to.Length; channel++)
                {
                    to[channel] = Sample(pixel, header.Masks[channel]);
                }

                break;
        }
    }

    // The bits under a mask, stretched over a byte.
    private static byte Sample(uint pixel, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        var shift = BitOperations.TrailingZeroCount(mask);
        return (byte)(((ulong)((pixel & mask) >> shift) * 255) / (mask >> shift));
    }
}
