using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.PlainText;

public sealed class TextBytesTests
{
    [Theory]
    [InlineData("61620a", "UTF-8")]
    [InlineData("c3a90a", "UTF-8")]
    [InlineData("efbbbf61", "UTF-8 with byte-order mark")]
    [InlineData("efbbbf", "UTF-8 with byte-order mark")]
    [InlineData("fffe61006200", "UTF-16, little-endian")]
    [InlineData("feff00610062", "UTF-16, big-endian")]
    [InlineData("61006200630064000a00", "UTF-16, little-endian")]
    [InlineData("0061006200630064000a", "UTF-16, big-endian")]
    [InlineData("fffe000061000000", "UTF-32")]
    [InlineData("0000feff00000061", "UTF-32")]
    [InlineData("61e9626364656667", "Windows-1252")]
    [InlineData("616263640000", "UTF-8")]
    [InlineData("61620063", null)]
    [InlineData("0001020304050607", null)]
    [InlineData("e9e8e7e6e5", null)]
    [InlineData("fffe00d800d800d800d8", null)]
    [InlineData("", null)]
    public void The_encoding_is_seen_in_the_bytes(string hex, string? name) =>
        Assert.Equal(name, TextBytes.Of(new MemorySource("a.txt", Convert.FromHexString(hex)))?.EncodingName);

    [Theory, InlineData("a\nb", '\n'), InlineData("a\r\nb", '\n'), InlineData("a\rb", '\r'), InlineData("ab", '\n')]
    public void Lines_end_as_the_text_has_it(string text, char end) =>
        Assert.Equal((byte)end, TextBytes.Of(new MemorySource("a.txt", Encoding.UTF8.GetBytes(text)))!.LineEnd);

    [Theory, InlineData("é"), InlineData("€"), InlineData("😀")]
    public void A_letter_cut_by_the_end_of_what_is_looked_at_is_no_fault(string letter)
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var text = new string('a', FileHead.Size - 1 - shift) + letter + "and more\n";
            Assert.Equal("UTF-8", TextBytes.Of(new MemorySource("a.txt", Encoding.UTF8.GetBytes(text)))!.EncodingName);
        }
    }

    [Fact]
    public void Wide_text_is_handed_out_as_utf_8()
    {
        var text = TextBytes.Of(new MemorySource("a.txt", (byte[])[0xff, 0xfe, .. Encoding.Unicode.GetBytes("µ\n1")]))!;

        Assert.Equal("µ\n1", Encoding.UTF8.GetString(text.Bytes.ReadBytes(text.Start, text.Bytes.Length - text.Start)));
    }

    [Theory, InlineData("20240102T030405"), InlineData("D:20240102030405"), InlineData("\u0662\u0660\u0662\u0664-01-02")]
    public void Odd_dates_in_documents_do_not_stop_their_reading(string date)
    {
        var utf16 = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(date));
        var pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" +
            $"3 0 obj\n<< /CreationDate <FEFF{utf16}> >>\nendobj\ntrailer\n<< /Root 1 0 R /Info 3 0 R >>\n%%EOF\n";

        Assert.Equal("pdf", Found.In("a.pdf", Encoding.ASCII.GetBytes(pdf)).Reader!.Name);
    }
}
