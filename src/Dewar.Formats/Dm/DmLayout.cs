using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>
/// What the dimensions of an image mean. The program says it in the tags "Meta Data": a spectrum image has its energies last, so that each
/// energy is a picture, unless the order was swapped; in two dimensions the energies are first.
/// </summary>
/// <param name="Type">What it is.</param>
/// <param name="Scan">Dimensions of the scan, the slowest first.</param>
/// <param name="Own">The signal's own dimensions, the slowest first.</param>
/// <param name="SpectralName">What the axis of a spectrum is called.</param>
internal sealed record DmLayout(SignalType Type, IReadOnlyList<DmDimension> Scan, IReadOnlyList<DmDimension> Own, string? SpectralName)
{
    private static readonly string[] Places = ["x", "y", "z", "u", "v", "w"];

    public static DmLayout Of(List<DmDimension> all, MetaGroup tags)
    {
        var format = tags.Word("Meta Data", "Format")?.Trim() ?? "";
        var signal = DmSignalKind.Of(tags);
        var swapped = Flag(tags.Find("Meta Data", "Data Order Swapped"));
        var spectral = format.StartsWith("Spectrum", StringComparison.OrdinalIgnoreCase) || tags.Find("spim") is not null
            || format is "" && signal is not null && all.Exists(dimension => dimension.IsEnergy);
        if (spectral || all.Count <= 1)
        {
            return Spectra([.. all.Where(dimension => dimension.Length != 1 || all.Count == 1)], all, signal, swapped);
        }

        var diffraction = format.StartsWith("Diffraction", StringComparison.OrdinalIgnoreCase) || tags.Word("Meta Data", "Signal") is "Diffraction";
        var images = all.Where(dimension => dimension.Number < 2 || dimension.Length != 1).ToList();
        if (diffraction && images.Count > 2)
        {
            // Without the swap the places of the scan run fastest.
            var own = swapped ?? images.Count == 3 ? images[..2] : images[^2..];
            return new(SignalType.Diffraction, Slowest(images.Except(own)), Slowest(own), null);
        }

        var type = diffraction || images.Count >= 2 && images[0].IsReciprocal && images[1].IsReciprocal ? SignalType.Diffraction : SignalType.Image;
        return new(type, Slowest(images.Skip(2)), Slowest(images.Take(2)), null);
    }

    /// <summary>The axes as they are handed out, with the dimension of each.</summary>
    public IReadOnlyList<(Axis Axis, DmDimension Dimension)> Axes =>
    [
        .. Scan.Select((dimension, i) => (dimension.As(ScanName(dimension, Scan.Count - 1 - i), scan: true), dimension)),
        .. Own.Select((dimension, i) => (dimension.As(OwnName(dimension, Own.Count - 1 - i), scan: false), dimension)),
    ];

    private static DmLayout Spectra(List<DmDimension> found, List<DmDimension> all, string? signal, bool? swapped)
    {
        var dimensions = found.Count > 0 ? found : [.. all.Take(1)];
        if (dimensions.Count == 0)
        {
            return new(SignalType.Spectrum, [], [], null);
        }

        var spectrum = dimensions.Find(dimension => dimension.IsEnergy)
            ?? (signal is "CL" && dimensions.Count(dimension => dimension.Units is "nm") == 1 ? dimensions.Find(dimension => dimension.Units is "nm") : null)
            ?? (dimensions.Count <= 2 || swapped == true ? dimensions[0] : dimensions[^1]);
        var scan = dimensions.Where(dimension => dimension != spectrum).ToList();
        var name = signal switch
        {
            "EELS" when spectrum.IsEnergy => "Energy loss",
            "CL" when spectrum.Units is "nm" => "Wavelength",
            _ when spectrum.IsEnergy => "Energy",
            _ => null,
        };
        return new(scan.Count == 0 ? SignalType.Spectrum : SignalType.SpectrumImage, Slowest(scan), [spectrum], name);
    }

    private bool IsSpectral => Type is SignalType.Spectrum or SignalType.SpectrumImage;

    private string OwnName(DmDimension dimension, int place) => SpectralName ?? Places[IsSpectral ? Before(dimension) : place];

    // Those without a name of their own are x, y, z in the file's order.
    private int Before(DmDimension dimension) =>
        Math.Min(Places.Length - 1, Scan.Concat(SpectralName is null ? Own : []).Count(other => other.Number < dimension.Number));

    // A stack is a scan along z, or in time. Two dimensions of a scan of patterns are its x and y.
    private string ScanName(DmDimension dimension, int place) =>
        Unit.TryParse(dimension.Units, out var unit) && unit.Dimension == new Dimension(Second: 1) ? "time"
        : IsSpectral ? Places[Before(dimension)]
        : Scan.Count == 1 ? "z" : Places[Math.Min(Places.Length - 1, place)];

    private static List<DmDimension> Slowest(IEnumerable<DmDimension> dimensions) => [.. dimensions.Reverse()];

    private static bool? Flag(MetaNode? node) => (node as MetaValue)?.Value switch
    {
        bool flag => flag,
        long number => number != 0,
        string word => word is "1" || word.Equals("true", StringComparison.OrdinalIgnoreCase),
        _ => null,
    };
}

/// <summary>The kinds of spectroscopy that DigitalMicrograph's tags tell apart.</summary>
internal static class DmSignalKind
{
    /// <summary>EELS, EDS, CL, or what else the tags say; null when they don't.</summary>
    public static string? Of(MetaGroup tags) => tags.Word("Meta Data", "Signal")?.Trim() switch
    {
        "X-ray" or "EDS" or "EDX" => "EDS",
        "CL" => "CL",
        "EELS" => "EELS",
        _ when tags.Find("Acquisition", "Monarc Spectrometer") is not null => "CL",
        _ when tags.Find("spim", "eels") is not null => "EELS",
        null or "" => tags.Find("EELS") is not null ? "EELS" : tags.Find("EDS") is not null ? "EDS" : tags.Find("CL") is not null ? "CL" : null,
        var other => other,
    };
}
