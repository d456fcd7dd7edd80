using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Edf;

public sealed class SmvReaderTests() : ReaderContract(new SmvReader(), Sample())
{
    [Fact]
    public void The_geometry_is_told_in_the_units_of_the_format()
    {
        var extraction = Read(Sample()).Extraction;

        Assert.Equal(0.9795e-10, extraction.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-16);
        Assert.Equal(0.25, extraction.Facts[CoreNames.DetectorDistance]!.Si);
        Assert.Equal(0.1024e-3, extraction.Facts[CoreNames.DetectorPixelSize]!.Si!.Value, 1e-12);
        Assert.Equal("2012-07-15T10:20:30", extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal([256, 257], extraction.Signals[0].Values!.ReadNumbers(new([0, 0], [1, 2], [1, 1])));
    }

    [Fact]
    public void An_impossible_size_is_damage() => Assert.NotNull(Read(Encoding.ASCII.GetBytes("{\nHEADER_BYTES=  512;\nSIZE1=-3;\nSIZE2=2;\n}\n")).Damage);

    private static byte[] Sample()
    {
        var header = "{\nHEADER_BYTES=  512;\nDIM=2;\nBYTE_ORDER=big_endian;\nTYPE=unsigned_short;\nSIZE1=2;\nSIZE2=2;\nPIXEL_SIZE=0.1024;\nDISTANCE=250.0;\n"
            + "WAVELENGTH=0.9795;\nDATE=Sun Jul 15 10:20:30 2012;\nBIN=2x2;\n}\n";
        return [.. Encoding.ASCII.GetBytes(header.PadRight(512)), 1, 0, 1, 1, 1, 2, 1, 3];
    }

    private static Finding Read(byte[] bytes) => new Inspector([new SmvReader()]).Inspect(new MemorySource("a.img", bytes));
}
