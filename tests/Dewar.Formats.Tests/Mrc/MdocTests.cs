using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Mrc;

public sealed class MdocReaderTests() : ReaderContract(new MdocReader(), Encoding.ASCII.GetBytes(Sample))
{
    private const string Sample = """
        PixelSpacing = 5.26
        Voltage = 300
        ImageFile = tilt.st
        ImageSize = 3 2
        DataMode = 1

        [T = SerialEM: Tilt series on a microscope   21-Nov-15  13:20:00]

        [ZValue = 0]
        TiltAngle = -60.01
        StagePosition = 12.5 -33.25
        StageZ = 8.1
        Magnification = 26000
        ExposureTime = 1.2
        DateTime = 21-Nov-15  13:24:05
        Note = as it was

        [ZValue = 1]
        TiltAngle = -58
        StagePosition = 12.6 -33.25
        StageZ = 8.2
        Magnification = 26000
        ExposureTime = 1.2
        DateTime = 21-Nov-15  13:24:50

        """;

    [Fact]
    public void Sections_are_rows_of_a_table()
    {
        var signal = Read("tilt.st.mdoc", Encoding.ASCII.GetBytes(Sample), []).Signals[0];

        Assert.Equal(["TiltAngle", "StageZ", "Magnification", "ExposureTime"], signal.Columns);
        Assert.Equal([-58, 8.2, 26000, 1.2], signal.Values!.ReadNumbers(new([1, 0], [1, 4], [1, 1])));
    }

    [Fact]
    public void What_is_common_is_told()
    {
        var facts = Read("tilt.st.mdoc", Encoding.ASCII.GetBytes(Sample), []).Facts;

        Assert.Equal(300e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(12.5e-6, facts[CoreNames.StageX]!.Si!.Value, 1e-12);
        Assert.Equal(new FileTime(new(2015, 11, 21, 13, 24, 5)), facts[CoreNames.AcquiredAt]!.Value);
    }

    [Fact]
    public void Beside_its_images_it_is_a_part_of_them_and_they_take_its_values()
    {
        var writer = new MrcWriter(3, 2, 2, 1);
        var files = new Dictionary<string, byte[]> { ["tilt.st"] = writer.File(new byte[24]), ["tilt.st.mdoc"] = Encoding.ASCII.GetBytes(Sample) };
        var images = Read("tilt.st", files["tilt.st"], files);
        var description = Read("tilt.st.mdoc", files["tilt.st.mdoc"], files);

        Assert.Equal("tilt.st", description.PartOf);
        Assert.Empty(description.Warnings);
        Assert.Equal([new Part("tilt.st.mdoc", "metadata")], images.Parts);
        Assert.Equal(26000, images.Metadata.Number("mdoc", "ZValue = 0", "Magnification"));
        Assert.Equal(300e3, images.Facts[CoreNames.AccelerationVoltage]!.Si);
    }

    [Fact]
    public void Alone_it_warns() => Assert.Contains("tilt.st", Read("x.mdoc", Encoding.ASCII.GetBytes(Sample), []).Warnings[0], StringComparison.Ordinal);

    private static Extraction Read(string name, byte[] bytes, Dictionary<string, byte[]> companions) =>
        new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, bytes, companions)).Extraction;
}

public sealed class DirectElectronReaderTests() : ReaderContract(new DirectElectronReader(), Encoding.ASCII.GetBytes(Sample))
{
    private const string Sample = """
        Server Software Version                                         = 2.7.4
        Timestamp (seconds since Epoch)                                 = 1729539410
        Local time                                                      = Mon Oct 21 14:36:50 2024
        Camera Model                                                    = Camera
        Camera SN                                                       =
        Instrument Accelerating Voltage (V)                             = 300000
        Scan - Dwell Time (microseconds)                                = 1464.5
        Scan - Enable                                                   = Enable
        Scan - ROI Enable                                               = Disable
        Scan - Size X                                                   = 3
        Scan - Size Y                                                   = 2

        """;

    [Fact]
    public void A_movie_of_a_scan_has_its_places()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["20241021_00405_movie.mrc"] = new MrcWriter(4, 1, 6, 1).Word(23, 1).File([.. Enumerable.Range(0, 48).Select(i => (byte)i)]),
            ["20241021_00405_info.txt"] = Encoding.ASCII.GetBytes(Sample),
        };
        var movie = Read("20241021_00405_movie.mrc", files);
        var info = Read("20241021_00405_info.txt", files);

        Assert.Equal([2L, 3, 1, 4], movie.Signals[0].Shape);
        Assert.Equal([true, true, false, false], movie.Signals[0].Axes.Select(axis => axis.IsScan));
        Assert.Equal([32 + 33 * 256], movie.Signals[0].Values!.ReadNumbers(new([1, 1, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1])));
        Assert.Equal("20241021_00405_movie.mrc", info.PartOf);
        Assert.Equal(300e3, movie.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(new FileTime(new(2024, 10, 21, 14, 36, 50), TimeSpan.FromHours(-5)), movie.Facts[CoreNames.AcquiredAt]!.Value);
    }

    private static Extraction Read(string name, Dictionary<string, byte[]> files) =>
        new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, files[name], files)).Extraction;
}
