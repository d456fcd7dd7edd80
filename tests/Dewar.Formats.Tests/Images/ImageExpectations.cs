using Dewar.Formats.Expected;

namespace Dewar.Formats.Images;

/// <summary>What a small parser and other programs say of real pictures.</summary>
public sealed class ImageExpectations() : ExpectationContract("formats/image")
{
    protected override object? Actual(Finding finding, string key)
    {
        var signals = finding.Extraction.Signals;
        return key switch
        {
            "width" => signals[0].Shape[^1],
            "height" => signals[0].Shape[^2],
            "components" => InTree(finding, "Frame.Components"),
            "bit_depth" => InTree(finding, "IHDR.Bit depth"),
            "colour_type" => InTree(finding, "IHDR.Colour type"),
            "bits_per_pixel" => InTree(finding, "BitsPerPixel"),
            _ => null,
        };
    }
}
