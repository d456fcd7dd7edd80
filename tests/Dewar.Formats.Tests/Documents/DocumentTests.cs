using System.IO.Compression;
using System.Text;
using Dewar.Formats.Archives;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Documents;

public sealed class PdfReaderTests() : ReaderContract(new PdfReader(), Pdf())
{
    [Fact]
    public void A_document_says_what_it_is()
    {
        var finding = Found.In("paper.pdf", Pdf());

        Assert.Empty(finding.Extraction.Warnings);
        Assert.Equal(2, finding.Extraction.Metadata.Number("pages"));
        Assert.Equal(595, finding.Extraction.Metadata.Number("page width"));
        Assert.Equal("On (small) things", finding.Extraction.Facts[CoreNames.Title]!.Value);
        Assert.Equal("Jäne", finding.Extraction.Facts[CoreNames.Operator]!.Value);
        Assert.Equal("2024-02-29T13:30:15+02:00", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void Without_its_table_objects_are_sought()
    {
        var text = Encoding.Latin1.GetString(Pdf());
        var finding = Found.In("paper.pdf", Encoding.Latin1.GetBytes(text.Replace("startxref", "startxxxx")));

        Assert.Equal(2, finding.Extraction.Metadata.Number("pages"));
        Assert.Equal("On (small) things", finding.Extraction.Facts[CoreNames.Title]!.Value);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("damaged"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Objects_may_be_packed_in_streams(bool predicted)
    {
        var finding = Found.In("paper.pdf", Packed(predicted));

        Assert.Empty(finding.Extraction.Warnings);
        Assert.Equal(1, finding.Extraction.Metadata.Number("pages"));
        Assert.Equal("Packed", finding.Extraction.Facts[CoreNames.Title]!.Value);
    }

    [Fact]
    public void Pages_that_contain_each_other_come_to_an_end()
    {
        var text = Encoding.Latin1.GetString(Pdf()).Replace("/Kids [4 0 R 5 0 R]", "/Kids [2 0 R 2 0 R]");

        Assert.Null(Found.In("paper.pdf", Encoding.Latin1.GetBytes(text)).Damage);
    }

    [Fact]
    public void A_table_of_thousands_of_empty_parts_is_gone_through_once()
    {
        var text = Encoding.Latin1.GetString(Pdf()).Replace("xref\n", "xref\n" + string.Concat(Enumerable.Repeat("0 0\n", 9000)));

        Assert.Null(Taken.AtMost(64 << 20, () => Found.In("paper.pdf", Encoding.Latin1.GetBytes(text))).Damage);
    }

    [Fact]
    public void Objects_without_an_end_do_not_each_go_on_to_the_end_of_the_file()
    {
        var text = new StringBuilder("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [");
        text.AppendJoin(' ', Enumerable.Range(3, 4000).Select(i => $"{i} 0 R")).Append("] >> endobj\n");
        text.AppendJoin(' ', Enumerable.Range(3, 4000).Select(i => $"{i} 0 obj [")).Append('1').Insert(text.Length, " 1", 2_000_000);

        text.Append("\ntrailer << /Root 1 0 R >>");
        Assert.Null(Taken.AtMost(448 << 20, () => Found.In("paper.pdf", Encoding.Latin1.GetBytes(text.ToString()))).Damage);
    }

    [Fact]
    public void Real_documents_of_another_program_are_read()
    {
        const string Folder = "/usr/share/matplotlib/mpl-data/images";
        Assert.SkipUnless(Directory.Exists(Folder), "Matplotlib's pictures are not here.");
        foreach (var path in Directory.EnumerateFiles(Folder, "*.pdf"))
        {
            Assert.Equal(1, Found.In("a.pdf", File.ReadAllBytes(path)).Extraction.Metadata.Number("pages"));
        }
    }

    private static byte[] Pdf()
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R 5 0 R] /Count 2 /MediaBox [0 0 595 842] >>",
            "<< /Title (On \\(small\\) things) /Author <FEFF004A00E4006E0065> /CreationDate (D:20240229133015+02'00') /Producer (hand) >>",
            "<< /Type /Page /Parent 2 0 R >>", "<< /Type /Page /Parent 2 0 R >>",
        ];
        var text = new StringBuilder("%PDF-1.4\n%âãÏÓ\n");
        var table = new StringBuilder("xref\n0 6\n0000000000 65535 f \n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append($"{text.Length:0000000000} 00000 n \n");
            text.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = text.Length;
        return Encoding.Latin1.GetBytes($"{text}{table}trailer\n<< /Size 6 /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n");
    }

    private static byte[] Packed(bool predicted)
    {
        string[] objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page >>", "<< /Title (Packed) >>"];
        var (pairs, body) = ("", "");
        for (var i = 0; i < objects.Length; i++)
        {
            pairs += $"{i + 1} {body.Length} ";
            body += objects[i] + " ";
        }

        var content = Deflated(Encoding.Latin1.GetBytes(pairs + body));
        var stream = new MemoryStream();
        void Write(string text) => stream.Write(Encoding.Latin1.GetBytes(text));
        Write("%PDF-1.5\n");
        var objectsAt = (int)stream.Length;
        Write($"5 0 obj\n<< /Type /ObjStm /N 4 /First {pairs.Length} /Filter /FlateDecode /Length {content.Length} >>\nstream\r\n");
        stream.Write(content);
        Write("\nendstream\nendobj\n");
        var tableAt = (int)stream.Length;
        byte[][] rows = [[0, 0, 0, 0], [2, 0, 5, 0], [2, 0, 5, 1], [2, 0, 5, 2], [2, 0, 5, 3], [1, (byte)(objectsAt >> 8), (byte)objectsAt, 0]];
        var before = new byte[4];
        byte[] plain = [.. rows.SelectMany(row =>
        {
            // PNG's "up": the difference to the row before.
            byte[] stored = predicted ? [2, .. row.Zip(before, (one, other) => (byte)(one - other))] : row;
            before = row;
            return stored;
        })];
        var packed = Deflated(plain);
        var hint = predicted ? "/DecodeParms << /Predictor 12 /Columns 4 >>" : "";
        Write($"6 0 obj\n<< /Type /XRef /W [1 2 1] /Size 6 /Root 1 0 R /Info 4 0 R /Filter /FlateDecode {hint} /Length {packed.Length} >>\nstream\n");
        stream.Write(packed);
        Write($"\nendstream\nendobj\nstartxref\n{tableAt}\n%%EOF");
        return stream.ToArray();
    }

    private static byte[] Deflated(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Fastest))
        {
            zlib.Write(bytes);
        }

        return stream.ToArray();
    }
}

public sealed class PackageReaderTests() : ReaderContract(new PackageReader(), Document(), likelihood: Likelihood.BySpeciality)
{
    [Fact]
    public void A_text_says_who_wrote_it()
    {
        var finding = Found.In("letter.docx", Document());

        Assert.Equal("Word document (DOCX)", finding.Extraction.Format);
        Assert.Equal("Jane", finding.Extraction.Facts[CoreNames.Operator]!.Value);
        Assert.Equal("2024-02-29T13:30:15Z", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("Dear reader,\nhello\n", Found.One(finding).Text);
    }

    private static byte[] Document() => ZipReaderTests.Zip(
        ("[Content_Types].xml", "<Types/>"u8.ToArray()),
        ("word/document.xml", "<d><p><t>Dear reader,</t></p><p><t>hello</t></p></d>"u8.ToArray()),
        ("docProps/core.xml", "<c><title>Letter</title><creator>Jane</creator><created>2024-02-29T13:30:15Z</created></c>"u8.ToArray()));
}
