using System.Text;
using Dewar.Formats.Drawing.Fonts;

namespace Dewar.Records;

/// <summary>Paper on which things are written one below the other; where a page is full, the next begins.</summary>
internal sealed class PdfPaper
{
    public const double Left = 48;
    public const double Right = PdfSheet.Width - 48;
    public const double Full = Right - Left;
    private const double Top = 48;
    private const double Bottom = PdfSheet.Height - 58;

    private readonly PdfFile _file = new();
    private readonly List<PdfSheet> _sheets = [new()];
    private readonly PdfFont _regular = new(TrueTypeFont.Shipped("Page"), "DewarSans");
    private readonly PdfFont _bold = new(TrueTypeFont.Shipped("PageBold"), "DewarSans-Bold");

    /// <summary>Where the next thing begins, from the top.</summary>
    public double Y { get; private set; } = Top;

    public PdfSheet Sheet => _sheets[^1];

    public void Skip(double points) => Y += points;

    /// <summary>Begins a page unless there is so much room on this one.</summary>
    public bool Need(double points)
    {
        if (Y + points <= Bottom)
        {
            return false;
        }

        _sheets.Add(new());
        Y = Top;
        return true;
    }

    public void Heading(string text, double size, double keepWith = 40)
    {
        Skip(size * 0.7);
        Need(size + keepWith);
        Paragraph(text, size, isBold: true);
        Skip(3);
    }

    public void Paragraph(string text, double size = 9, bool isBold = false, double grey = 0, double indent = 0)
    {
        foreach (var line in Wrapped(text, Full - indent, size, isBold))
        {
            Need(size * 1.4);
            Words(Left + indent, Y + size, line, size, isBold, grey);
            Y += size * 1.4;
        }
    }

    public void Words(double x, double baseline, string text, double size, bool isBold = false, double grey = 0) =>
        Sheet.Text(x, baseline, (isBold ? _bold : _regular).Show(Clean(text)), isBold, size, grey);

    public double Width(string text, double size, bool isBold = false) => (isBold ? _bold : _regular).Width(Clean(text)) * size;

    /// <summary>Rows of cells, the columns as wide as their shares say. The head comes again on each page.</summary>
    public void Table(string[]? head, IEnumerable<string[]> rows, double[] shares, double size = 7.5)
    {
        var places = shares.Index().Select(share => Left + Full * shares.Take(share.Index).Sum()).ToArray();
        if (head is not null)
        {
            Need(size * 5);
            Row(head, isBold: true);
        }

        foreach (var row in rows)
        {
            Row(row, isBold: false);
        }

        Skip(size * 0.6);

        void Row(string[] cells, bool isBold)
        {
            var lines = cells.Select((cell, column) => Wrapped(cell, Full * shares[column] - 6, size, isBold).Take(12).ToList()).ToArray();
            var height = lines.Max(cell => cell.Count) * size * 1.3 + 2.5;
            if (Need(height) && head is not null && !isBold)
            {
                Row(head, isBold: true);
            }

            foreach (var (column, cell) in lines.Index())
            {
                foreach (var (number, line) in cell.Index())
                {
                    Words(places[column], Y + size + number * size * 1.3, line, size, isBold, isBold ? 0.3 : 0);
                }
            }

            Y += height;
            Sheet.Line(Left, Y - 0.8, Right, Y - 0.8, 0.3, isBold ? 0.5 : 0.85);
        }
    }

    /// <summary>Pictures side by side with what they are called.</summary>
    public void Pictures(IReadOnlyList<(PdfPicture Picture, string Name)> pictures)
    {
        const double Side = 92, Gap = 9.5;
        foreach (var row in pictures.Chunk(5))
        {
            Need(Side + 16);
            foreach (var (column, (picture, name)) in row.Index())
            {
                var scale = Side / Math.Max(picture.Width, picture.Height);
                var (x, width, height) = (Left + column * (Side + Gap), picture.Width * scale, picture.Height * scale);
                var dictionary = $"/Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} {picture.Dictionary}";
                var number = _file.AddStream(dictionary, picture.Content, isPacked: true);
                Sheet.Picture(number, x + (Side - width) / 2, Y + (Side - height) / 2, width, height);
                Sheet.Frame(x, Y, Side, Side);
                Words(x, Y + Side + 8, Cut(name, Side, 6.5), 6.5, grey: 0.3);
            }

            Y += Side + 14;
        }
    }

    /// <summary>The text, or its beginning and its end when there is not that much room: names differ at their ends.</summary>
    public string Cut(string text, double width, double size)
    {
        for (var kept = text.Length; ; kept--)
        {
            var cut = kept == text.Length ? text : $"{text[..(kept / 2)]}…{text[^(kept - kept / 2)..]}";
            if (kept <= 2 || Width(cut, size) <= width)
            {
                return cut;
            }
        }
    }

    public byte[] Finish(string title, string foot, DateTimeOffset? made)
    {
        foreach (var (place, sheet) in _sheets.Index())
        {
            const double Size = 7;
            var page = $"page {place + 1} of {_sheets.Count}";
            sheet.Line(Left, PdfSheet.Height - 46, Right, PdfSheet.Height - 46);
            sheet.Text(Left, PdfSheet.Height - 35, _regular.Show(Clean(Cut(foot, Full - 90, Size))), false, Size, 0.3);
            sheet.Text(Right - Width(page, Size), PdfSheet.Height - 35, _regular.Show(page), false, Size, 0.3);
        }

        var (regular, bold, tree) = (_regular.Add(_file), _bold.Add(_file), _file.Promise());
        var pages = _sheets.Select(sheet =>
        {
            var content = _file.AddStream("", sheet.Content());
            var pictures = string.Join(' ', sheet.Pictures.Select(number => $"/P{number} {number} 0 R"));
            return _file.Add(
                $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PdfSheet.Width} {PdfSheet.Height}] /Contents {content} 0 R "
                + $"/Resources << /Font << /R {regular} 0 R /B {bold} 0 R >> /XObject << {pictures} >> >> >>");
        }).ToList();
        _file.Keep(tree, $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(page => $"{page} 0 R"))}] >>");
        var catalogue = _file.Add($"<< /Type /Catalog /Pages {tree} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>");
        var date = made is { } at ? $" /CreationDate (D:{at.UtcDateTime:yyyyMMddHHmmss}Z)" : "";
        return _file.Finish(catalogue, _file.Add($"<< /Title {PdfFile.Text(title)} /Producer (Dewar){date} >>"));
    }

    private static string Clean(string text) => XmlText.Of(text).Replace('\t', ' ').Replace("\r", "").Replace('\n', ' ');

    private IEnumerable<string> Wrapped(string text, double width, double size, bool isBold)
    {
        foreach (var paragraph in XmlText.Lines(text))
        {
            var line = new StringBuilder();
            var used = 0.0;
            foreach (var piece in paragraph.Split(' ').SelectMany(word => Fitting(word, width, size, isBold)))
            {
                var wide = Width(piece, size, isBold) + (line.Length == 0 ? 0 : Width(" ", size, isBold));
                if (line.Length > 0 && used + wide > width)
                {
                    yield return line.ToString();
                    line.Clear();
                    used = 0;
                    wide = Width(piece, size, isBold);
                }

                line.Append(line.Length == 0 ? "" : " ").Append(piece);
                used += wide;
            }

            yield return line.ToString();
        }
    }

    /// <summary>A word, or pieces of it where it is wider than the line, as paths are.</summary>
    private IEnumerable<string> Fitting(string word, double width, double size, bool isBold)
    {
        var font = isBold ? _bold : _regular;
        var (piece, used) = (new StringBuilder(), 0.0);
        foreach (var rune in word.EnumerateRunes())
        {
            var wide = font.Advance(rune) * size;
            if (used + wide > width && piece.Length > 0)
            {
                yield return piece.ToString();
                piece.Clear();
                used = 0;
            }

            piece.Append(rune.ToString());
            used += wide;
        }

        yield return piece.ToString();
    }
}
