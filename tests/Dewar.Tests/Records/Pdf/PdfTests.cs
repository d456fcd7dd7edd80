using System.IO.Compression;
using System.Text;
using Dewar.Disk;
using Xunit;

namespace Dewar.Records;

public sealed class PdfTests
{
    [Fact]
    public void The_text_of_a_record_can_be_read_and_searched()
    {
        var text = Text(PdfWriter.Write(Told.Session, _ => Told.Dot));

        Assert.All(
            (string[])
            [
                "Grains of Ωmega <alloy> & Жук, naïve", "Titan <1> · Room 12/3 · Mira Müller · 2 Mar 2026 09:00 to 14:00",
                "Γιώργος Παπαδόπουλος, Иван Петров (ivan)",
                "a&b<c>.dm3", "␁bell␇ 100%", "SUPERVISOR (may be wrong)", "Begins here because: 18 min without a file, where 40 s are usual.", "2 Mar 2026 09:03",
                "Note with ]]> and &amp;",
                "page 1 of", "Grid  one", "Fe C Xx", "1. Overview", "2 activities, 4 files, 3.70 MB", "derived", "Careful: The clock was wrong.", "from elsewhere",
            ],
            words => Assert.Contains(string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries)), text));
    }

    [Fact]
    public void Letters_that_the_font_lacks_are_still_found() =>
        Assert.Contains("日本語 😀", Text(PdfWriter.Write(Told.Session with { Title = "日本語 😀" }, _ => null)));

    [Fact]
    public void Poppler_finds_nothing_to_complain_about_and_fonts_are_embedded_in_part()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["a.pdf"], PdfWriter.Write(Told.Session, _ => Told.Dot));

        var (code, output) = ForeignProgram.Run("pdftoppm", "poppler-utils", "-r", "30", "-png", folder["a.pdf"], folder["page"]);
        Assert.Equal((0, ""), (code, output));
        var fonts = ForeignProgram.Run("pdffonts", "poppler-utils", folder["a.pdf"]).Output;
        Assert.Equal(2, fonts.Split('\n').Count(line => line.StartsWith("DEWARS+DewarSans", StringComparison.Ordinal) && line.Contains("yes yes yes")));
        var pictures = ForeignProgram.Run("pdfimages", "poppler-utils", "-list", folder["a.pdf"]);
        Assert.Equal(4, pictures.Output.Split('\n').Count(line => line.Contains("image")  && char.IsDigit(line.TrimStart()[0])));
    }

    [Fact]
    public void A_long_session_has_many_pages_and_is_made_quickly_enough_to_print()
    {
        var file = Told.Session.Activities[0].Files[0];
        var activity = Told.Session.Activities[0] with { Files = [.. Enumerable.Range(0, 400).Select(number => file with { Name = $"image_{number:D4}.dm3" })] };

        var text = Text(PdfWriter.Write(Told.Session with { Activities = [.. Enumerable.Range(1, 12).Select(number => activity with { Number = number })] }, _ => Told.Dot));

        Assert.Contains("image_0149.dm3", text);
        Assert.DoesNotContain("image_0150.dm3", text);
        Assert.Contains("and 250 more files", text);
        Assert.Matches("page 20 of [2-9][0-9]", text);
    }

    [Fact]
    public void The_same_record_gives_the_same_bytes() => Assert.Equal(PdfWriter.Write(Told.Session, _ => Told.Dot), PdfWriter.Write(Told.Session, _ => Told.Dot));

    [Fact]
    public void An_empty_record_is_a_page() => Assert.Contains(
        "page 1 of 1",
        Text(PdfWriter.Write(Told.Session with { Activities = [], Notes = [], Samples = [], Reservation = null, Projects = [], Start = null, End = null, MadeAt = null }, _ => null)));

    // A letter with an accent is put together of two others in the font; both must have come along.
    [Theory, InlineData("é", "e"), InlineData("Ğ", "G"), InlineData("й", "и"), InlineData("ώ", "ω")]
    public void Accents_are_drawn(string letter, string bare) => Assert.True(Ink(letter) > Ink(bare) + 20, $"{Ink(letter)} and {Ink(bare)}");

    [Theory, InlineData(0, 1), InlineData(2, 3)]
    public void A_png_goes_in_as_it_is(int type, int channels)
    {
        var packed = PdfFile.Packed(new byte[12 * (16 * channels + 1)]);

        var picture = PdfPicture.Of(Png(16, 12, type, packed))!;

        Assert.Equal((16, 12), (picture.Width, picture.Height));
        Assert.Equal(packed, picture.Content);
        Assert.Contains($"/Colors {channels} ", picture.Dictionary);
    }

    [Fact]
    public void What_can_be_seen_through_is_put_on_white()
    {
        // One row, filtered by the pixel to the left: black, half covered, not covered.
        byte[] row = [1, 0, 0, 0, 255, 0, 0, 0, 129, 10, 20, 30, 128];

        var picture = PdfPicture.Of(Png(3, 1, 6, PdfFile.Packed(row)))!;

        using var zlib = new ZLibStream(new MemoryStream(picture.Content), CompressionMode.Decompress);
        var mixed = new byte[9];
        zlib.ReadExactly(mixed);
        Assert.Equal([0, 0, 0, 127, 127, 127, 255, 255, 255], mixed);
    }

    [Fact]
    public void A_jpeg_goes_in_as_it_is()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 0x10, 0, 0x20, 1, 1, 0x11, 0, 0xFF, 0xD9];

        var picture = PdfPicture.Of(jpeg)!;

        Assert.Equal((0x20, 0x10), (picture.Width, picture.Height));
        Assert.Same(jpeg, picture.Content);
    }

    [Fact]
    public void What_is_no_picture_is_none()
    {
        Assert.Null(PdfPicture.Of([]));
        Assert.Null(PdfPicture.Of("GIF89a"u8.ToArray()));
        foreach (var length in Enumerable.Range(0, Told.Dot.Length - 30))
        {
            Assert.Null(PdfPicture.Of(Told.Dot[..length]));
        }
    }

    private static byte[] Png(int width, int height, int type, byte[] packed) =>
    [
        0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, (byte)type, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, (byte)packed.Length, .. "IDAT"u8, .. packed, 0, 0, 0, 0, 0, 0, 0, 0, .. "IEND"u8, 0, 0, 0, 0,
    ];

    /// <summary>How many pixels of the first page are dark when it is called so.</summary>
    private static int Ink(string title)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["a.pdf"], PdfWriter.Write(Told.Session with { Title = title, Activities = [], MadeAt = null }, _ => null));
        ForeignProgram.Run("pdftoppm", "poppler-utils", "-r", "150", "-gray", "-singlefile", "-x", "0", "-y", "80", "-W", "400", "-H", "65", folder["a.pdf"], folder["a"]);
        return File.ReadAllBytes(folder["a.pgm"])[16..].Count(pixel => pixel < 128);
    }

    /// <summary>With single spaces, as lines are broken anywhere.</summary>
    private static string Text(byte[] pdf)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["a.pdf"], pdf);
        var (code, output) = ForeignProgram.Run("pdftotext", "poppler-utils", "-raw", "-enc", "UTF-8", folder["a.pdf"], folder["a.txt"]);
        Assert.Equal((0, ""), (code, output));
        return string.Join(' ', File.ReadAllText(folder["a.txt"], Encoding.UTF8).Split([' ', '\n', '\f'], StringSplitOptions.RemoveEmptyEntries));
    }
}
