using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Spe;

public sealed class SpeReaderTests() : ReaderContract(new SpeReader(), SpeFile.Two(2, 3, 4, calibrated: true))
{
    [Fact]
    public void Frames_are_pictures_over_a_series()
    {
        var signal = Assert.Single(Read(SpeFile.Two(2, 3, 4)).Extraction.Signals);

        Assert.Equal(SignalType.Image, signal.Type);
        Assert.Equal([2, 3, 4], signal.Shape);
        Assert.Equal(["frame", "y", "x"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal(Enumerable.Range(0, 24).Select(number => (double)number), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void One_row_is_a_spectrum_over_its_wavelengths()
    {
        var signal = Read(SpeFile.Two(1, 1, 4, calibrated: true)).Extraction.Signals[0];

        Assert.Equal(SignalType.Spectrum, signal.Type);
        Assert.Equal(("wavelength", "nm"), (signal.Axes[0].Name, signal.Axes[0].Unit));
        Assert.Equal([500.51, 501.04, 501.59, 502.16], signal.Axes[0].Places!().Select(place => Math.Round(place, 6)));
    }

    [Fact]
    public void The_header_says_how_long_when_and_how_cold()
    {
        var facts = Read(SpeFile.Two(1, 3, 4)).Extraction.Facts;

        Assert.Equal(0.5, facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal(203.15, facts[CoreNames.DetectorTemperature]!.Si!.Value, 1e-9);
        Assert.Equal("2003-02-01T14:25:30+01:00", facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("a comment", facts[CoreNames.Description]!.Value);
        Assert.Equal(1.2e6, facts[CoreNames.GratingDensity]!.Si);
    }

    [Fact]
    public void Frames_that_are_not_there_are_not_promised()
    {
        var finding = Read(SpeFile.Two(3, 3, 4)[..^10]);

        Assert.Equal([2, 3, 4], finding.Extraction.Signals[0].Shape);
        Assert.Contains("3 frames", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
    }

    [Theory, InlineData(0, "float32"), InlineData(1, "int32"), InlineData(2, "int16"), InlineData(8, "uint32")]
    public void The_number_in_the_header_is_the_type(byte type, string element)
    {
        var file = SpeFile.Two(4, 3, 4);
        file[108] = type;

        Assert.Equal(element, Read(file).Extraction.Signals[0].Element.ToString());
    }

    [Fact]
    public void A_file_of_another_kind_is_not_taken_for_its_name() =>
        Assert.Equal(Likelihood.No, new SpeReader().Recognise(FileHead.Of(new MemorySource("gamma.spe", "$SPEC_ID:\n"u8.ToArray()))));

    private static Finding Read(byte[] bytes) => new Inspector([new SpeReader()]).Inspect(new MemorySource("sample.spe", bytes));
}

public sealed class Spe3Tests() : ReaderContract(new SpeReader(), SpeFile.Three(2))
{
    [Fact]
    public void Each_region_of_interest_is_a_signal()
    {
        var signals = Read(SpeFile.Three(2)).Extraction.Signals;

        Assert.Equal([SignalType.Image, SignalType.Spectrum], signals.Select(signal => signal.Type));
        Assert.Equal([2, 2, 3], signals[0].Shape);
        Assert.Equal([2, 4], signals[1].Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17], signals[0].Values!.ReadNumbers(Slab.All([2, 2, 3])));
        Assert.Equal([6, 7, 8, 9, 18, 19, 20, 21], signals[1].Values!.ReadNumbers(Slab.All([2, 4])));
        Assert.Equal([400, 401, 402, 404], signals[1].Axes[1].Places!());
    }

    [Fact]
    public void The_footer_is_the_metadata()
    {
        var finding = Read(SpeFile.Three(1));
        var facts = finding.Extraction.Facts;

        Assert.Equal(0.25, facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal("PIXIS: 400B", facts[CoreNames.Detector]!.Value);
        Assert.Equal("2013-05-20T16:42:05.7-04:00", facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal(3, finding.Extraction.Metadata.Number("SpeFormat", "version"));
    }

    [Fact]
    public void A_long_list_of_wavelengths_is_no_metadata_and_is_read()
    {
        var list = string.Join(',', Enumerable.Range(0, 4000).Select(number => 400 + number * 0.25));

        var axis = Read(SpeFile.Three(1, list)).Extraction.Signals[1].Axes[0];

        Assert.Equal([400, 400.25, 400.5, 400.75], axis.Places!());
    }

    [Fact]
    public void A_footer_that_breaks_off_still_gives_the_frames()
    {
        var finding = Read(SpeFile.Three(2)[..^300]);

        Assert.NotNull(finding.Damage);
        Assert.Equal(2, finding.Extraction.Signals.Count);
    }

    private static Finding Read(byte[] bytes) => new Inspector([new SpeReader()]).Inspect(new MemorySource("sample.spe", bytes));
}
