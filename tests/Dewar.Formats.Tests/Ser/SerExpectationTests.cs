using System.Globalization;
using Dewar.Formats.Expected;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Ser;

public sealed class SerExpectationTests() : ExpectationContract("formats/ser")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "data_type" => Code(finding, "DataTypeID"),
        "tag_type" => Code(finding, "TagTypeID"),
        "file_version" => Code(finding, "SeriesVersion"),
        "offset_array_at" => InTree(finding, "OffsetArrayOffset"),
        "total_elements" => InTree(finding, "TotalNumberElements"),
        "valid_elements" => InTree(finding, "ValidNumberElements"),
        _ when key.EndsWith(".signal_dimension", StringComparison.Ordinal) =>
            finding.Extraction.Signals[key[7] - '0'].Axes.Count(axis => !axis.IsScan),
        _ => null,
    };

    [Fact]
    public void The_pixels_of_a_real_image_are_those_that_others_read()
    {
        var expected = File.ReadAllBytes(Samples.PathOf("expected/64x64_TEM_images_acquire_1.ser.npy"));
        var signal = Samples.Inspect("formats/ser/64x64_TEM_images_acquire_1.ser").Extraction.Signals[0];
        var actual = new byte[64 * 64 * 4];
        signal.Values!.Read(Slab.All(signal.Shape), actual);

        Assert.Equal(expected[^actual.Length..], actual);
    }

    private static string? Code(Finding finding, string name) =>
        InTree(finding, name) is long code ? "0x" + code.ToString("x4", CultureInfo.InvariantCulture) : null;
}
