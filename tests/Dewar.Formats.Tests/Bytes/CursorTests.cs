using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class CursorTests
{
    private static readonly byte[] Numbers = [.. Enumerable.Range(1, 64).Select(i => (byte)(i * 37))];

    [Fact]
    public void Numbers_follow_each_other_in_little_endian()
    {
        var cursor = Of(Numbers);

        Assert.Equal(Numbers[0], cursor.U8());
        Assert.Equal((sbyte)Numbers[1], cursor.I8());
        Assert.Equal(BitConverter.ToUInt16(Numbers, 2), cursor.U16());
        Assert.Equal(BitConverter.ToInt16(Numbers, 4), cursor.I16());
        Assert.Equal(BitConverter.ToUInt32(Numbers, 6), cursor.U32());
        Assert.Equal(BitConverter.ToInt32(Numbers, 10), cursor.I32());
        Assert.Equal(BitConverter.ToUInt64(Numbers, 14), cursor.U64());
        Assert.Equal(BitConverter.ToInt64(Numbers, 22), cursor.I64());
        Assert.Equal(BitConverter.ToSingle(Numbers, 30), cursor.F32());
        Assert.Equal(BitConverter.ToDouble(Numbers, 34), cursor.F64());
        Assert.Equal((42, 22), (cursor.Position, cursor.Left));
    }

    [Fact]
    public void Big_endian_is_the_other_way_round_and_may_begin_anywhere()
    {
        var cursor = Of([1, 2, 3, 4, 5, 6, 7, 8, 9], bigEndian: true);

        Assert.Equal(0x0102, cursor.U16());
        Assert.Equal(0x03040506u, cursor.U32());
        cursor.BigEndian = false;
        Assert.Equal(0x0807, cursor.U16());
        cursor.Position = 0;
        cursor.BigEndian = true;
        Assert.Equal(0x0102030405060708u, cursor.U64());
    }

    [Theory, InlineData(0, "abc"), InlineData(3, ""), InlineData(4, "de f"), InlineData(9, "")]
    public void Text_ends_at_a_zero_and_has_no_blanks_behind_it(int at, string text)
    {
        var cursor = Of("abc\0de f  \0x"u8.ToArray());
        cursor.Position = at;

        Assert.Equal(text, cursor.Text(Math.Min(7, cursor.Left)).Split('\0')[0]);
    }

    [Fact]
    public void Text_may_be_of_another_encoding()
    {
        Assert.Equal("µ", Of("µ"u8.ToArray()).Text(2, Encoding.UTF8));
        Assert.Equal("Âµ", Of("µ"u8.ToArray()).Text(2));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(7)]
    public void A_number_beyond_the_end_is_damage_and_says_where(int length)
    {
        var cursor = Of(new byte[length]);

        var failure = Assert.Throws<DamagedException>(() => cursor.U64());
        Assert.Equal(0, failure.At);
        Assert.Equal(0, cursor.Position);
    }

    [Theory, InlineData(-1), InlineData(long.MinValue), InlineData(long.MaxValue), InlineData(long.MaxValue - 3), InlineData(65)]
    public void A_place_outside_of_the_file_is_damage(long at)
    {
        var cursor = Of(Numbers);
        cursor.Position = at;

        Assert.Throws<DamagedException>(() => cursor.U32());
        Assert.Throws<DamagedException>(() => cursor.Bytes(1));
    }

    [Theory]
    [InlineData(0, 8, true)]
    [InlineData(8, 8, true)]
    [InlineData(9, 8, false)]
    [InlineData(-1, 1, false)]
    [InlineData(long.MaxValue, 8, false)]
    [InlineData(long.MaxValue, 0, false)]
    [InlineData(64, 0, true)]
    public void A_count_is_compared_with_what_is_left(long count, int size, bool fits)
    {
        var cursor = Of(Numbers);
        if (fits)
        {
            Assert.Equal(count, cursor.Count(count, size, "things"));
        }
        else
        {
            Assert.Contains($"{count} things", Assert.Throws<DamagedException>(() => cursor.Count(count, size, "things")).Message);
        }
    }

    [Theory, InlineData(-1), InlineData(65), InlineData(long.MaxValue)]
    public void So_many_bytes_are_not_there(long count) => Assert.Throws<DamagedException>(() => Of(Numbers).Bytes(count));

    [Fact]
    public void Steps_that_overflow_are_told()
    {
        var cursor = Of(Numbers);
        cursor.Skip(10);
        cursor.Skip(-4);
        Assert.Equal(6, cursor.Position);
        Assert.Throws<OverflowException>(() => cursor.Skip(long.MaxValue));
    }

    [Fact]
    public void A_number_over_the_edge_of_what_is_held_is_whole()
    {
        var bytes = Enumerable.Range(0, 5000).Select(i => (byte)(i * 7)).ToArray();
        var cursor = Of(bytes);
        for (var at = 1017; at < 1032; at++)
        {
            cursor.Position = 0;
            cursor.U8();
            cursor.Position = at;
            Assert.Equal(BitConverter.ToUInt64(bytes, at), cursor.U64());
        }
    }

    private static Cursor Of(byte[] bytes, bool bigEndian = false) => new(new MemorySource("a.bin", bytes), 0, bigEndian);
}
