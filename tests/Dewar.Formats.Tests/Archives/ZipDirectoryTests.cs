using System.Text;
using Dewar.Formats.Bytes;
using Xunit;

namespace Dewar.Formats.Archives;

public sealed class ZipDirectoryTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(70_000)]
    public void What_stands_before_the_archive_shifts_its_places(int prefix)
    {
        var zip = Of([.. new byte[prefix], .. ZipReaderTests.Zip("a.txt", "b.txt")]);

        Assert.False(zip.IsRebuilt);
        Assert.Equal(["a.txt", "b.txt"], zip.Members.Select(member => member.Name));
        Assert.Equal("hello"u8.ToArray(), zip.ReadAll(zip.Find("B.TXT")!, 100));
    }

    [Theory, InlineData(""), InlineData("made by hand"), InlineData("µ")]
    public void A_comment_stands_behind_the_directory(string comment)
    {
        var text = Encoding.UTF8.GetBytes(comment);
        byte[] bytes = [.. ZipReaderTests.Zip("a.txt")[..^2], (byte)text.Length, (byte)(text.Length >> 8), .. text];

        Assert.Equal(comment, Of(bytes).Comment);
        Assert.Single(Of(bytes).Members);
    }

    [Fact]
    public void A_comment_may_be_as_long_as_its_number_allows()
    {
        byte[] bytes = [.. ZipReaderTests.Zip("a.txt")[..^2], 0xff, 0xff, .. Enumerable.Repeat((byte)'x', 65_535)];

        Assert.Equal(65_535, Of(bytes).Comment.Length);
        Assert.False(Of(bytes).IsRebuilt);
    }

    [Theory, InlineData(20), InlineData(30), InlineData(60)]
    public void Without_its_directory_members_are_sought_from_the_beginning(int cut)
    {
        var zip = Of(ZipReaderTests.Zip("a.txt", "b.txt")[..^cut]);

        Assert.True(zip.IsRebuilt);
        Assert.Equal(["a.txt", "b.txt"], zip.Members.Select(member => member.Name));
        Assert.Equal("hello"u8.ToArray(), zip.ReadAll(zip.Members[0], 100));
    }

    [Fact]
    public void Numbers_of_64_bits_stand_beside_the_old_ones()
    {
        var zip = Of(Large());

        Assert.False(zip.IsRebuilt);
        Assert.Equal(1, zip.Announced);
        Assert.Equal((5, 5, 0), (zip.Members[0].Length, zip.Members[0].PackedLength, zip.Members[0].Offset));
        Assert.Equal("hello"u8.ToArray(), zip.ReadAll(zip.Members[0], 100));
    }

    [Theory, InlineData(-1), InlineData(long.MaxValue), InlineData(long.MinValue), InlineData(1_000_000)]
    public void A_large_directory_that_is_elsewhere_is_sought_otherwise(long place)
    {
        var bytes = Large();
        var locator = bytes.AsSpan().LastIndexOf("PK\x06\x07"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(locator + 8), place);

        Assert.Equal("a", Of(bytes).Members[0].Name);
    }

    [Fact]
    public void What_is_not_packed_or_in_an_unknown_way_is_told_apart()
    {
        var bytes = ZipReaderTests.Zip("a.txt");
        var directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        bytes[directory + 10] = 99;
        Assert.Null(Of(bytes).ReadAll(Of(bytes).Members[0], 100));

        bytes[directory + 10] = 8;
        bytes[directory + 8] |= 1;
        Assert.True(Of(bytes).Members[0].IsEncrypted);
        Assert.Null(Of(bytes).ReadAll(Of(bytes).Members[0], 100));
    }

    [Theory, InlineData(0, 0), InlineData(0xffff, 0xffff), InlineData(0x2c21, 0xbf7d)]
    public void Times_that_cannot_be_are_none(int date, int time)
    {
        var bytes = ZipReaderTests.Zip("a.txt");
        var directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 12), (ushort)time);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 14), (ushort)date);

        Assert.Equal(date == 0x2c21 ? "2002-01-01T23:59:58" : null, Of(bytes).Members[0].Time?.ToString());
    }

    [Fact]
    public void Names_are_of_the_old_code_page_when_they_are_no_utf_8()
    {
        var bytes = ZipReaderTests.Zip("aXb");
        for (var at = bytes.AsSpan().IndexOf("aXb"u8); at >= 0; at = bytes.AsSpan().IndexOf("aXb"u8))
        {
            bytes[at + 1] = 0x84;
        }

        Assert.Equal("aäb", Of(bytes).Members[0].Name);
    }

    [Theory, InlineData(""), InlineData("PK"), InlineData("PK\u0005\u0006"), InlineData("PK\u0003\u0004")]
    public void What_is_too_short_has_no_members(string text) => Assert.Empty(Of(Encoding.ASCII.GetBytes(text)).Members);

    // One stored member whose sizes and place are only in the fields of 64 bits.
    private static byte[] Large()
    {
        byte[] none = [0xff, 0xff, 0xff, 0xff];
        byte[] extra = [1, 0, 24, 0, .. BitConverter.GetBytes(5L), .. BitConverter.GetBytes(5L), .. BitConverter.GetBytes(0L)];
        byte[] local = [.. "PK\x03\x04"u8, 45, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x58, 0, 0, 0, 0, .. none, .. none, 1, 0, 0, 0, .. "ahello"u8];
        byte[] directory =
        [
            .. "PK\x01\x02"u8, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x58, 0, 0, 0, 0, .. none, .. none, 1, 0, (byte)extra.Length, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, .. none, (byte)'a', .. extra,
        ];
        var end = local.Length + directory.Length;
        byte[] large =
        [
            .. "PK\x06\x06"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(1L),
            .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes((long)directory.Length), .. BitConverter.GetBytes((long)local.Length),
        ];
        byte[] locator = [.. "PK\x06\x07"u8, 0, 0, 0, 0, .. BitConverter.GetBytes((long)end), 1, 0, 0, 0];
        return
        [
            .. local, .. directory, .. large, .. locator, .. "PK\x05\x06"u8, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, .. none, .. none, 0, 0,
        ];
    }

    private static ZipDirectory Of(byte[] bytes) => new(new MemorySource("a.zip", bytes));
}
