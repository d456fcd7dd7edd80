using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Unknown;

public sealed class UnknownReaderTests() : ReaderContract(new UnknownReader(), [1, 2, 3, 0, 255], likelihood: Likelihood.Fallback)
{
    [Fact]
    public void An_empty_file_is_called_so() => Assert.Equal("Empty file", Found.In("a", Array.Empty<byte>()).Extraction.Format);

    [Theory]
    [InlineData("PAR1xxxx\0", "Apache Parquet table")]
    [InlineData("7z\u00bc\u00af\u0027\u001cxxx\0", "7-Zip archive")]
    [InlineData("RIFFxxxxWAVEfmt \0\u0001", "WAVE sound")]
    [InlineData("\u000e\u0003\u0013\u0001xxxx", "HDF4 file")]
    [InlineData("p\0\0\0xxxx*xxxx", "Leica image file (LIF)")]
    [InlineData("ZISRAWFILE\0\0\0\0", "Zeiss image (CZI)")]
    [InlineData("root\0\u0001\u0002\u0003", "ROOT file")]
    [InlineData("\u0001\u0002\u0003\u0004\u0000", "Unknown")]
    public void First_bytes_tell_the_format(string bytes, string format)
    {
        var finding = Found.In("a", Encoding.Latin1.GetBytes(bytes));

        Assert.Equal(format, finding.Extraction.Format);
        Assert.Equal(bytes.Length, finding.Extraction.Metadata.Number("size"));
    }

    [Fact]
    public void A_matlab_file_says_when_it_was_written()
    {
        var bytes = new byte[256];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, Platform: GLNXA64, Created on: Mon Oct 21 14:36:50 2024").CopyTo(bytes, 0);

        Assert.Equal("2024-10-21T14:36:50", Found.In("a.mat", bytes).Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }
}
