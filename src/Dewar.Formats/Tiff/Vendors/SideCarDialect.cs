using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Pictures about which everything stands in a text of the same name.</summary>
/// <param name="sideCar">The kind of text.</param>
/// <param name="format">The format in the words of the field.</param>
internal sealed class SideCarDialect(SideCar sideCar, string format) : Dialect
{
    public override string Format => format;

    public override FormatPassport Passport { get; } =
        new($"{format} (TIFF with text)", ".tif .txt", "The image with its scale; beam, stage.", sideCar.Passport.Source);

    public override bool Recognises(Document document) => document.Pages.Count < 3
        && SideCarText.Beside(document.Source, sideCar) is not null;

    public override void Tell(Document document, Extraction into)
    {
        if (SideCarText.Beside(document.Source, sideCar) is { } found)
        {
            SideCarText.Tell(found, sideCar, document.Main, into);
        }
    }
}
