using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Frames;

public sealed class SfrmReaderTests() : ReaderContract(new SfrmReader(), Frame())
{
    protected override string SampleName => "frame_01_0001.sfrm";

    [Fact]
    public void What_was_too_large_or_too_small_for_a_byte_is_put_back()
    {
        var it = Found.In(SampleName, Frame());
        var signal = Found.One(it);

        Assert.Equal((SignalType.Diffraction, ElementType.Int32), (signal.Type, signal.Element));
        Assert.Equal([2, 4], signal.Shape);
        Assert.Equal([-3, 42, 300, 100000, 33, 34, 35, 287], Found.Numbers(signal));
    }

    [Fact]
    public void The_header_is_told()
    {
        var it = Found.In(SampleName, Frame()).Extraction;

        Assert.Equal("Bruker frame (format 100)", it.Format);
        Assert.Equal(0.05, it.Facts[CoreNames.DetectorDistance]!.Si!.Value, 1e-9);
        Assert.Equal(0.71073e-10, it.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-16);
        Assert.Equal("Marie", it.Facts[CoreNames.Operator]!.Value);
    }

    [Fact]
    public void Frames_of_another_program_are_read_as_it_reads_them() => OracleFiles.Compare("Frames/write_sfrm.py", "fabio");

    // One underflow of one byte, values above a base line of 32, three overflows of two bytes and one of four.
    private static byte[] Frame()
    {
        (string Key, string Value)[] lines =
        [
            ("FORMAT", "100"), ("VERSION", "18"), ("HDRBLKS", "2"), ("USER", "Marie"), ("NROWS", "2"), ("NCOLS", "4"), ("NPIXELB", "1 1"),
            ("NOVERFL", "1 3 1"), ("NEXP", "1 0 32 0 0"), ("DISTANC", "5.0"), ("WAVELEN", "0.71073 0.70930 0.71359"),
        ];
        var header = new byte[1024];
        header.AsSpan().Fill((byte)'.');
        var text = string.Concat(lines.Select(line => $"{line.Key,-7}:{line.Value,-72}"));
        Encoding.ASCII.GetBytes(text, header);
        byte[] picture = [0, 10, 255, 255, 1, 2, 3, 255];
        byte[] below = [0xfd, .. new byte[15]];
        byte[] two = [0x0c, 0x01, 0xff, 0xff, 0xff, 0x00, .. new byte[10]];
        byte[] four = [.. BitConverter.GetBytes(100000 - 32), .. new byte[12]];
        return [.. header, .. picture, .. below, .. two, .. four];
    }
}
