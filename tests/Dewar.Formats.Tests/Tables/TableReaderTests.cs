using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tables;

public sealed class TableReaderTests() : ReaderContract(
    new TableReader(), Encoding.UTF8.GetBytes("# operator: Jane\nTime (s),Current [A],note\n0,1.5,a\n1,2.5,b\n2,3.5,\"c, d\"\n"), likelihood: Likelihood.ByName)
{
    protected override string SampleName => "sample.csv";

    [Theory]
    [InlineData("t,v\n0,1.5\n1,2.5\n2,-3e2\n", "comma")]
    [InlineData("t;v\n0;1.5\n1;2.5\n2;-3e2\n", "semicolon")]
    [InlineData("t;v\r\n0;1,5\r\n1;2,5\r\n2;-3e2\r\n", "semicolon")]
    [InlineData("t\tv\n0\t1.5\n1\t2.5\n2\t-3e2\n", "tab")]
    [InlineData("t\tv\n0\t1,5\n1\t2,5\n2\t-3e2\n", "tab")]
    [InlineData("t|v\n0|1.5\n1|2.5\n2|-3e2\n", "bar")]
    [InlineData("  t    v\n  0  1.5\n  1  2.5\n  2  -3e2\n", "blanks")]
    [InlineData("# t v\n0 1.5\n1 2.5\n2 -3D2\n", "blanks")]
    [InlineData("t,v\r0,1.5\r1,2.5\r2,-3e2\r", "comma")]
    [InlineData("\"t\",\"v\"\n\"0\",\"1.5\"\n\"1\",\"2.5\"\n\"2\",\"-3e2\"", "comma")]
    public void The_delimiter_is_guessed(string text, string delimiter)
    {
        var finding = Found.In("values.csv", text);
        var table = Found.One(finding);

        Assert.Equal(delimiter, finding.Extraction.Metadata.Word("delimiter"));
        Assert.Equal(["t", "v"], table.Columns);
        Assert.Equal([0, 1.5, 1, 2.5, 2, -300], Found.Numbers(table));
    }

    public static TheoryData<string, byte[]> Encodings
    {
        get
        {
            const string Text = "Größe (µm),T (°C)\n1,2\n3,4\n5,6\n";
            return new()
            {
                { "UTF-8", Encoding.UTF8.GetBytes(Text) },
                { "UTF-8 with byte-order mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Text)] },
                { "UTF-16, little-endian", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Text)] },
                { "UTF-16, big-endian", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
                { "UTF-16, little-endian", Encoding.Unicode.GetBytes(Text) },
                { "UTF-16, big-endian", Encoding.BigEndianUnicode.GetBytes(Text) },
                { "UTF-32", [0xff, 0xfe, 0, 0, .. Encoding.UTF32.GetBytes(Text)] },
                { "Windows-1252", TextBytes.Windows1252.GetBytes(Text) },
            };
        }
    }

    [Theory, MemberData(nameof(Encodings))]
    public void The_encoding_is_guessed(string encoding, byte[] bytes)
    {
        var finding = Found.In("values.csv", bytes);
        var table = Found.One(finding);

        Assert.Equal(encoding, finding.Extraction.Metadata.Word("encoding"));
        Assert.Equal(["Größe", "T"], table.Columns);
        Assert.Equal(["µm", "°C"], table.ColumnUnits);
        Assert.Equal([1, 2, 3, 4, 5, 6], Found.Numbers(table));
    }

    [Fact]
    public void Lines_above_the_table_are_metadata()
    {
        var finding = Found.In("log.csv", "Instrument: X1\n[Sample]\nSample name = steel\nOperator,Jane,,\nDate: 2024-03-05 12:00:01\n\nTime,Load,Strain\ns,N,%\n0,1,2\n1,2,3\n2,3,4\n");
        var table = Found.One(finding);

        Assert.Equal(["Time", "Load", "Strain"], table.Columns);
        Assert.Equal(["s", "N", "%"], table.ColumnUnits);
        Assert.Equal("X1", finding.Extraction.Facts[CoreNames.Instrument]!.Value);
        Assert.Equal("steel", finding.Extraction.Facts[CoreNames.Sample]!.Value);
        Assert.Equal("Jane", finding.Extraction.Facts[CoreNames.Operator]!.Value);
        Assert.Equal("2024-03-05T12:00:01", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal([0, 1, 2], Found.Column(table, "Time"));
    }

    [Fact]
    public void Words_and_times_are_kept_as_words()
    {
        var table = Found.One(Found.In("log.csv", "when,what,how much\n2024-03-05 12:00:01,\"a \"\"b\"\", c\",1\n2024-03-05 12:00:02,\"two\nlines\",2\n2024-03-05 12:00:03,d,3\n"));

        Assert.Equal(3, table.Shape[0]);
        Assert.Equal("a \"b\", c", table.Words[1][0]);
        Assert.Equal("2024-03-05 12:00:02", table.Words[0][1]);
        Assert.Equal([1, 2, 3], Found.Column(table, "how much"));
    }

    [Fact]
    public void A_part_is_read_with_steps()
    {
        var text = new StringBuilder("i,square\n");
        for (var i = 0; i < 5000; i++)
        {
            text.Append($"{i},{i * i}\n");
        }

        var table = Found.One(Found.In("values.csv", text.ToString()));
        Assert.Equal([5000, 2], table.Shape);
        Assert.Equal([3000.0 * 3000, 3007.0 * 3007], table.Values!.ReadNumbers(new([3000, 1], [2, 1], [7, 1])));
        Assert.Equal([4999], table.Values!.ReadNumbers(new([4999, 0], [1, 1], [1, 1])));
    }

    [Fact]
    public void Without_headings_columns_are_numbered()
    {
        var table = Found.One(Found.In("values.csv", "1,2\n3,4\n5,6\n"));

        Assert.Equal(["column 1", "column 2"], table.Columns);
        Assert.Equal(3, table.Shape[0]);
    }

    [Fact]
    public void A_last_row_that_is_cut_off_is_kept_as_far_as_it_goes()
    {
        var table = Found.One(Found.In("values.csv", "a,b,c\n1,2,3\n4,5,6\n7,8,9\n10,1"));

        Assert.Equal([4, 3], table.Shape);
        Assert.Equal([3, 6, 9, double.NaN], Found.Column(table, "c"));
    }

    [Theory, InlineData("dear reader,\nthis is a letter, and no table.\n\nYours, J.\n"), InlineData("{\"a\": 1,\n\"b\": 2,\n\"c\": 3}\n"), InlineData("<a>\n<b>1,2</b>\n<b>3,4</b>\n</a>\n")]
    public void Prose_and_markup_are_no_tables(string text) => Assert.NotEqual("table", Found.In("text.txt", text).Reader!.Name);

    [Fact]
    public void A_large_table_is_described_soon()
    {
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}.25,{i * 3}.5,{i * 7}.125,a\n")));
        var finding = new Inspector(FormatsPlugin.Readers).Inspect(new Repeated("large.csv", block, 3000));

        Assert.True(finding.Extraction.Signals[0].Shape[0] > 1_000_000);
        Assert.Equal(0.25, finding.Extraction.Signals[0].Values!.ReadNumbers(new([2000, 0], [1, 1], [1, 1]))[0]);
    }

    [Fact]
    public void Line_feeds_are_counted() => Assert.Equal(3, LineFeeds.In(new MemorySource("a", "1\n2\r\n3\n4"u8.ToArray())));

    /// <summary>A file that is the same again and again.</summary>
    private sealed class Repeated(string name, byte[] block, int times) : ByteSource
    {
        public override string Name => name;

        public override long Length => (long)block.Length * times;

        public override int Read(long offset, Span<byte> into)
        {
            var done = 0;
            while (done < into.Length && offset + done < Length)
            {
                var part = block.AsSpan((int)((offset + done) % block.Length));
                part = part[..Math.Min(part.Length, into.Length - done)];
                part.CopyTo(into[done..]);
                done += part.Length;
            }

            return done;
        }

        public override ByteSource? Companion(string path) => null;

        public override IReadOnlyList<string> Companions(string prefix) => [];

        protected override void Dispose(bool disposing)
        {
            // Nothing is open.
        }
    }
}
