using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// The events of a spectrum image of Velox: 16-bit words, each a channel in which a photon was counted, and 65535 for the step to the next
/// pixel of the scan, frame after frame; a stream for each detector. They can only be read from one end to the other: the sums, or where
/// there is room the whole, are made when asked for, in one pass.
/// </summary>
/// <param name="streams">One for each detector.</param>
/// <param name="shape">Rows, columns, channels.</param>
/// <param name="frames">Frames that count; what comes after them does not.</param>
internal sealed class VeloxStream(IReadOnlyList<Hdf5Dataset> streams, (int Rows, int Columns, int Channels) shape, long frames)
{
    private const ushort NextPixel = 0xffff;
    private const int Block = 1 << 22;

    private readonly Lock _reading = new();
    private double[]? _map;
    private double[]? _spectrum;

    public SignalValues Map => new Sums(this, isMap: true);

    public SignalValues Spectrum => new Sums(this, isMap: false);

    /// <summary>All counts, row after row, the channels of a pixel together. What does not fit into an element stays at its greatest.</summary>
    public byte[] Decode(ElementType element)
    {
        var cube = new byte[DecodedValues.Size(element, [shape.Rows, shape.Columns, shape.Channels])];
        Pass((pixel, words) =>
        {
            var counts = cube.AsSpan(checked(pixel * shape.Channels * element.Size), shape.Channels * element.Size);
            foreach (var word in words)
            {
                if (word < shape.Channels)
                {
                    Increment(counts.Slice(word * element.Size, element.Size));
                }
            }
        });
        return cube;
    }

    private static void Increment(Span<byte> count)
    {
        switch (count.Length)
        {
            case 1:
                count[0] += count[0] == byte.MaxValue ? (byte)0 : (byte)1;
                break;
            case 2 when BinaryPrimitives.ReadUInt16LittleEndian(count) is < ushort.MaxValue and var small:
                BinaryPrimitives.WriteUInt16LittleEndian(count, (ushort)(small + 1));
                break;
            case 4 when BinaryPrimitives.ReadUInt32LittleEndian(count) is < uint.MaxValue and var large:
                BinaryPrimitives.WriteUInt32LittleEndian(count, large + 1);
                break;
        }
    }

    private void Sum()
    {
        lock (_reading)
        {
            if (_map is not null)
            {
                return;
            }

            var (map, spectrum) = (new double[shape.Rows * shape.Columns], new double[shape.Channels]);
            Pass((pixel, words) =>
            {
                foreach (var word in words)
                {
                    if (word < spectrum.Length)
                    {
                        map[pixel]++;
                        spectrum[word]++;
                    }
                }
            });
            (_map, _spectrum) = (map, spectrum);
        }
    }

    // Gives the words of each pixel, whole or in pieces.
    private void Pass(Events each)
    {
        var pixels = shape.Rows * shape.Columns;
        foreach (var stream in streams)
        {
            var (pixel, frame) = (0, 0L);
            var length = stream.Shape[0];
            for (var at = 0L; at < length && frame < frames; at += Block)
            {
                var count = Math.Min(Block, length - at);
                var words = MemoryMarshal.Cast<byte, ushort>(stream.Read(new([at, 0], [count, 1], [1, 1])).AsSpan());
                while (frame < frames)
                {
                    var end = words.IndexOf(NextPixel);
                    each(pixel, end < 0 ? words : words[..end]);
                    if (end < 0)
                    {
                        break;
                    }

                    words = words[(end + 1)..];
                    if (++pixel == pixels)
                    {
                        (pixel, frame) = (0, frame + 1);
                    }
                }
            }
        }
    }

    private delegate void Events(int pixel, ReadOnlySpan<ushort> words);

    private sealed class Sums(VeloxStream stream, bool isMap) : SignalValues
    {
        public override ElementType Element => ElementType.Float64;

        public override IReadOnlyList<long> Shape { get; } = isMap ? [stream.Rows, stream.Columns] : [stream.Channels];

        public override void Read(in Slab part, Span<byte> into)
        {
            stream.Sum();
            var numbers = MemoryMarshal.AsBytes<double>(isMap ? stream._map : stream._spectrum).ToArray();
            new PackedValues(new MemorySource("", numbers), 0, Element, Shape).Read(part, into);
        }
    }

    private long Rows => shape.Rows;

    private long Columns => shape.Columns;

    private long Channels => shape.Channels;
}
