using Dewar.Formats.Drawing.Fonts;
using Dewar.Formats.Drawing.Plots;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>Axes, numbers and lines of plots.</summary>
public sealed class PlotTests
{
    [Theory]
    [InlineData(0, 10, 5, new double[] { 0, 2, 4, 6, 8, 10 })]
    [InlineData(-0.13, 0.31, 5, new[] { -0.1, 0, 0.1, 0.2, 0.3 })]
    [InlineData(3, 3, 5, new double[0])]
    [InlineData(1e15, 1e15 + 1, 5, new double[0])]
    [InlineData(double.NaN, 1, 5, new double[0])]
    public void Ticks_stand_at_round_numbers(double low, double high, int most, double[] ticks) =>
        Assert.Equal(ticks, Ticks.Between(low, high, most).Select(tick => Math.Round(tick, 9)));

    [Theory]
    [InlineData(new double[] { 0, 20000, 40000 }, 0, new[] { "0", "20000", "40000" })]
    [InlineData(new double[] { -1e6, 0, 1e6 }, 6, new[] { "−1", "0", "1" })]
    [InlineData(new[] { 0, 2e-7, 4e-7 }, -9, new[] { "0", "200", "400" })]
    [InlineData(new[] { 0, 0.05, 0.1 }, 0, new[] { "0.00", "0.05", "0.10" })]
    public void Numbers_at_an_axis_are_short(double[] ticks, int power, string[] texts)
    {
        Assert.Equal(power, TickText.SharedPower(ticks));
        Assert.Equal(texts, TickText.Of(ticks, power));
    }

    [Theory, InlineData("um", "µm"), InlineData("1/nm", "nm⁻¹"), InlineData("cm-1", "cm⁻¹"), InlineData(null, ""), InlineData("px", ""), InlineData("keV", "keV")]
    public void Units_are_printed_as_in_books(string? written, string printed) => Assert.Equal(printed, AxisText.Tidy(written));

    [Fact]
    public void A_peak_of_one_point_is_not_lost()
    {
        var points = Enumerable.Range(0, 1_000_000).Select(i => (X: i / 1000.0, Y: i == 123_457 ? 9.0 : Math.Sin(i))).ToList();

        var thin = Decimation.Thin(points, 1000);

        Assert.InRange(thin.Count, 1000, 4500);
        Assert.Equal(9, thin.Max(point => point.Y));
        Assert.Equal(points.Min(point => point.Y), thin.Min(point => point.Y));
        Assert.Equal(thin.OrderBy(point => point.X), thin);
    }

    [Fact]
    public void A_line_runs_from_the_first_to_the_last_value()
    {
        var plot = new Plot([new("", [0, 1, 2], [0, 1, 2])]);

        var canvas = plot.Draw(400, 300, Style.For(1024), out var box);

        // From the lower left to the upper right, and nowhere in the other corners.
        Assert.Equal(2, new[] { Ink(box.Left, box.Bottom - 30), Ink(box.Right - 20, box.Top) }.Count(ink => ink));
        Assert.False(Ink(box.Left + 5, box.Top + 5) || Ink(box.Right - 25, box.Bottom - 35));

        bool Ink(int left, int top) => (from y in Enumerable.Range(top, 30) from x in Enumerable.Range(left, 20) select canvas[x, y]).Any(colour => colour == Colour.Accent);
    }

    [Fact]
    public void A_logarithmic_axis_leaves_out_what_has_no_logarithm()
    {
        var scale = Scale.Around([[-5, 0, 1, 1000]], isLogarithmic: true, margin: 0);

        Assert.Equal((0, 3), (scale.Low, scale.High));
        Assert.Equal(["1", "10", "10²", "10³"], scale.Marks(10).Texts);
        Assert.True(double.IsNaN(scale.Share(-1)));
    }

    [Fact]
    public void Words_are_written_with_ink()
    {
        var canvas = new Canvas(300, 40, Colour.White);
        var font = new Font(Typeface.Sans, 20);

        canvas.Text(10, 30, "Ångström µ·10⁻³", font, Colour.Black);

        var columns = Enumerable.Range(0, 300).Where(x => Enumerable.Range(0, 40).Any(y => canvas[x, y].Red < 128)).ToList();
        Assert.InRange(columns[0], 10, 12);
        Assert.InRange(columns[^1], 10 + font.Width("Ångström µ·10⁻³") - 4, 10 + font.Width("Ångström µ·10⁻³"));
        Assert.InRange((from x in columns from y in Enumerable.Range(0, 40) select 255 - canvas[x, y].Red).Sum() / 255.0, 400, 1200);
    }

    [Theory, InlineData("0123456789.,;:!?()[]{}%°±×·−+=/"), InlineData("äöüÄÖÜßéèñçøåÅŁşłőž"), InlineData("αβγδεθλμπρστφχψωΔΣΩ"), InlineData("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃µ…–—“”‘’→←≈≤≥∞√")]
    public void All_three_typefaces_have_the_letters(string letters)
    {
        foreach (var face in new[] { Typeface.Sans, Typeface.Bold, Typeface.Mono })
        {
            var box = face.Letter(0x10FFFF, 30, 0).Shares;
            var missing = letters.Where(letter => letter is < 'Ā' or > 'ž').Where(letter => face.Letter(letter, 30, 0).Shares.SequenceEqual(box));
            Assert.Empty(missing);
        }
    }

    [Fact]
    public void Too_long_words_end_with_dots()
    {
        var font = new Font(Typeface.Sans, 12);

        Assert.Equal("short", font.Fit("short", 100));
        Assert.EndsWith("…", font.Fit("much longer than there is room for", 100), StringComparison.Ordinal);
        Assert.InRange(font.Width(font.Fit("much longer than there is room for", 100)), 80, 100);
        Assert.Equal("", font.Fit("a", 2));
    }
}
