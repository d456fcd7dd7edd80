using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Fits;

public sealed class FitsReaderTests() : ReaderContract(new FitsReader(), Sample())
{
    [Fact]
    public void Everything_that_astropy_writes_is_read_as_astropy_reads_it() => OracleFiles.Compare("Fits/write_fits.py", "astropy.io.fits");

    [Fact]
    public void The_lowest_row_comes_first_in_the_file() =>
        Assert.Equal(4, Read(Image(16, [3, 2])).Extraction.Signals[0].Hints!.Orientation);

    [Fact]
    public void Straight_world_coordinates_calibrate_the_axes()
    {
        var axes = Read(Image(16, [3, 2], "CTYPE1  = 'WAVE    '", "CUNIT1  = 'nm      '", "CRPIX1  = 2.0", "CRVAL1  = 500.0", "CDELT1  = 0.5"))
            .Extraction.Signals[0].Axes;

        Assert.Equal(("WAVE", "nm", 0.5, 499.5), (axes[1].Name, axes[1].Unit, axes[1].Scale, axes[1].Offset));
        Assert.Equal(("y", null, null), (axes[0].Name, axes[0].Unit, axes[0].Scale));
    }

    [Fact]
    public void Turned_world_coordinates_do_not()
    {
        var axes = Read(Image(16, [3, 2], "CTYPE1  = 'RA---TAN'", "CRVAL1  = 500.0", "CD1_1   = 0.5", "CD1_2   = 0.5")).Extraction.Signals[0].Axes;

        Assert.Equal(("RA", null), (axes[1].Name, axes[1].Scale));
    }

    [Fact]
    public void Long_names_and_long_words_are_whole()
    {
        var metadata = Read(Image(16, [3, 2], "HIERARCH Beamline Energy = 706.5 / [eV] set", "LONG    = 'one &'", "CONTINUE  'and ''two''' / words", "COMMENT a remark"))
            .Extraction;

        Assert.Equal(706.5, metadata.Metadata.Number("Primary", "Beamline Energy"));
        Assert.Equal("one and 'two'", metadata.Metadata.Word("Primary", "LONG"));
        Assert.Equal("a remark", metadata.Metadata.Word("Primary", "COMMENT"));
        Assert.Equal(706.5 * 1.602176634e-19, metadata.Facts[CoreNames.BeamEnergy]!.Si!.Value, 1e-25);
    }

    [Theory]
    [InlineData("2020-03-04T05:06:07.5", null, null, "2020-03-04T05:06:07.5Z")]
    [InlineData("2020-03-04", "05:06:07", null, "2020-03-04T05:06:07Z")]
    [InlineData("04/03/95", "05:06:07", "", "1995-03-04T05:06:07Z")]
    [InlineData("2020-03-04T05:06:07", null, "TAI", "2020-03-04T05:06:07")]
    [InlineData("yesterday", null, null, null)]
    public void Dates_are_universal_time_unless_they_say_otherwise(string date, string? clock, string? system, string? expected) =>
        Assert.Equal(expected, Keywords.Date(date, clock, system)?.ToString());

    [Fact]
    public void Without_its_values_a_picture_is_still_described()
    {
        var finding = Read(Image(16, [300, 200])[..(2880 + 100)]);

        Assert.Null(finding.Damage);
        Assert.Equal([200, 300], finding.Extraction.Signals[0].Shape);
        Assert.Contains("120000 bytes", Assert.Single(finding.Extraction.Warnings));
        Assert.Throws<DamagedException>(() => finding.Extraction.Signals[0].Values!.ReadNumbers(Slab.All([200, 300])));
    }

    [Fact]
    public void A_header_without_an_end_is_told_up_to_there()
    {
        var finding = Read(Image(16, [3, 2])[..400]);

        Assert.Contains("no END", finding.Damage);
        Assert.Equal(16, finding.Extraction.Metadata.Number("Primary", "BITPIX"));
    }

    [Theory, InlineData("malformed/fits_hugenaxis.fits"), InlineData("malformed/issue49test.fits")]
    public void What_others_stumbled_over_is_read(string name) => Assert.Equal("fits", Samples.Inspect(name).Reader!.Name);

    [Fact]
    public void The_compressed_cluster_is_the_uncompressed_one()
    {
        var (plain, rice) = (Samples.Inspect("formats/fits/m13.fits").Extraction.Signals[0], Samples.Inspect("formats/fits/m13_rice.fits").Extraction.Signals[0]);

        Assert.Equal(plain.Shape, rice.Shape);
        Assert.Equal(plain.Values!.ReadNumbers(Slab.All(plain.Shape)), rice.Values!.ReadNumbers(Slab.All(rice.Shape)));
    }

    internal static byte[] Image(int bits, int[] lengths, params string[] more)
    {
        string[] cards =
        [
            "SIMPLE  =                    T", $"BITPIX  = {bits}", $"NAXIS   = {lengths.Length}", .. lengths.Select((length, i) => $"NAXIS{i + 1}  = {length}"), .. more, "END",
        ];
        var data = new byte[(lengths.Aggregate(bits / 8, (product, length) => product * length) + 2879) / 2880 * 2880];
        for (var i = 0; i + 2 <= data.Length; i += 2)
        {
            BinaryPrimitives.WriteInt16BigEndian(data.AsSpan(i), (short)i);
        }

        return [.. Encoding.ASCII.GetBytes(string.Concat(cards.Select(card => card.PadRight(80))).PadRight(2880)), .. data];
    }

    private static byte[] Sample() => Image(16, [5, 4, 3], "BZERO   = 32768", "DATE-OBS= '2020-03-04T05:06:07'", "EXPTIME = 1.5", "OBJECT  = 'M 13'");

    private static Finding Read(byte[] bytes) => new Inspector([new FitsReader()]).Inspect(new MemorySource("a.fits", bytes));
}
