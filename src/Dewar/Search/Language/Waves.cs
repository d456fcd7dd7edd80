using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>
/// Energy, wavelength and frequency of photons and electrons, one from the other. A query has to ask for it, since only who asks knows what
/// flew. Constants are exact by definition (SI brochure, BIPM, 9th edition) but the electron's mass (CODATA 2022).
/// </summary>
internal static class Waves
{
    private const double Planck = 6.62607015e-34;
    private const double Light = 299_792_458;
    private const double Charge = 1.602176634e-19;
    private const double Rest = 9.1093837139e-31 * Light * Light;

    private static readonly Dimension Energy = new(2, 1, -2);
    private static readonly Dimension Length = new(1);
    private static readonly Dimension Frequency = new(Second: -1);
    private static readonly Dimension Voltage = new(2, 1, -3, -1);

    /// <summary>Bounds in another dimension; null when there is no way.</summary>
    public static Bounds? Convert(string particle, Bounds bounds, Dimension from, Dimension to)
    {
        if (from == to || ToEnergy(particle, from) is not { } there || FromEnergy(particle, to) is not { } back)
        {
            return null;
        }

        double One(double value) => value is double.PositiveInfinity or <= 0 ? value <= 0 && from == Length ? double.PositiveInfinity : Far(value, from == Length, to == Length) : back(there(value));
        // Short waves have high energies.
        return (from == Length) == (to == Length) ? new(One(bounds.From), One(bounds.To), bounds.WithFrom, bounds.WithTo)
            : new(One(bounds.To), One(bounds.From), bounds.WithTo, bounds.WithFrom);
    }

    /// <summary>What to write to have it converted; empty where nothing can be.</summary>
    public static string Hint(SearchKey key, Unit unit) =>
        key.Dimension is { } wanted && ToEnergy("photon", unit.Dimension) is not null && FromEnergy("photon", wanted) is not null
            ? $" To convert: {key.Name}:photon(…) or {key.Name}:electron(…)." : "";

    private static double Far(double value, bool fromLength, bool toLength) =>
        double.IsPositiveInfinity(value) ? fromLength == toLength ? double.PositiveInfinity : 0 : fromLength == toLength ? double.NegativeInfinity : double.PositiveInfinity;

    private static Func<double, double>? ToEnergy(string particle, Dimension from) =>
        from == Energy ? energy => energy
        : from == Frequency && particle is "photon" ? frequency => Planck * frequency
        : from == Voltage && particle is "electron" ? voltage => Charge * voltage
        : from == Length ? particle is "photon" ? length => Planck * Light / length : length => Math.Sqrt(Math.Pow(Planck * Light / length, 2) + Rest * Rest) - Rest
        : null;

    private static Func<double, double>? FromEnergy(string particle, Dimension to) =>
        to == Energy ? energy => energy
        : to == Frequency && particle is "photon" ? energy => energy / Planck
        : to == Voltage && particle is "electron" ? energy => energy / Charge
        : to == Length ? particle is "photon" ? energy => Planck * Light / energy : energy => Planck * Light / Math.Sqrt(energy * (energy + 2 * Rest))
        : null;
}
