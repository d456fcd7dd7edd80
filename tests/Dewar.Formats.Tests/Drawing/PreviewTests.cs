using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>Whatever the signal, there is a picture, in the size that was asked for and always the same.</summary>
public sealed class PreviewTests
{
    public static TheoryData<string> Names => [.. Scenes.All.Select(scene => scene.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_scene_gives_a_picture_that_fits(string name)
    {
        var extraction = Scenes.All.First(scene => scene.Name == name).Extraction;
        foreach (var size in new[] { Preview.Thumbnail, 480 })
        {
            var png = Preview.Draw(extraction, size, TestContext.Current.CancellationToken);
            var picture = PngPicture.Read(png);

            Assert.InRange(Math.Max(picture.Width, picture.Height), size / 2, size);
            Assert.Equal(png, Preview.Draw(extraction, size, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Without_a_signal_the_metadata_are_shown()
    {
        var extraction = new Extraction { Format = "HDF5" };
        extraction.Metadata.AddGroup("entry").Add("title", "a title");
        extraction.Metadata.Add("numbers", new long[] { 1, 2, 3 });

        Assert.NotNull(Preview.Draw(extraction, Preview.Thumbnail));
        Assert.Equal(["HDF5", "  entry", "    title: a title", "  numbers: 1, 2, 3"], Cards.MetadataText.Of(extraction)!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
    }

    [Fact]
    public void Nothing_found_is_no_picture() => Assert.Null(Preview.Draw(new Extraction { Format = "Unknown" }, Preview.Thumbnail));

    [Fact]
    public void An_image_as_large_as_a_disk_costs_little()
    {
        var values = new MadeValues(ElementType.UInt16, [200_000, 100_000], (place, _) => place[1] / 2);
        var extraction = Scenes.One(new Signal { Name = "", Type = SignalType.Image, Axes = [new("y", 200_000), new("x", 100_000)], Values = values });
        var before = GC.GetAllocatedBytesForCurrentThread();

        var picture = PngPicture.Read(Preview.Draw(extraction, Preview.Thumbnail));

        Assert.InRange(values.Asked, 100_000, 32_000_000);
        Assert.InRange(values.Largest, 1, 16 << 20);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600 << 20);
        Assert.Equal((128, 256), (picture.Width, picture.Height));
        Assert.True(picture[120, 5].Red > picture[5, 5].Red);
    }

    [Fact]
    public void What_is_cut_off_is_drawn_as_far_as_it_is_there()
    {
        var picture = PngPicture.Read(Preview.Draw(Scenes.All.First(scene => scene.Name == "cut off").Extraction, 640));

        Assert.Equal(600, picture.Height);
        Assert.NotEqual(1, Enumerable.Range(0, 600).Select(x => picture[x, 340]).Distinct().Count());
        Assert.Equal([(Colour.Gap.Red, Colour.Gap.Green, Colour.Gap.Blue)], Enumerable.Range(0, 600).Select(x => picture[x, 355]).Distinct());
    }
}
