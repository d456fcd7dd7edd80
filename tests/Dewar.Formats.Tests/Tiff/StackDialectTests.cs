using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

/// <summary>Programs that say how the pages of a file are arranged.</summary>
public sealed class StackDialectTests
{
    [Fact]
    public void ImageJ_arranges_pages_along_time_depth_and_channel()
    {
        var file = new TiffFiles();
        for (var i = 0; i < 12; i++)
        {
            file.Page(2, 2, [(byte)i, 0, 0, 0]);
            if (i == 0)
            {
                file.Text(270,
                    "ImageJ=1.53\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\nunit=micron\nspacing=0.5\n"
                    + "finterval=10\nmin=1\nmax=9\n");
                file.Fraction(282, 4, 1).Fraction(283, 2, 1);
            }
        }

        var signal = TiffReaderTests.Read(file.Write()).Signals[0];

        Assert.Equal(["time", "z", "channel", "y", "x"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal([2, 3, 2, 2, 2], signal.Shape);
        Assert.Equal([10, 0.5, null, 0.5, 0.25], signal.Axes.Select(axis => axis.Scale));
        Assert.Equal("µm", signal.Axes[^1].Unit);
        Assert.Equal((1, 9), (signal.Hints!.Low!.Value, signal.Hints.High!.Value));
        Assert.Equal(6 + 2 * 2 + 1, signal.Values!.ReadNumbers(new([1, 2, 1, 0, 0], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]))[0]);
    }

    [Fact]
    public void One_directory_of_ImageJ_can_stand_for_all_pictures()
    {
        byte[] pixels = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];
        var signal = TiffReaderTests.Read(new TiffFiles().Page(2, 2, pixels).Longs(279, 4).Text(270,
            "ImageJ=1.53\nimages=5\nslices=5\n").Write()).Signals[0];

        Assert.Equal([5, 2, 2], signal.Shape);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)i), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void A_wrong_count_of_pictures_is_told()
    {
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(270, "ImageJ=1.53\nimages=500\nslices=500\n")));

        Assert.Equal([8, 8], found.Signals[0].Shape);
        Assert.Single(found.Warnings);
    }

    [Fact]
    public void Ome_says_the_order_of_planes_the_sizes_and_the_channels()
    {
        const string xml = """
            <?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" Creator="Some program">
            <Instrument><Objective NominalMagnification="63"/></Instrument>
            <Image Name="Cells"><AcquisitionDate>2020-01-02T03:04:05</AcquisitionDate><Pixels DimensionOrder="XYZCT" SizeX="2"
            SizeY="2" SizeZ="3" SizeC="2" SizeT="1" Type="uint8"
            PhysicalSizeX="0.1" PhysicalSizeY="0.2" PhysicalSizeZ="1.5"><Channel Name="DAPI"/><Channel Name="GFP"/><TiffData/>
            </Pixels></Image></OME>
            """;
        var file = new TiffFiles();
        for (var i = 0; i < 6; i++)
        {
            file.Page(2, 2, [(byte)i, 0, 0, 0]);
            if (i == 0)
            {
                file.Text(270, xml);
            }
        }

        var found = TiffReaderTests.Read(file.Write());

        var signal = found.Signals[0];
        Assert.Equal("OME-TIFF (TIFF)", found.Format);
        Assert.Equal("Cells", signal.Name);
        Assert.Equal(["channel", "z", "y", "x"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal([2, 3, 2, 2], signal.Shape);
        Assert.Equal([null, 1.5, 0.2, 0.1], signal.Axes.Select(axis => axis.Scale));
        Assert.Equal(["DAPI", "GFP"], (string[])signal.Facts[CoreNames.SignalName]!.Value);
        Assert.Equal(63, found.Facts[CoreNames.Magnification]!.Si);
        Assert.Null(((FileTime)signal.Facts[CoreNames.AcquiredAt]!.Value).Offset);
    }

    [Fact]
    public void MetaMorph_has_one_directory_for_all_planes()
    {
        var file = new TiffFiles().Page(2, 2, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]).Longs(279, 4).Longs(33628, 0, 0);
        var planes = file.Append([2, 0, 0, 0, 4, 0, 0, 0, .. new byte[64]]);
        var bytes = file.Longs(33629, planes, planes, planes).Write();

        // Three planes of six numbers each stand where the tag points to; the tag's count is that of the planes.
        var signal = TiffReaderTests.Read(bytes).Signals[0];

        Assert.Equal([3, 2, 2], signal.Shape);
        Assert.Equal([8, 9, 10, 11], signal.Values!.ReadNumbers(new([2, 0, 0], [1, 2, 2], [1, 1, 1])));
    }

    [Fact]
    public void MicroManager_keeps_json_for_each_picture()
    {
        var found = TiffReaderTests.Read(TiffFiles.Grey(file =>
            file.Text(51123, """{"Exposure-ms":20,"XPositionUm":1.5,"PixelSizeUm":0.65,"Camera":"Andor"}""")));

        Assert.Equal(0.02, found.Facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal((0.65, "µm"), (found.Signals[0].Axes[1].Scale!.Value, found.Signals[0].Axes[1].Unit));
    }
}
