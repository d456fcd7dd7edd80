using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Scales of axes in units that people read easily.</summary>
internal static class Lengths
{
    private static readonly (double PerMetre, string Unit)[] Metric = [(1, "m"), (1e3, "mm"), (1e6, "µm"), (1e9, "nm"), (1e12, "pm")];

    /// <summary>Gives a series a scale that is known in metres, in the unit that suits a quarter of the picture's width.</summary>
    public static void ScaleMetres(this Series series, double? x, double? y = null)
    {
        if (x is not { } metres || !double.IsFinite(metres) || metres <= 0 || y is <= 0)
        {
            return;
        }

        var quarter = metres * series.Page.Width / 4;
        var (perMetre, unit) = Array.Find(Metric, one => quarter * one.PerMetre >= 1) is { Unit: not null } found ? found : Metric[^1];
        series.Scale(metres * perMetre, (y ?? metres) * perMetre, unit);
    }

    /// <summary>A value of a tree in metres; null when it is no length.</summary>
    public static double? Metres(MetaNode? node, string? unit = null) =>
        node is MetaValue { AsNumber: { } number } value && Unit.TryParse(value.Unit ?? unit, out var known)
            && known.Dimension == new Dimension(1) ? known.ToSi(number) : null;
}
