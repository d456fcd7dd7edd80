using System.IO.Compression;
using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Spreadsheets;

public sealed class SpreadsheetReaderTests() : ReaderContract(new SpreadsheetReader(), Workbook(), likelihood: Likelihood.BySpeciality)
{
    [Theory, InlineData("book.xlsx"), InlineData("book.xls"), InlineData("book.ods")]
    public void What_other_libraries_wrote_is_read(string name)
    {
        var folder = Directory.CreateTempSubdirectory("dewar-sheets");
        try
        {
            Python.Run("Spreadsheets/write_workbooks.py", "openpyxl, xlwt, odf", folder.FullName);
            var finding = Found.In(name, File.ReadAllBytes(Path.Combine(folder.FullName, name)));
            var table = finding.Extraction.Signals[0];

            Assert.Null(finding.Damage);
            Assert.Empty(finding.Extraction.Warnings);
            Assert.Equal(["First", "Größe & Co"], finding.Extraction.Signals.Take(2).Select(signal => signal.Name));
            Assert.Equal(["Time", "Current", "Note", "When", "Good"], table.Columns);
            Assert.Equal(["s", "A", null, null, null], table.ColumnUnits);
            Assert.Equal([300, 5], table.Shape);
            Assert.Equal(Enumerable.Range(0, 300).Select(i => i * 0.5), Found.Column(table, "Time"));
            Assert.Equal(299e-9, Found.Column(table, "Current")[299], 1e-20);
            Assert.Equal([1, 0, 1, 0], Found.Column(table, "Good")[..4]);
            Assert.Equal("2024-03-01T00:30:15", table.Words[3][11]);
            Assert.Equal("note 3", table.Words[2][3]);
            Assert.Equal("Jane", finding.Extraction.Facts[CoreNames.Operator]!.Value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Strings_that_go_on_in_further_records_are_whole()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-sheets");
        try
        {
            var said = Python.Run("Spreadsheets/write_workbooks.py", "openpyxl, xlwt, odf", folder.FullName);
            var finding = Found.In("book.xls", File.ReadAllBytes(Path.Combine(folder.FullName, "book.xls")));

            var words = finding.Extraction.Signals[2].Words[0];
            Assert.Equal(said.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32()), words.Take(100).Select(word => word.Length));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_workbook_made_by_hand_is_read()
    {
        var finding = Found.In("book.xlsx", Workbook());
        var table = Found.One(finding);

        Assert.Equal(["t", "v"], table.Columns);
        Assert.Equal([1, 2, 3, 4.5], Found.Numbers(table));
        Assert.Equal(["Data"], (string[])((MetaValue)finding.Extraction.Metadata.Find("sheet names")!).Value!);
    }

    [Fact]
    public void A_lost_directory_is_replaced_by_a_search()
    {
        var workbook = Workbook();
        var end = workbook.AsSpan().IndexOf("PK\x01\x02"u8);

        Assert.Equal([1, 2, 3, 4.5], Found.Numbers(Found.In("book.xlsx", workbook[..end]).Extraction.Signals[0]));
    }

    [Fact]
    public void What_unpacks_to_too_much_is_cut()
    {
        var row = "<row><c><v>1</v></c></row>";
        var finding = Found.In("bomb.xlsx", Workbook(string.Concat(Enumerable.Repeat(row, 1_200_000))));

        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("more than"));
        Assert.Equal(Sheet.MostCells, finding.Extraction.Signals[0].Shape[0]);
    }

    [Theory]
    [InlineData(45351.5625, 14, "2024-02-29T13:30:00")]
    [InlineData(59, 14, "1900-02-28T00:00:00")]
    [InlineData(61, 14, "1900-03-01T00:00:00")]
    [InlineData(0.5, 20, "12:00:00")]
    [InlineData(1.5, 46, "36:00:00")]
    public void Days_are_dates_by_their_format(double days, int format, string expected)
    {
        var formats = new DateFormats();
        formats.AddStyle(format);

        Assert.Equal(expected, formats.Value(days, 0).ToString());
        Assert.Equal(days, formats.Value(days, 5));
    }

    [Theory, InlineData("yyyy\\-mm", true), InlineData("0.00\" days\"", false), InlineData("[Red]0.0", false), InlineData("[h]:mm", true), InlineData("0.00E+00", false), InlineData("General", false)]
    public void A_format_with_letters_of_a_date_is_one(string code, bool isDate)
    {
        var formats = new DateFormats();
        formats.AddFormat(200, code);
        formats.AddStyle(200);

        Assert.Equal(isDate, formats.Value(45351.5, 0) is not double);
    }

    [Theory, InlineData(0x3ff00000u, 1.0), InlineData(0x40590001u, 1.0), InlineData(14u, 3.0), InlineData(0xfffffff2u, -4.0), InlineData(495u, 1.23)]
    public void Packed_numbers_are_understood(uint rk, double expected) => Assert.Equal(expected, Biff.Rk(rk), 1e-12);

    [Theory, InlineData(0, "A"), InlineData(25, "Z"), InlineData(26, "AA"), InlineData(701, "ZZ"), InlineData(702, "AAA")]
    public void Columns_have_letters(int column, string letters)
    {
        Assert.Equal(letters, SheetTable.Letters(column));
        Assert.Equal((0, column), Xlsx.Place($"{letters}1"));
    }

    private static byte[] Workbook(string? rows = null)
    {
        rows ??= "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>v</t></is></c></row>" +
            "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row><row r='3'><c r='A3'><v>3</v></c><c r='B3'><v>4.5</v></c></row>";
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, string text)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }

            const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            Add("[Content_Types].xml", "<Types/>");
            Add("xl/workbook.xml", $"<workbook xmlns:r='{Relations}'><sheets><sheet name='Data' sheetId='1' r:id='rId1'/></sheets></workbook>");
            Add("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>");
            Add("xl/sharedStrings.xml", "<sst><si><r><t>t</t></r></si></sst>");
            Add("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>{rows}</sheetData></worksheet>");
        }

        return stream.ToArray();
    }
}
