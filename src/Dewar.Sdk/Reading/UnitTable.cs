using System.Collections.Frozen;

namespace Dewar.Sdk;

/// <summary>The symbols and names of units.</summary>
internal static class UnitTable
{
    private static readonly Dimension Angle = new(Radian: 1);
    private static readonly Dimension Energy = new(2, 1, -2);
    private static readonly Dimension Pressure = new(-1, 1, -2);

    private static readonly (string[] Prefixes, double Factor)[] Prefixes =
    [
        (["Y", "yotta"], 1e24), (["Z", "zetta"], 1e21), (["E", "exa"], 1e18), (["P", "peta"], 1e15), (["T", "tera"], 1e12), (["G", "giga"], 1e9),
        (["M", "mega"], 1e6), (["k", "K", "kilo"], 1e3), (["h", "hecto"], 1e2), (["da", "deca"], 1e1), (["d", "deci"], 1e-1), (["c", "centi"], 1e-2),
        (["m", "milli"], 1e-3), (["µ", "μ", "u", "micro"], 1e-6), (["n", "nano"], 1e-9), (["p", "pico"], 1e-12), (["f", "femto"], 1e-15),
        (["a", "atto"], 1e-18), (["z", "zepto"], 1e-21), (["y", "yocto"], 1e-24),
    ];

    // Those that take prefixes.
    private static readonly (string Names, Unit Unit)[] Prefixed =
    [
        ("m metre meter metres meters", new(new(1), 1)),
        ("g gram grams", new(new(Kilogram: 1), 1e-3)),
        ("s sec second seconds", new(new(Second: 1), 1)),
        ("A amp amps ampere amperes", new(new(Ampere: 1), 1)),
        ("K kelvin", new(new(Kelvin: 1), 1)),
        ("mol mole moles", new(new(Mole: 1), 1)),
        ("cd candela", new(new(Candela: 1), 1)),
        ("rad radian radians", new(Angle, 1)),
        ("V volt volts", new(new(2, 1, -3, -1), 1)),
        ("eV electron_volt electronvolt electronvolts", new(Energy, 1.602176634e-19)),
        ("J joule joules", new(Energy, 1)),
        ("W watt watts", new(new(2, 1, -3), 1)),
        ("Pa pascal pascals", new(Pressure, 1)),
        ("bar", new(Pressure, 1e5)),
        ("Torr torr", new(Pressure, 101325.0 / 760)),
        ("N newton newtons", new(new(1, 1, -2), 1)),
        ("Hz hertz", new(new(Second: -1), 1)),
        ("cps", new(new(Second: -1), 1)),
        ("C coulomb coulombs", new(new(Second: 1, Ampere: 1), 1)),
        ("T tesla", new(new(0, 1, -2, -1), 1)),
        ("Ω Ω ohm ohms", new(new(2, 1, -3, -2), 1)),
        ("F farad", new(new(-2, -1, 4, 2), 1)),
        ("L l litre liter", new(new(3), 1e-3)),
        ("Da dalton", new(new(Kilogram: 1), 1.66053906660e-27)),
        ("b barn", new(new(2), 1e-28)),
    ];

    // Those that do not, and what is not systematic.
    private static readonly (string Names, Unit Unit)[] Plain =
    [
        ("Å Å Angstrom Angstroms angstrom angstroms ångström Ang", new(new(1), 1e-10)),
        ("micron microns", new(new(1), 1e-6)),
        ("in inch inches", new(new(1), 0.0254)),
        ("min minute minutes", new(new(Second: 1), 60)),
        ("h hr hour hours", new(new(Second: 1), 3600)),
        ("d day days", new(new(Second: 1), 86400)),
        ("° deg degs degree degrees Deg", new(Angle, Math.PI / 180)),
        ("arcmin arcminute ′", new(Angle, Math.PI / 10800)),
        ("arcsec arcsecond ″", new(Angle, Math.PI / 648000)),
        ("atm", new(Pressure, 101325)),
        ("mmHg", new(Pressure, 133.322387415)),
        ("% percent", new(default, 1e-2)),
        ("ppm", new(default, 1e-6)),
        ("u amu", new(new(Kilogram: 1), 1.66053906660e-27)),
        ("1 count counts ct cts Counts px pixel pixels pix Pixels channel channels dimensionless none a.u. arb. arb.u. NX_DIMENSIONLESS", new(default, 1)),
    ];

    private static readonly (string Names, Unit Unit)[] Temperatures =
    [
        ("°C ℃ degC celsius Celsius degree_Celsius deg_C", new(new(Kelvin: 1), 1, 273.15)),
        ("°F degF fahrenheit Fahrenheit", new(new(Kelvin: 1), 5.0 / 9, 459.67 * 5 / 9)),
    ];

    private static readonly FrozenDictionary<string, Unit> Exact = Build().ToFrozenDictionary();

    // Alone: the word is the whole unit. Only then temperatures have their own zero; C is the coulomb.
    public static bool TryFind(string word, bool alone, out Unit unit)
    {
        if (alone && Find(Temperatures, word) is { } temperature)
        {
            unit = temperature;
            return true;
        }

        return Exact.TryGetValue(word, out unit);
    }

    private static Unit? Find((string Names, Unit Unit)[] table, string word)
    {
        foreach (var (names, unit) in table)
        {
            if (names.Split(' ').Contains(word))
            {
                return unit;
            }
        }

        return null;
    }

    // Plain ones win over prefixed ones: "min" is no milli-inch, "h" no hecto, "d" a day; and short symbols take short prefixes only.
    private static Dictionary<string, Unit> Build()
    {
        var all = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach (var (names, unit) in Plain.Concat(Prefixed))
        {
            foreach (var name in names.Split(' '))
            {
                all.TryAdd(name, unit);
            }
        }

        foreach (var (names, unit) in Prefixed)
        {
            foreach (var name in names.Split(' '))
            {
                foreach (var (prefixes, factor) in Prefixes)
                {
                    foreach (var prefix in prefixes.Where(prefix => prefix.Length <= 2 || name.Length > 2))
                    {
                        all.TryAdd(prefix + name, unit with { Factor = unit.Factor * factor });
                    }
                }
            }
        }

        return all;
    }
}
