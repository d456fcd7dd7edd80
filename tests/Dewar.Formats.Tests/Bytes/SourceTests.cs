using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class SourceTests
{
    private static readonly byte[] Ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(3, 4, 4)]
    [InlineData(3, long.MaxValue, 7)]
    [InlineData(10, 5, 0)]
    [InlineData(11, 5, 0)]
    [InlineData(long.MaxValue, long.MaxValue, 0)]
    [InlineData(2, 0, 0)]
    [InlineData(2, -5, 0)]
    public void A_part_is_never_longer_than_its_whole(long start, long length, long expected)
    {
        var part = new PartSource(new MemorySource("a", Ten), start, length);

        Assert.Equal(expected, part.Length);
        Assert.Equal(Ten.Skip((int)Math.Min(start, 10)).Take((int)expected), part.ReadBytes(0, expected));
        Assert.Equal(0, part.Read(expected, new byte[4]));
        Assert.Throws<DamagedException>(() => part.ReadBytes(0, expected + 1));
    }

    [Fact]
    public void A_part_of_a_part_counts_from_its_own_beginning()
    {
        var part = new PartSource(new PartSource(new MemorySource("a", Ten), 2, 6), 3);

        Assert.Equal([5, 6, 7], part.ReadBytes(0, 3));
        Assert.Equal(3, part.Length);
        Assert.Equal("a", part.Name);
    }

    [Fact]
    public void A_part_has_the_companions_of_its_whole()
    {
        var whole = new MemorySource("a.hdr", Ten, new Dictionary<string, byte[]> { ["a.img"] = [1], ["b.img"] = [2] });
        using var part = new PartSource(whole, 5);

        Assert.Equal([1], part.Companion("a.img")!.ReadBytes(0, 1));
        Assert.Equal(["a.img"], part.Companions("a"));
        Assert.Null(part.Companion("c.img"));
    }

    [Fact]
    public void Memory_lists_what_lies_beside_it_in_order()
    {
        var beside = Enumerable.Range(0, 1200).ToDictionary(i => $"f{i:0000}", i => new byte[] { (byte)i });
        using var source = new MemorySource("a", Ten, beside);

        Assert.Equal(1000, source.Companions("f").Count);
        Assert.Equal(["f0011"], source.Companions("f0011"));
        Assert.Empty(source.Companions("F"));
        Assert.Empty(new MemorySource("a", Ten).Companions(""));
    }

    [Theory, InlineData(-1, 1), InlineData(0, -1)]
    [InlineData(10, 1), InlineData(0, 11), InlineData(long.MaxValue, 1), InlineData(1, long.MaxValue)]
    public void What_is_not_there_is_not_read(long at, long count) =>
        Assert.Throws<DamagedException>(() => new MemorySource("a", Ten).ReadBytes(at, count));

    [Fact]
    public void Nothing_at_the_very_end_is_there() => Assert.Empty(new MemorySource("a", Ten).ReadBytes(10, 0));

    [Fact]
    public void What_is_made_later_is_made_once()
    {
        var made = 0;
        using var later = new LaterSource(
            () =>
            {
                made++;
                return Ten;
            },
            10);

        Assert.Equal((10, 0), (later.Length, made));
        Assert.Equal([2, 3], later.ReadBytes(2, 2));
        Assert.Equal([9], later.ReadBytes(9, 1));
        Assert.Equal(1, made);
        Assert.Null(later.Companion("a"));
        Assert.Empty(later.Companions(""));
    }

    [Fact]
    public void Less_than_was_promised_is_damage()
    {
        using var later = new LaterSource(() => [1, 2], 10);

        Assert.Throws<DamagedException>(() => later.ReadBytes(0, 10));
    }

    [Fact]
    public void A_stream_goes_to_the_end_and_anywhere()
    {
        using var stream = new SourceStream(new MemorySource("a", Ten));
        var all = new MemoryStream();
        stream.CopyTo(all);

        Assert.Equal(Ten, all.ToArray());
        Assert.Equal(-1, stream.ReadByte());
        Assert.Equal(7, stream.Seek(-3, SeekOrigin.End));
        Assert.Equal(7, stream.ReadByte());
        Assert.Equal(7, stream.Seek(-1, SeekOrigin.Current));
        Assert.Equal(100, stream.Seek(100, SeekOrigin.Begin));
        Assert.Equal(0, stream.Read(new byte[4], 0, 4));
        Assert.Throws<InvalidDataException>(() => stream.Seek(-1, SeekOrigin.Begin));
        Assert.Throws<OverflowException>(() => stream.Seek(long.MaxValue, SeekOrigin.Current));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
    }

    [Theory]
    [InlineData(1, "010203040506")]
    [InlineData(2, "020104030605")]
    [InlineData(3, "030201060504")]
    [InlineData(6, "060504030201")]
    public void Numbers_of_any_size_are_turned_round(int size, string expected)
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6];
        ByteOrder.Reverse(bytes, size);

        Assert.Equal(expected, Convert.ToHexString(bytes));
    }

    [Theory, InlineData(4), InlineData(8), InlineData(16)]
    public void Turned_round_twice_they_are_as_before(int size)
    {
        var bytes = Enumerable.Range(0, 64).Select(i => (byte)i).ToArray();
        ByteOrder.Reverse(bytes, size);
        Assert.Equal(size - 1, bytes[0]);
        ByteOrder.Reverse(bytes, size);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (byte)i), bytes);
    }

    [Theory, InlineData(1, "H"), InlineData(26, "Fe")]
    [InlineData(79, "Au"), InlineData(103, "Lr"), InlineData(0, null), InlineData(104, null)]
    [InlineData(-1, null), InlineData(long.MaxValue, null)]
    public void Elements_have_their_symbols(long number, string? symbol) => Assert.Equal(symbol, ChemicalSymbols.Of(number));
}
