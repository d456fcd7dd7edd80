using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Sas;

public sealed class SasTextReaderTests() : ReaderContract(new SasTextReader(), Encoding.ASCII.GetBytes(Named), likelihood: Likelihood.ByContent)
{
    private const string Named = "# Sample: water\n# Date: 2020-03-04 05:06:07\n# Q [1/A]  I [1/cm]  dI [1/cm]\n0.01 5 0.1\n0.02 4 0.1\n0.03 3 0.1\n0.04 2 0.1\n0.05 nan 0.1\n";

    [Fact]
    public void Named_columns_have_their_units()
    {
        var extraction = Read(Named).Extraction;

        Assert.Equal(["Q", "I", "dI"], extraction.Signals[0].Columns);
        Assert.Equal(["1/Å", "1/cm", "1/cm"], extraction.Signals[0].ColumnUnits);
        Assert.Equal(true, extraction.Signals[0].Hints!.Logarithmic);
        Assert.Equal([0.05, double.NaN], extraction.Signals[0].Values!.ReadNumbers(new([4, 0], [1, 2], [1, 1])));
        Assert.Equal("water", extraction.Facts[CoreNames.Sample]!.Value);
        Assert.Equal("2020-03-04T05:06:07", extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void Nameless_columns_are_taken_for_a_curve_and_it_says_so()
    {
        var extraction = Read("0.007\t2.1E+01\n0.009\t6.9\n0.011\t3.3\n0.013\t1.9\n0.015\t1.4\n").Extraction;

        Assert.Equal(["Q", "I"], extraction.Signals[0].Columns);
        Assert.Single(extraction.Warnings);
    }

    [Fact]
    public void A_grid_of_two_directions_is_an_image()
    {
        var text = new StringBuilder("Data columns Qx - Qy - I(Qx,Qy) - err(I)\nASCII data\n");
        for (var i = 0; i < 12; i++)
        {
            text.Append($"{-0.1 + i % 4 * 0.05:F3}  {0.2 + i / 4 * 0.1:F3}  {i}  0.5\n");
        }

        var image = Read(text.ToString()).Extraction.Signals[1];

        Assert.Equal([3, 4], image.Shape);
        Assert.Equal([4, 5, 6, 7], image.Values!.ReadNumbers(new([1, 0], [1, 4], [1, 1])));
        Assert.Equal((-0.1, 0.05), (image.Axes[1].Offset, Math.Round(image.Axes[1].Scale!.Value, 9)));
    }

    [Fact]
    public void The_table_of_a_chi_file_has_the_names_of_its_axes()
    {
        var extraction = Read("image.edf: title\n2-Theta Angle (Degrees)\nIntensity\n       5\n 1.0 10\n 1.5 20\n 2.0 30\n 2.5 10\n 3.0 5\n").Extraction;

        Assert.Equal(["2-Theta Angle (Degrees)", "Intensity"], extraction.Signals[0].Columns);
        Assert.Equal("°", extraction.Signals[0].ColumnUnits[0]);
    }

    [Fact]
    public void The_header_of_nist_is_two_tables()
    {
        var extraction = Samples.Inspect("formats/sas/AUSANS_run3_2_no_buffer.ABS").Extraction;

        Assert.Equal(3.5e-10, extraction.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-16);
        Assert.Equal(4.8, extraction.Facts[CoreNames.DetectorDistance]!.Si);
        Assert.Equal(6, extraction.Signals[0].Columns.Count);
        Assert.Equal("1/Å", extraction.Signals[0].ColumnUnits[0]);
    }

    [Fact]
    public void The_parameters_of_anton_paar_are_a_tree()
    {
        var extraction = Samples.Inspect("formats/sas/Anton-Paar.pdh").Extraction;

        Assert.Equal(673, extraction.Signals[0].Shape[0]);
        Assert.Equal(0.1542e-9, extraction.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-15);
        Assert.NotNull(extraction.Metadata.Find("fileinfo", "Wavelength"));
    }

    [Theory]
    [InlineData("name,age\n1,2\n3,4\n5,6\n7,8\n9,10\n", Likelihood.No)]
    [InlineData("some words\nand more words\nwithout any numbers\n", Likelihood.No)]
    [InlineData("temperature  pressure\n1 2\n2 3\n3 4\n4 5\n5 6\n", Likelihood.No)]
    [InlineData("q I err\n1 2 3\n2 3 4\n3 4 5\n4 5 6\n5 6 7\n", Likelihood.ByContent)]
    [InlineData("1 2\n2 3\n3 4\n4 5\n5 6\n", Likelihood.ByContent)]
    [InlineData("5 2\n2 3\n3 4\n4 5\n5 6\n", Likelihood.No)]
    public void Only_what_looks_like_a_curve_is_claimed(string text, Likelihood expected) =>
        Assert.Equal(expected, new SasTextReader().Recognise(FileHead.Of(new MemorySource("a.dat", Encoding.ASCII.GetBytes(text)))));

    private static Finding Read(string text) => new Inspector([new SasTextReader()]).Inspect(new MemorySource("a.dat", Encoding.ASCII.GetBytes(text)));
}
