using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>
/// The spectra of a map (file SpectrumData): height and width, then line after line its pixels, of which empty ones may be left out. A pixel
/// names its column and how its counts are packed: as the channels of single pulses with 16 or 12 bits each, or as runs of channels.
/// </summary>
internal sealed class SpectrumImage(SfsItem item, ElementType element, long height, long width, long channels) : SignalValues
{
    private const int DataAt = 0x1A0;
    private const int PixelHead = 22;
    private const int MostPixel = 1 << 20;

    // Where each line begins that was come by; later ones are found from the last.
    private readonly List<long> _lines = [DataAt];
    private Stream? _data;

    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape { get; } = [height, width, channels];

    /// <summary>Lines and columns, as the file itself begins with.</summary>
    public static (long Height, long Width) Size(SfsItem item)
    {
        using var stream = item.Open();
        Span<byte> head = stackalloc byte[8];
        ReadExactly(stream, head, item.Name);
        return (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]));
    }

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length == 0)
        {
            return;
        }

        lock (_lines)
        {
            into.Clear();
            _data ??= new BufferedStream(item.Open(), 64 * 1024);
            var counts = new uint[channels];
            var perLine = into.Length / (int)part.Count[0];
            for (var i = 0; i < part.Count[0]; i++)
            {
                ReadLine(part.Start[0] + i * part.Step[0], part, counts, into.Slice(i * perLine, perLine));
            }
        }
    }

    private void ReadLine(long line, in Slab part, uint[] counts, Span<byte> into)
    {
        while (_lines.Count <= line)
        {
            _data!.Position = _lines[^1];
            StepOver();
            _lines.Add(_data.Position);
        }

        _data!.Position = _lines[(int)line];
        var perPixel = into.Length / (int)part.Count[1];
        var pixels = Int32();
        for (var i = 0; i < pixels; i++)
        {
            var (column, pixel) = ReadPixelHead();
            var index = (column - part.Start[1]) / part.Step[1];
            if (column < part.Start[1] || (column - part.Start[1]) % part.Step[1] != 0 || index >= part.Count[1])
            {
                _data.Position += pixel.Length;
                continue;
            }

            var packed = new byte[pixel.Length];
            ReadExactly(_data, packed, item.Name);
            Array.Clear(counts);
            pixel.Count(packed, counts);
            Store(counts, part, into.Slice((int)index * perPixel, perPixel));
        }

        if (_lines.Count == line + 1)
        {
            _lines.Add(_data.Position);
        }
    }

    private void StepOver()
    {
        var pixels = Int32();
        for (var i = 0; i < pixels; i++)
        {
            var pixel = ReadPixelHead().Pixel;
            _data!.Position += pixel.Length;
        }
    }

    private void Store(uint[] counts, in Slab part, Span<byte> into)
    {
        for (var i = 0; i < part.Count[2]; i++)
        {
            var count = counts[(int)(part.Start[2] + i * part.Step[2])];
            switch (element.Bits)
            {
                case 8:
                    into[i] = (byte)Math.Min(count, byte.MaxValue);
                    break;
                case 16:
                    MemoryMarshal.Cast<byte, ushort>(into)[i] = (ushort)Math.Min(count, ushort.MaxValue);
                    break;
                default:
                    MemoryMarshal.Cast<byte, uint>(into)[i] = count;
                    break;
            }
        }
    }

    private (uint Column, PackedPixel Pixel) ReadPixelHead()
    {
        Span<byte> head = stackalloc byte[PixelHead];
        ReadExactly(_data!, head, item.Name);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head[18..]);
        if (length is < 0 or > MostPixel)
        {
            throw new DamagedException($"A pixel of {item.Name} claims {length} bytes");
        }

        return (
            BinaryPrimitives.ReadUInt32LittleEndian(head),
            new(BinaryPrimitives.ReadUInt16LittleEndian(head[12..]), BinaryPrimitives.ReadUInt16LittleEndian(head[16..]), length));
    }

    private int Int32()
    {
        Span<byte> four = stackalloc byte[4];
        ReadExactly(_data!, four, item.Name);
        return BinaryPrimitives.ReadInt32LittleEndian(four) is >= 0 and var count && count <= width
            ? count
            : throw new DamagedException($"A line of {item.Name} claims {BinaryPrimitives.ReadInt32LittleEndian(four)} pixels, and {width} are in one");
    }

    private static void ReadExactly(Stream stream, Span<byte> into, string name)
    {
        if (stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) < into.Length)
        {
            throw new DamagedException($"{name} ends before all pixels were told");
        }
    }
}
