using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

/// <summary>Values come out in the order of the axes, however they are stored.</summary>
public sealed class PackedValuesTests
{
    private static readonly byte[] File = [.. Enumerable.Range(0, 2 * 3 * 4 * 5).Select(i => (byte)i)];

    // The shape is 2, 3, 4, 5; the strides say which axis is stored fastest.
    public static TheoryData<string> Orders => ["60 20 5 1", "1 2 6 24", "60 1 15 3", "20 40 1 4", "5 10 30 1"];

    [Theory, MemberData(nameof(Orders))]
    public void Any_part_is_read_in_any_order(string order)
    {
        long[] strides = [.. order.Split(' ').Select(long.Parse)];
        long[] shape = [2, 3, 4, 5];
        var values = new PackedValues(new MemorySource("a", File), 0, ElementType.UInt8, shape) { Strides = strides };
        foreach (var part in new[]
        {
            Slab.All(shape), new Slab([1, 0, 1, 2], [1, 3, 2, 3], [1, 1, 2, 1]), new Slab([0, 2, 0, 4], [2, 1, 4, 1], [1, 1, 1, 1]), new Slab([1, 1, 1, 0], [1, 1, 1, 3], [1, 1, 1, 2]),
        })
        {
            var expected =
                from a in Enumerable.Range(0, (int)part.Count[0])
                from b in Enumerable.Range(0, (int)part.Count[1])
                from c in Enumerable.Range(0, (int)part.Count[2])
                from d in Enumerable.Range(0, (int)part.Count[3])
                select (double)new[] { a, b, c, d }.Select((i, axis) => (part.Start[axis] + i * part.Step[axis]) * strides[axis]).Sum();

            Assert.Equal(expected, values.ReadNumbers(part));
        }
    }

    [Fact]
    public void Big_endian_numbers_stay_whole()
    {
        var values = new PackedValues(new MemorySource("a", File), 0, ElementType.UInt16, [3, 4]) { Strides = [2, 6], BigEndian = true };

        Assert.Equal([0x0001, 0x0607, 0x0C0D, 0x1213, 0x0203], values.ReadNumbers(new([0, 0], [2, 4], [1, 1]))[..5]);
    }

    [Theory, InlineData(3), InlineData(5000)]
    public void A_picture_that_is_stored_upside_down_is_read_in_one_piece_and_turned(int width)
    {
        const int Height = 7;
        var bytes = Enumerable.Range(0, width * Height).Select(i => (byte)(i * 31 + i / width)).ToArray();
        var source = new MemorySource("a", bytes);
        var counting = new Counting(width * Height);
        foreach (var (start, count) in ((long, long)[])[(0, Height), (2, 4), (6, 1)])
        {
            var part = new Slab([start, 0], [count, width], [1, 1]);
            var read = new byte[count * width];

            new PackedValues(source, (Height - 1) * width, ElementType.UInt8, [Height, width]) { Strides = [-width, 1] }.Read(part, read);
            new PackedValues(counting, (Height - 1) * width, ElementType.UInt8, [Height, width]) { Strides = [-width, 1] }.Read(part, read.ToArray());

            Assert.Equal(Enumerable.Range(0, (int)count).SelectMany(row => bytes.AsSpan((int)(Height - 1 - start - row) * width, width).ToArray()), read);
        }

        Assert.Equal(3, counting.Reads);
    }

    [Fact]
    public void A_spectrum_image_stored_plane_by_plane_is_read_in_few_pieces()
    {
        var source = new Counting(1024 * 64 * 64);
        var values = new PackedValues(source, 0, ElementType.UInt8, [64, 64, 1024]) { Strides = [64, 1, 4096] };

        values.ReadNumbers(Slab.All(values.Shape));

        Assert.InRange(source.Reads, 1, 2048);
    }

    private sealed class Counting(long length) : ByteSource
    {
        public int Reads { get; private set; }

        public override string Name => "many";

        public override long Length => length;

        public override int Read(long offset, Span<byte> into)
        {
            Reads++;
            return into.Length;
        }

        public override ByteSource? Companion(string path) => null;

        public override IReadOnlyList<string> Companions(string prefix) => [];

        protected override void Dispose(bool disposing)
        {
            // Nothing is open.
        }
    }
}
