using System.Text.RegularExpressions;
using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>What independent programs say of plain TIFF files.</summary>
public sealed class TiffExpectations() : ExpectationContract("formats/tiff")
{
    protected override object? Actual(Finding finding, string key) => TiffKeys.Actual(finding, key);
}

/// <summary>Keys of the expected values that are about the frame of TIFF.</summary>
internal static partial class TiffKeys
{
    private static readonly Dictionary<string, string> Tags = new()
    {
        ["bits_per_sample"] = "BitsPerSample", ["compression"] = "Compression", ["height"] = "ImageLength", ["width"] = "ImageWidth",
        ["photometric"] = "PhotometricInterpretation", ["samples_per_pixel"] = "SamplesPerPixel", ["sample_format"] = "SampleFormat",
    };

    public static object? Actual(Finding finding, string key)
    {
        var tree = finding.Extraction.Metadata;
        if (OfPage.Match(key) is { Success: true } match && Tags.TryGetValue(match.Groups["tag"].Value, out var tag))
        {
            var value = (tree.Find($"Page {int.Parse(match.Groups["page"].ValueSpan) + 1}", tag) as MetaValue)?.Value;
            return value is Array { Length: > 0 } several ? several.GetValue(0) : value;
        }

        return key switch
        {
            "bigtiff" => (tree.Find("TIFF", "BigTIFF") as MetaValue)?.Value,
            "byte_order" => tree.Word("TIFF", "ByteOrder"),
            "pages" => tree.Number("TIFF", "Pages"),
            _ => null,
        };
    }

    [GeneratedRegex(@"^page\[(?<page>\d+)\]\.(?<tag>\w+)$")]
    private static partial Regex OfPage { get; }
}
