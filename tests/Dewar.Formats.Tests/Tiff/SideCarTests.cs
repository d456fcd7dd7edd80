using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

/// <summary>Texts that lie beside pictures.</summary>
internal static class SideCars
{
    public const string Tescan =
        "[MAIN]\r\nDate=2025-12-03\r\nTime=17:19:26\r\nDevice=TESCAN X\r\nPixelSizeX=2e-09\r\nPixelSizeY=3e-09\r\n"
        + "AccFrames=1\r\n\r\n[SEM]\r\nHV=15000.0\r\nWD=0.0059\r\nStageRotation=30.0\r\n";

    public const string Hitachi =
        "[SemImageFile]\r\nInstructName=SU8230\r\nDate=03/21/2019\r\nTime=10:11:12\r\nPixelSize=9.921875\r\n"
        + "AcceleratingVoltage=5000 Volt\r\nWorkingDistance=8200 um\r\nEmissionCurrent=9400 nA\r\n"
        + "Magnification=10000\r\n";

    public const string Jeol =
        "$CM_FORMAT JEOL-SEM\r\n$CM_ACCEL_VOLT 15.00\r\n$CM_MAG 5000\r\n$CM_DATE 2011/05/02\r\n"
        + "$CM_TIME 15:10:12\r\n$CM_STAGE_POSITION 1.5 2.5 10 0 30\r\n$$SM_WD 10.2\r\n$$SM_MICRON_BAR 200\r\n"
        + "$$SM_MICRON_MARKER 5um\r\n";

    public static Extraction Read(IFormatReader reader, string name, byte[] bytes, string beside, byte[] other)
    {
        var folder = new Dictionary<string, byte[]> { [name] = bytes, [beside] = other };
        return new Inspector([reader]).Inspect(new MemorySource(name, bytes, folder)).Extraction;
    }
}

public sealed class TescanHeaderTests() : ReaderContract(new TescanHeaderReader(), Encoding.UTF8.GetBytes(SideCars.Tescan))
{
    [Fact]
    public void A_header_belongs_to_its_picture_and_gives_it_a_scale()
    {
        var (header, picture) = (Encoding.UTF8.GetBytes(SideCars.Tescan), TiffFiles.Grey());

        Assert.Equal("a.tif", SideCars.Read(new TescanHeaderReader(), "a.hdr", header, "a.tif", picture).PartOf);
        Assert.Equal("a.tif", SideCars.Read(new TescanHeaderReader(), "a-tif.hdr", header, "a.tif", picture).PartOf);
        Assert.Null(SideCars.Read(new TescanHeaderReader(), "a.hdr", header, "b.tif", picture).PartOf);
        var found = SideCars.Read(new TiffReader(), "a.tif", TiffFiles.Grey(file => file.Text(271, "TESCAN")), "a.hdr", header);
        Assert.Equal("a.hdr", Assert.Single(found.Parts).Path);
        Assert.Equal(15000, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(new DateTime(2025, 12, 3, 17, 19, 26), ((FileTime)found.Facts[CoreNames.AcquiredAt]!.Value).Local);
        Assert.NotNull(found.Signals[0].Axes[0].Scale);
    }

    [Fact]
    public void The_settings_in_the_picture_are_read_when_there_is_no_header()
    {
        static byte[] Block(ushort kind, byte[] bytes) =>
            [.. BitConverter.GetBytes(bytes.Length + 2), .. BitConverter.GetBytes(kind), .. bytes];
        byte[] blocks = [.. Block(1, [0xff, 0xd8]), .. Block(2, "PixelSizeX=1e-9\nDevice=X\n"u8.ToArray()),
            .. Block(3, "HV=5000\n"u8.ToArray())];
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Bytes(50431, blocks)));

        Assert.Equal(5000, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal("X", found.Metadata.Word("TESCAN", "MAIN", "Device"));
        Assert.NotNull(found.Signals[0].Axes[0].Scale);
    }
}

public sealed class HitachiTextTests() : ReaderContract(new HitachiTextReader(), Encoding.UTF8.GetBytes(SideCars.Hitachi))
{
    [Theory, InlineData(false), InlineData(true)]
    public void The_text_tells_of_the_picture_in_either_encoding(bool wide)
    {
        byte[] text = wide ? [0xff, 0xfe, .. Encoding.Unicode.GetBytes(SideCars.Hitachi)] : Encoding.UTF8.GetBytes(SideCars.Hitachi);

        var found = SideCars.Read(new TiffReader(), "a.tif", TiffFiles.Grey(), "a.txt", text);

        Assert.Equal(5000, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(8.2e-3, found.Facts[CoreNames.WorkingDistance]!.Si!.Value, 1e-9);
        Assert.Equal(9.921875, found.Signals[0].Axes[1].Scale!.Value, 1e-6);
        Assert.Equal("a.tif", SideCars.Read(new HitachiTextReader(), "a.txt", text, "a.tif", TiffFiles.Grey()).PartOf);
    }
}

public sealed class JeolTextTests() : ReaderContract(new JeolTextReader(), Encoding.UTF8.GetBytes(SideCars.Jeol))
{
    [Fact]
    public void The_marker_gives_the_scale()
    {
        var text = Encoding.UTF8.GetBytes(SideCars.Jeol);

        var found = SideCars.Read(new TiffReader(), "a.tif", TiffFiles.Grey(), "a.txt", text);

        Assert.Equal(15e3, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(0.01, found.Facts[CoreNames.StageZ]!.Si!.Value, 1e-9);
        Assert.Equal(25, found.Signals[0].Axes[1].Scale!.Value, 1e-6);
        Assert.Equal("a.tif", SideCars.Read(new JeolTextReader(), "a.txt", text, "a.tif", TiffFiles.Grey()).PartOf);
    }
}
