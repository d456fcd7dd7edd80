using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Fits;

public sealed class CompressedTableTests
{
    [Fact]
    public void A_compressed_table_is_described_and_its_bytes_are_not_shown_as_values()
    {
        var finding = Read(
            "ZTABLE  =                    T", "ZNAXIS1 = 12", "ZNAXIS2 = 5000", "ZFORM1  = '1J'", "ZCTYP1  = 'RICE_1'",
            "ZCTYP2  = 'GZIP_2'",
            "TTYPE1  = 'counts'", "TTYPE2  = 'energy'", "TUNIT2  = 'keV'", "EXTNAME = 'EVENTS'");
        var table = Assert.Single(finding.Extraction.Signals);

        Assert.Null(finding.Damage);
        Assert.Equal(("EVENTS", SignalType.Table, null), (table.Name, table.Type, table.Values));
        Assert.Equal([5000, 2], table.Shape);
        Assert.Equal(["counts", "energy"], table.Columns);
        Assert.Equal([null, "keV"], table.ColumnUnits);
        Assert.Contains("GZIP_2, RICE_1", Assert.Single(finding.Extraction.Warnings));
    }

    [Theory, InlineData("ZNAXIS2 = -5"), InlineData("ZNAXIS2 = 'many'"), InlineData("ZNAXIS1 = 1")]
    public void Rows_that_nobody_counted_are_none(string card) =>
        Assert.Equal([0, 2], Read("ZTABLE  =                    T", card).Extraction.Signals[0].Shape);

    [Fact]
    public void The_same_columns_uncompressed_are_values() =>
        Assert.All(Read().Extraction.Signals, signal => Assert.NotNull(signal.Values));

    private static Finding Read(params string[] more)
    {
        string[] cards =
        [
            "XTENSION= 'BINTABLE'", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 16", "NAXIS2  = 1",
            "PCOUNT  = 0", "GCOUNT  = 1", "TFIELDS = 2",
            "TFORM1  = '1PB(9)'", "TFORM2  = '1PB(9)'", .. more, "END",
        ];
        string[] first = ["SIMPLE  =                    T", "BITPIX  = 8", "NAXIS   = 0", "END"];
        var primary = string.Concat(first.Select(card => card.PadRight(80)));
        var table = string.Concat(cards.Select(card => card.PadRight(80)));
        byte[] bytes = [.. Encoding.ASCII.GetBytes(primary.PadRight(2880) + table.PadRight(2880)), .. new byte[2880]];
        return new Inspector([new FitsReader()]).Inspect(new MemorySource("a.fits", bytes));
    }
}
