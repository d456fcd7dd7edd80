using Dewar.Formats.Drawing.Pictures;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>A bar is as long as it says.</summary>
public sealed class ScaleBarTests
{
    [Theory]
    [InlineData(1024, 0.05, "nm", 1024, 10, "nm")]
    [InlineData(1024, 2.3, "um", 256, 500, "µm")]
    [InlineData(1024, 1.2e-9, "m", 256, 200, "nm")]
    [InlineData(512, 0.8, "Å", 512, 10, "nm")]
    [InlineData(512, -0.8, "Angstrom", 512, 10, "nm")]
    [InlineData(1024, 0.01, "1/nm", 1024, 2, "nm⁻¹")]
    [InlineData(1024, 0.002, "1/Å", 1024, 5, "nm⁻¹")]
    [InlineData(256, 0.3, "mrad", 256, 20, "mrad")]
    [InlineData(256, 0.1, "deg", 256, 5, "°")]
    [InlineData(300, 0.0002777, "deg", 256, 1, "′")]
    [InlineData(256, 0.1, "arcsec", 256, 5, "″")]
    [InlineData(100, 3, "km", 200, 50, "km")]
    public void It_is_a_round_number_of_a_fitting_unit(long length, double scale, string unit, int width, double bar, string symbol)
    {
        var found = ScaleBar.For(new Axis("x", length) { Scale = scale, Unit = unit }, width)!;

        Assert.Equal((bar, symbol), (Math.Round(found.Length, 9), found.Unit));
        Assert.True(Unit.TryParse(unit, out var known) & Unit.TryParse(symbol, out var shown));
        Assert.Equal(shown.Factor * bar / (known.Factor * Math.Abs(scale)) * width / length, found.Pixels, 0.5);
    }

    [Theory]
    [InlineData(null, "nm")]
    [InlineData(1.0, null)]
    [InlineData(1.0, "")]
    [InlineData(1.0, "eV")]
    [InlineData(1.0, "px")]
    [InlineData(1.0, "furlong")]
    [InlineData(0.0, "nm")]
    [InlineData(double.NaN, "nm")]
    [InlineData(double.PositiveInfinity, "nm")]
    [InlineData(1e300, "m")]
    [InlineData(1e-320, "nm")]
    public void Without_a_length_there_is_none_or_a_sensible_one(double? scale, string? unit)
    {
        if (ScaleBar.For(new Axis("x", 512) { Scale = scale, Unit = unit }, 512) is { } bar)
        {
            Assert.InRange(bar.Pixels, 8, 511);
        }
        else
        {
            Assert.True(scale is not 1.0 || unit is not "nm");
        }
    }

    [Fact]
    public void A_wavelength_is_no_length_in_the_picture() => Assert.Null(ScaleBar.For(new Axis("wavelength", 512) { Scale = 0.02, Unit = "nm" }, 512));

    [Fact]
    public void It_is_drawn_as_long_as_it_is()
    {
        var extraction = Scenes.One(Scenes.Image(ElementType.UInt8, 512, 512, (x, y) => (x + y) / 8, 0.05, "nm"));

        var picture = PngPicture.Read(Preview.Draw(extraction, 512));

        // 512 pixels of 0.05 nm: 5 nm are 100 pixels, and nothing else there is white.
        var whites = Enumerable.Range(0, 512).Select(y => Enumerable.Range(0, 200).Count(x => picture[x, y].Red == 255)).Max();
        Assert.Equal(100, whites);
    }

    [Fact]
    public void An_image_without_calibration_has_no_bar()
    {
        var picture = PngPicture.Read(Preview.Draw(Scenes.One(Scenes.Image(ElementType.UInt8, 512, 512, (x, y) => x / 2)), 512));

        Assert.All(Enumerable.Range(0, 512), x => Assert.Equal(picture[x, 0], picture[x, 490]));
    }
}
