using System.Text;
using Dewar.Formats.Drawing.Fonts;

namespace Dewar.Records;

/// <summary>
/// A font of a document, with only the letters that it uses. Each gets a number of its own as it comes, those that the font does not have as well: they
/// show as a box, and are still themselves to whoever searches or copies.
/// </summary>
internal sealed class PdfFont(TrueTypeFont font, string name)
{
    private readonly Dictionary<Rune, int> _numbers = [];
    private readonly List<Rune> _runes = [];

    /// <summary>How wide text is in size 1.</summary>
    public double Width(string text) => text.EnumerateRunes().Sum(Advance);

    public double Advance(Rune rune) => font.Advance(font.Glyph(rune.Value)) / (double)font.UnitsPerEm;

    /// <summary>The text as a page says it.</summary>
    public string Show(string text)
    {
        var hex = new StringBuilder("<");
        foreach (var rune in InOrderOfDrawing(text))
        {
            if (!_numbers.TryGetValue(rune, out var number))
            {
                _runes.Add(rune);
                _numbers[rune] = number = _runes.Count;
            }

            hex.Append($"{number:X4}");
        }

        return hex.Append('>').ToString();
    }

    /// <returns>The object that pages name.</returns>
    public int Add(PdfFile file)
    {
        int[] glyphs = [0, .. _runes.Select(rune => font.Glyph(rune.Value))];
        var bytes = FontSubset.Of(font, glyphs);
        var program = file.AddStream($"/Length1 {bytes.Length}", bytes);
        // A name with six letters before it says that it is a part.
        var subset = $"/DEWARS+{name}";
        var (ascent, scale) = (font.Ascent * 1000 / font.UnitsPerEm, 1000.0 / font.UnitsPerEm);
        var description = file.Add(
            $"<< /Type /FontDescriptor /FontName {subset} /Flags 4 /FontBBox [-1000 -400 2000 1200] /ItalicAngle 0 /Ascent {ascent} /Descent -240 "
            + $"/CapHeight 730 /StemV 80 /FontFile2 {program} 0 R >>");
        var widths = string.Join(' ', glyphs.Select(glyph => (font.Advance(glyph) * scale).ToString("0.#")));
        var descendant = file.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {subset} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {description} 0 R "
            + $"/CIDToGIDMap /Identity /DW 600 /W [0 [{widths}]] >>");
        var unicode = file.AddStream("", Encoding.ASCII.GetBytes(ToUnicode()));
        return file.Add($"<< /Type /Font /Subtype /Type0 /BaseFont {subset} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>");
    }

    private string ToUnicode()
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            + "/CMapName /Dewar def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var hundred in _runes.Index().Chunk(100))
        {
            map.Append($"{hundred.Length} beginbfchar\n");
            foreach (var (place, rune) in hundred)
            {
                map.Append($"<{place + 1:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }

    /// <summary>Letters are drawn from left to right. Runs of letters that are read the other way stand in the text the other way round.</summary>
    private static List<Rune> InOrderOfDrawing(string text)
    {
        List<Rune> runes = [.. text.EnumerateRunes().Where(rune => !IsMark(rune))];
        for (var place = 0; place < runes.Count; place++)
        {
            var (end, last) = (place, place);
            while (end < runes.Count && (IsRightToLeft(runes[end]) || end > place && runes[end].Value == ' '))
            {
                last = IsRightToLeft(runes[end]) ? end + 1 : last;
                end++;
            }

            runes.Reverse(place, last - place);
            place = Math.Max(place, last - 1);
        }

        return runes;
    }

    private static bool IsRightToLeft(Rune rune) => rune.Value is >= 0x590 and < 0x900 or >= 0xFB1D and < 0xFE00 or >= 0xFE70 and < 0xFF00;

    /// <summary>They say how to order, and show nothing.</summary>
    private static bool IsMark(Rune rune) => rune.Value is 0x200E or 0x200F or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFEFF or 0x200B;
}
