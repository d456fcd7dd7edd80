using Dewar.Formats.Expected;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Mrc;

public sealed class MrcAgainstMrcfileTests
{
    [Fact]
    public void What_mrcfile_writes_is_read()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-mrc-").FullName;
        try
        {
            foreach (var told in Python.Run("Mrc/write_mrc.py", "mrcfile", folder).EnumerateArray())
            {
                using var file = Samples.OpenFile(told.GetProperty("path").GetString()!);
                var signal = new Inspector(FormatsPlugin.Readers).Inspect(file).Extraction.Signals[0];

                Assert.Equal(told.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()), signal.Shape);
                Assert.Equal(told.GetProperty("dtype").GetString(), signal.Element.ToString());
                Assert.Equal(told.GetProperty("kind").GetString()!.StartsWith("volume", StringComparison.Ordinal),
                    signal.Type == SignalType.Volume);
                Assert.Equal(0.25, signal.Axes[^1].Scale!.Value, 1e-6);
                var values = signal.Values!.ReadNumbers(Slab.All(signal.Shape));
                Assert.All(told.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).Zip(values), pair =>
                    Assert.Equal(pair.First, pair.Second, 1e-4));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

public sealed class MrcExpectationTests() : ExpectationContract("formats/mrc")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "nx" or "ny" or "nz" or "mode" => InTree(finding, key),
        "extended_header_bytes" => InTree(finding, "nsymbt"),
        "extended_header_type" => InTree(finding, "exttyp"),
        "line_feeds" => File.ReadAllText(Samples.PathOf($"formats/mrc/{FileName}")).Count(letter => letter == '\n'),
        "signal[0].metadata.Acquisition_instrument.TEM.detector" => CommonKeys.Quantity(finding, null, CoreNames.Detector, null),
        "signal[0].metadata.Acquisition_instrument.TEM.magnification" =>
            CommonKeys.Quantity(finding, null, CoreNames.Magnification, "")?.ToString(),
        "signal[0].metadata.Acquisition_instrument.TEM.frames_per_second" =>
            (finding.Extraction.Metadata.Find("info", "Frames Per Second") as MetaValue)?.Value?.ToString(),
        _ => null,
    };
}
