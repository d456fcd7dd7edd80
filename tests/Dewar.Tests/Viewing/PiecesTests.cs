using Dewar.Sdk;
using Xunit;

namespace Dewar.Viewing;

public sealed class PiecesTests
{
    [Theory]
    [InlineData("3000,2000", "0,0", "3000,2000", "1,1", null)]
    [InlineData("3000,2000", "1,5", "1400,1000", "2,1", "100,2000")]
    [InlineData("40,300,400", "0,0,0", "40,300,400", "1,1,1", "7,64,64")]
    [InlineData("1,1,6000000", "0,0,3", "1,1,5999997", "1,1,1", "1,1,4096")]
    [InlineData("5,5", "0,0", "0,5", "1,1", null)]
    [InlineData("", "", "", "", null)]
    public void All_elements_come_once_and_in_order(string shape, string start, string count, string step, string? chunk)
    {
        var lengths = Numbers(shape);
        var part = new Slab(Numbers(start), Numbers(count), Numbers(step));
        var came = new List<int>();
        var largest = 0;

        Pieces.Each(part, 4, chunk is null ? null : Numbers(chunk), (in Slab piece, Span<byte> into) => Fill(lengths, piece, into), bytes =>
        {
            largest = Math.Max(largest, bytes.Length);
            came.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(bytes.Span).ToArray());
        });

        var whole = new byte[part.Elements * 4];
        Fill(lengths, part, whole);
        Assert.Equal(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(whole).ToArray(), came);
        Assert.InRange(largest, 0, 48 << 20);
    }

    [Fact]
    public void Pieces_are_whole_portions_where_memory_allows_that()
    {
        var counts = new List<long>();

        Pieces.Each(new Slab([0, 0], [1000, 1 << 20], [1, 1]), 2, [10, 1 << 20], (in Slab piece, Span<byte> _) => counts.Add(piece.Count[0]), _ => { });

        Assert.Equal(100, counts.Count);
        Assert.All(counts, count => Assert.Equal(10, count));
    }

    [Fact]
    public void Too_much_is_refused_before_anything_is_read()
    {
        Assert.Equal(8, Pieces.Bounded(2, 4));
        Assert.Equal(413, Assert.Throws<ViewFault>(() => Pieces.Bounded(1L << 40, 4)).Status);
        Assert.Equal(413, Assert.Throws<ViewFault>(() => Pieces.Bounded(long.MaxValue, 8)).Status);
    }

    private static long[] Numbers(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    /// <summary>Each element is its own number in the whole.</summary>
    private static void Fill(long[] shape, in Slab piece, Span<byte> into)
    {
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(into);
        var at = new long[shape.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            long number = 0;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                number = number * shape[axis] + piece.Start[axis] + at[axis] * piece.Step[axis];
            }

            numbers[i] = (int)number;
            for (var axis = shape.Length - 1; axis >= 0 && ++at[axis] == piece.Count[axis]; axis--)
            {
                at[axis] = 0;
            }
        }
    }
}
