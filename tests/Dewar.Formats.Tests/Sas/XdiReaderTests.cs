using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Sas;

public sealed class XdiReaderTests() : ReaderContract(new XdiReader(), Encoding.UTF8.GetBytes(Sample), likelihood: Likelihood.BySpeciality)
{
    private const string Sample = """
        # XDI/1.0 GSE/1.0
        # Column.1: energy eV
        # Column.2: i0
        # Element.symbol: Cu
        # Mono.d_spacing: 3.13553 Angstrom
        # Scan.start_time: 2001-06-26T22:27:31
        # Facility.name: APS
        # Sample.name: copper foil
        # ///
        # at 10 K
        # ---
        # energy i0
        8779.0 149013.7
        8789.0 144864.7
        8799.0 132978.7
        8809.0 125444.7
        8819.0 121324.7

        """;

    [Fact]
    public void Blocks_of_few_rows_do_not_begin_anew_with_fresh_memory()
    {
        var text = Sample + string.Concat(Enumerable.Repeat("1 2\n3 4\n1 2 3\n4 5 6\n", 20_000));

        Taken.AtMost(64 << 20, () => Found.In("a.xdi", text.Replace("8819", "8819 1 2", StringComparison.Ordinal)));
    }

    [Fact]
    public void Columns_and_keys_are_read()
    {
        var extraction = new Inspector([new XdiReader()]).Inspect(new MemorySource("a.xdi", Encoding.UTF8.GetBytes(Sample))).Extraction;

        Assert.Equal(["energy", "i0"], extraction.Signals[0].Columns);
        Assert.Equal(["eV", null], extraction.Signals[0].ColumnUnits);
        Assert.Equal([8819, 121324.7], extraction.Signals[0].Values!.ReadNumbers(new([4, 0], [1, 2], [1, 1])));
        Assert.Equal("copper foil", extraction.Facts[CoreNames.Sample]!.Value);
        Assert.Equal("2001-06-26T22:27:31", extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("at 10 K", extraction.Facts[CoreNames.Description]!.Value);
        Assert.Equal((3.13553, "Angstrom"), (extraction.Metadata.Number("Mono.d_spacing"), (extraction.Metadata.Find("Mono.d_spacing") as MetaValue)!.Unit));
    }
}
