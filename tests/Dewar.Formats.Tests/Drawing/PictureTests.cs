using Dewar.Formats.Drawing.Pictures;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>What becomes of the values of an image.</summary>
public sealed class PictureTests
{
    [Theory, InlineData(1000, 256), InlineData(300, 256), InlineData(256, 256), InlineData(257, 256), InlineData(5000, 7)]
    public void A_slope_stays_a_slope_when_it_is_made_smaller(int columns, int width)
    {
        var average = new AreaAverage(columns, 3, new(width, 2, 1));
        for (var row = 0; row < 3; row++)
        {
            average.Add<double>(row, [.. Enumerable.Range(0, columns).Select(x => x + 0.5 + row)]);
        }

        var plane = average.ToPlane();

        // Pixels are even within, so that their borders are seen a little; the middle row of three counts half for either row of two.
        Assert.All(Enumerable.Range(0, width), x => Assert.Equal((x + 0.5) * columns / width + 1 / 3.0, plane.Values[x], 0.2));
        Assert.All(Enumerable.Range(0, width), x => Assert.Equal((x + 0.5) * columns / width + 5 / 3.0, plane.Values[width + x], 0.2));
    }

    [Fact]
    public void What_is_no_number_counts_for_nothing()
    {
        var average = new AreaAverage(6, 1, new(3, 1, 1));
        average.Add<double>(0, [1, double.NaN, double.NaN, double.NaN, 4, 6]);

        Assert.Equal([1, double.NaN, 5], average.ToPlane().Values);
    }

    [Fact]
    public void Contrast_spans_the_picture_in_spite_of_an_outlier()
    {
        var picture = Draw(Scenes.Image(ElementType.Float32, 200, 200, (x, y) => x == 100 && y == 100 ? 1e9 : x));

        Assert.InRange(picture.Greys.Min(), 0, 3);
        Assert.InRange(picture[190, 20].Red - picture[10, 20].Red, 200, 255);
    }

    [Fact]
    public void Bytes_that_fill_their_range_are_shown_as_they_are()
    {
        var picture = Draw(Scenes.Image(ElementType.UInt8, 200, 256, (x, y) => x));

        Assert.All(Enumerable.Range(0, 256), x => Assert.Equal(x, picture[x, 7].Red));
    }

    [Theory, InlineData(SignalType.Diffraction), InlineData(SignalType.Image)]
    public void Gaps_of_a_detector_do_not_darken_the_picture(SignalType type)
    {
        var picture = Draw(Scenes.Image(ElementType.Int32, 200, 200, (x, y) => x is > 90 and < 100 ? -1 : 1000 + y, null, null, type));

        Assert.Equal((Colour.Gap.Red, Colour.Gap.Green, Colour.Gap.Blue), picture[95, 100]);
        Assert.InRange(picture[20, 198].Red - picture[20, 1].Red, 200, 255);
    }

    [Fact]
    public void Negative_values_that_are_measured_are_no_gaps()
    {
        var picture = Draw(Scenes.Image(ElementType.Int32, 200, 200, (x, y) => x - 100));

        Assert.InRange(picture[0, 0].Red, 0, 2);
        Assert.Equal(picture[0, 0], picture[0, 199]);
    }

    [Fact]
    public void A_saturated_pattern_is_white_where_it_is_saturated()
    {
        var picture = Draw(Scenes.Image(ElementType.UInt16, 200, 200, (x, y) => Math.Min(65535, x * 500), null, null, SignalType.Diffraction));

        Assert.Equal((255, 255, 255), picture[190, 3]);
    }

    [Fact]
    public void Hints_are_taken()
    {
        var picture = Draw(With(new() { Low = 50, High = 100, Inverted = true }));

        Assert.Equal((255, 255, 255), picture[40, 0]);
        Assert.Equal((0, 0, 0), picture[110, 0]);
        Assert.InRange(picture[75, 0].Red, 120, 135);
    }

    [Theory]
    [InlineData(1, 0, 0), InlineData(2, 199, 0), InlineData(3, 199, 99), InlineData(4, 0, 99)]
    [InlineData(5, 0, 0), InlineData(6, 99, 0), InlineData(7, 99, 199), InlineData(8, 0, 199)]
    public void An_image_stands_as_its_orientation_says(int orientation, int x, int y)
    {
        // Its first pixel is the only white one.
        var values = new MadeValues(ElementType.UInt8, [100, 200], (place, _) => place.Sum() == 0 ? 255 : 10);
        var picture = Draw(new() { Name = "", Type = SignalType.Image, Axes = [new("y", 100), new("x", 200)], Values = values, Hints = new() { Orientation = orientation } });

        Assert.Equal(orientation >= 5 ? (100, 200) : (200, 100), (picture.Width, picture.Height));
        Assert.Equal((x, y), (from v in Enumerable.Range(0, picture.Height) from u in Enumerable.Range(0, picture.Width) where picture[u, v].Red > 200 select (u, v)).Single());
    }

    [Fact]
    public void Images_of_a_series_stand_upright_too()
    {
        var values = new MadeValues(ElementType.UInt8, [2, 128, 128], (place, _) => place[1] < 64 ? 255 : 10);
        var picture = Draw(new() { Name = "", Type = SignalType.Image, Axes = [new("z", 2), new("y", 128), new("x", 128)], Values = values, Hints = new() { Orientation = 4 } });

        Assert.True(picture[picture.Width / 3, picture.Height - 4].Red > 200);
        Assert.True(picture[picture.Width / 3, 2].Red < 30);
    }

    [Fact]
    public void Colours_that_are_all_but_black_are_made_brighter()
    {
        var values = new MadeValues(ElementType.Rgb8, [100, 100], (place, _) => place[1] / 10);

        Assert.InRange(Draw(new() { Name = "", Type = SignalType.Image, Axes = [new("y", 100), new("x", 100)], Values = values })[195, 50].Red, 250, 255);
    }

    [Fact]
    public void Numbers_of_a_palette_become_its_colours()
    {
        var picture = Draw(With(new() { Palette = [.. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)(255 - i), (byte)i, (byte)7 })] }));

        Assert.Equal((255 - 30, 30, 7), picture[30, 5]);
    }

    [Theory, InlineData(16, 256), InlineData(100, 200), InlineData(129, 129)]
    public void Small_images_are_enlarged_by_whole_numbers(int size, int shown)
    {
        var picture = Draw(Scenes.Image(ElementType.Float32, size, size, (x, y) => x * y));

        Assert.Equal((shown, shown), (picture.Width, picture.Height));
    }

    [Fact]
    public void Pixels_that_are_not_square_are_drawn_as_they_are_in_space()
    {
        Axis Of(string name, double scale, string unit) => new(name, 100) { Scale = scale, Unit = unit };

        Assert.Equal((100, 200), ImagePicture.Fit(Of("x", 1, "nm"), Of("y", 2e-3, "µm"), 256, 256));
        Assert.Equal((200, 200), ImagePicture.Fit(Of("x", 1, "nm"), Of("y", 2, "eV"), 256, 256));
        Assert.Equal((200, 200), ImagePicture.Fit(Of("x", 1, ""), Of("y", 2, ""), 256, 256));
    }

    private static Signal With(DrawingHints hints) => new()
    {
        Name = "",
        Type = SignalType.Image,
        Axes = [new("y", 200), new("x", 200)],
        Hints = hints,
        Values = new MadeValues(ElementType.UInt8, [200, 200], (place, _) => place[1]),
    };

    private static PngPicture Draw(Signal signal) => PngPicture.Read(Preview.Draw(Scenes.One(signal), Preview.Thumbnail));
}
