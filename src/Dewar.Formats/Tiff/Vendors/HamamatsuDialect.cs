using Dewar.Formats.Hamamatsu;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>
/// Hamamatsu streak cameras (HPD-TA): settings in the description, sections in brackets with keys separated by commas. The places of the
/// columns and rows are lists of numbers elsewhere in the file.
/// </summary>
internal sealed class HamamatsuDialect : Dialect
{
    public override string Format => "Hamamatsu streak camera image";

    public override FormatPassport Passport { get; } = new("Hamamatsu streak camera images (TIFF)", ".tif",
        "The image with its axes of wavelength and time; camera, streak camera, spectrograph.",
        "Hamamatsu HPD-TA, ITEX and TIFF description; files");

    public override bool Recognises(Document document) =>
        document.Description.StartsWith("[Application]", StringComparison.Ordinal)
            && document.Description.Contains("[Camera]", StringComparison.Ordinal);

    public override void Tell(Document document, Extraction into)
    {
        var tree = into.Metadata.AddGroup("Hamamatsu");
        StreakSettings.Read(document.Description, tree);
        StreakSettings.Tell(tree, into.Facts);
        var series = document.Main;
        series.Quantity = tree.Word("Acquisition", "ZAxisLabel") ?? "";
        series.Unit = tree.Word("Acquisition", "ZAxisUnit") is { Length: > 0 } counts ? counts : null;
        series.X = StreakSettings.Scaled(document.Source, tree, "X", series.X);
        series.Y = StreakSettings.Scaled(document.Source, tree, "Y", series.Y);
    }
}
