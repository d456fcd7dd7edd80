using System.Runtime.InteropServices;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Hamamatsu;

public sealed class StreakImageReaderTests() : ReaderContract(new StreakImageReader(), Sample(3))
{
    [Theory, InlineData(0, "uint8"), InlineData(2, "uint16"), InlineData(3, "uint32")]
    public void A_picture_lies_over_wavelength_and_time(int type, string element)
    {
        var it = Inspect(Sample(type));
        var picture = Assert.Single(it.Signals);

        Assert.Equal((element, "Intensity", "Count"), (picture.Element.ToString(), picture.Quantity, picture.Unit));
        Assert.Equal([("time", 2L, "us"), ("wavelength", 3L, "nm")], picture.Axes.Select(axis => (axis.Name, axis.Length, axis.Unit)));
        Assert.Equal([470, 470.5, 471], picture.Axes[1].Places!());
        Assert.Equal([3, 4, 5], picture.Values!.ReadNumbers(new([1, 0], [1, 3], [1, 1])));
    }

    [Fact]
    public void The_settings_are_told()
    {
        var facts = Inspect(Sample(3)).Facts;

        Assert.Equal((5.0, "C5680", "Orca R2"), (facts[CoreNames.ExposureTime]!.Si!.Value, facts[CoreNames.Instrument]!.Value, facts[CoreNames.Detector]!.Value));
        Assert.Equal("2023-01-20T11:34:55.147", facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void Packed_pixels_are_not_claimed() => Assert.Equal(Likelihood.No, new StreakImageReader().Recognise(FileHead.Of(new MemorySource("it.img", Sample(1)))));

    private static Extraction Inspect(byte[] bytes) => new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource("it.img", bytes)).Extraction;

    private static byte[] Sample(int type)
    {
        var size = type switch { 0 => 1, 2 => 2, _ => 4 };
        string Settings(int places) => "[Application],Date=\"20/01/2023\",Time=\"11:34:55.147\",Software=\"HPD-TA\"\r\n[Camera],CameraName=\"Orca R2\"\r\n"
            + "[Acquisition],NrExposure=60,ExposureTime=5 s,ZAxisLabel=Intensity,ZAxisUnit=Count\r\n[Streak camera],DeviceName=\"C5680\"\r\n"
            + $"[Scaling],ScalingXType=2,ScalingXUnit=\"nm\",ScalingXScalingFile=\"#{places:D7},0003\",ScalingYType=2,ScalingYUnit=\"us\",ScalingYScalingFile=\"#{places + 12:D7},0002\"";
        var text = Settings(64 + Settings(0).Length + 6 * size);
        return
        [
            .. "IM"u8, .. Short(text.Length), .. Short(3), .. Short(2), .. Short(0), .. Short(0), .. Short(type), .. new byte[4 + 2 + 2 + 8 + 4 + 30],
            .. Encoding.UTF8.GetBytes(text), .. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes(i)[..size]),
            .. MemoryMarshal.AsBytes<float>(new float[] { 470, 470.5f, 471, 0, 0.5f }).ToArray(),
        ];
    }

    private static byte[] Short(int number) => BitConverter.GetBytes((short)number);
}
