using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Fio;

public sealed class FioReaderTests() : ReaderContract(new FioReader(), Encoding.ASCII.GetBytes(Sample))
{
    private const string Sample = "!\n! Comments\n!\n%c\nascan energy 10 11 2 0.5\nuser p02user Acquisition started at Sun Jul 20 10:20:30 2014\n!\n! Parameter\n%p\n"
        + "energy = 10250.5\nfilter = out\n!\n! Data\n%d\n Col 1 energy DOUBLE\n Col 2 counter DOUBLE\n 10 5\n 10.5 7\n 11 6\n";

    [Fact]
    public void Columns_parameters_and_remarks_are_read()
    {
        var extraction = new Inspector([new FioReader()]).Inspect(new MemorySource("a.fio", Encoding.ASCII.GetBytes(Sample))).Extraction;

        Assert.Equal(["energy", "counter"], extraction.Signals[0].Columns);
        Assert.Equal([10, 5, 10.5, 7, 11, 6], extraction.Signals[0].Values!.ReadNumbers(Slab.All([3, 2])));
        Assert.Equal(10250.5, extraction.Metadata.Number("parameters", "energy"));
        Assert.Equal("ascan energy 10 11 2 0.5", extraction.Facts[CoreNames.ScanCommand]!.Value);
        Assert.Equal("p02user", extraction.Facts[CoreNames.Operator]!.Value);
        Assert.Equal("2014-07-20T10:20:30", extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }
}
