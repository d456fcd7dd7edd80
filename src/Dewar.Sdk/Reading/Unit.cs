using System.Globalization;

namespace Dewar.Sdk;

/// <summary>
/// A unit of measurement, understood: the dimension it measures and how to come from it to the coherent SI unit
/// (<c>SI = value × Factor + Zero</c>). Written to the SI brochure (BIPM, 9th edition) with the units of the laboratory beside it.
/// </summary>
/// <param name="Dimension">What it measures.</param>
/// <param name="Factor">SI units in one of it.</param>
/// <param name="Zero">What is added after that; only for temperatures.</param>
public readonly record struct Unit(Dimension Dimension, double Factor, double Zero = 0)
{
    /// <summary>A value of this unit in the coherent SI unit.</summary>
    public double ToSi(double value) => value * Factor + Zero;

    /// <summary>A value in the coherent SI unit, in this one.</summary>
    public double FromSi(double si) => (si - Zero) / Factor;

    /// <summary>
    /// Understands what instruments write: <c>nm</c>, <c>µm</c>, <c>um</c>, <c>kV</c>, <c>1/nm</c>, <c>nm^-1</c>, <c>nm⁻¹</c>, <c>m/s^2</c>,
    /// <c>counts s-1</c>, <c>deg</c>, <c>°C</c>, <c>Angstrom</c>, <c>electron_volt</c>. Empty text is the number one.
    /// </summary>
    public static bool TryParse(string? text, out Unit unit)
    {
        unit = new(default, 1);
        var words = Words(text ?? "");
        var divides = false;
        foreach (var word in words)
        {
            if (word is "/" or "per")
            {
                divides = true;
                continue;
            }

            if (!TryWord(word, words.Count == 1, out var one, out var power))
            {
                return false;
            }

            power *= divides ? -1 : 1;
            divides = false;
            unit = words.Count == 1 && power == 1 ? one : new(unit.Dimension + one.Dimension * power, unit.Factor * Math.Pow(one.Factor, power));
        }

        return true;
    }

    // "kg m/s^2" → kg, m, /, s^2. After a division sign only the next word is divided by.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || text[i] is ' ' or '·' or '⋅' or '/' or '(' or ')' or '[' or ']' || text[i] is '*' or '.' && !IsPower(text, i);
            if (!ends)
            {
                continue;
            }

            if (i > start)
            {
                words.Add(text[start..i]);
            }

            if (i < text.Length && text[i] == '/')
            {
                words.Add("/");
            }

            start = i + 1;
        }

        return words;
    }

    private static bool IsPower(string text, int at) =>
        text[at] == '*' && (at + 1 < text.Length && text[at + 1] == '*' || at > 0 && text[at - 1] == '*') ||
        text[at] == '.' && at > 0 && char.IsDigit(text[at - 1]);

    private static bool TryWord(string word, bool alone, out Unit unit, out int power)
    {
        power = 1;
        if (UnitTable.TryFind(word, alone, out unit))
        {
            return true;
        }

        var plain = string.Concat(word.Select(letter => "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(letter) is >= 0 and var digit ? (char)('0' + digit) : letter == '⁻' ? '-' : letter));
        var end = plain.Length;
        while (end > 0 && (char.IsAsciiDigit(plain[end - 1]) || plain[end - 1] is '-' or '+' or '−'))
        {
            end--;
        }

        var symbol = plain[..end].TrimEnd('^', '*');
        if (symbol is "" && end < plain.Length && double.TryParse(plain, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            unit = new(default, number);
            return number != 0;
        }

        return int.TryParse(plain[end..].Replace('−', '-'), CultureInfo.InvariantCulture, out power)
            && Math.Abs(power) <= 12
            && UnitTable.TryFind(symbol, alone: false, out unit);
    }
}

/// <summary>
/// What a unit measures: exponents of metre, kilogram, second, ampere, kelvin, mole, candela; the radian is kept as an eighth, so that
/// angles are not mixed with plain numbers.
/// </summary>
public readonly record struct Dimension(
    sbyte Metre = 0, sbyte Kilogram = 0, sbyte Second = 0, sbyte Ampere = 0, sbyte Kelvin = 0, sbyte Mole = 0, sbyte Candela = 0, sbyte Radian = 0)
{
    private static readonly (string Symbol, Dimension Dimension)[] Named =
    [
        ("V", new(2, 1, -3, -1)), ("J", new(2, 1, -2)), ("W", new(2, 1, -3)), ("Pa", new(-1, 1, -2)), ("N", new(1, 1, -2)), ("Hz", new(Second: -1)),
        ("C", new(Second: 1, Ampere: 1)), ("T", new(0, 1, -2, -1)), ("Ω", new(2, 1, -3, -2)), ("F", new(-2, -1, 4, 2)), ("S", new(-2, -1, 3, 2)),
        ("Wb", new(2, 1, -2, -1)), ("H", new(2, 1, -2, -2)),
    ];

    /// <summary>The product of two.</summary>
    public static Dimension operator +(Dimension one, Dimension other) => new(
        (sbyte)(one.Metre + other.Metre), (sbyte)(one.Kilogram + other.Kilogram), (sbyte)(one.Second + other.Second), (sbyte)(one.Ampere + other.Ampere),
        (sbyte)(one.Kelvin + other.Kelvin), (sbyte)(one.Mole + other.Mole), (sbyte)(one.Candela + other.Candela), (sbyte)(one.Radian + other.Radian));

    /// <summary>A power.</summary>
    public static Dimension operator *(Dimension one, int power) => new(
        (sbyte)(one.Metre * power), (sbyte)(one.Kilogram * power), (sbyte)(one.Second * power), (sbyte)(one.Ampere * power),
        (sbyte)(one.Kelvin * power), (sbyte)(one.Mole * power), (sbyte)(one.Candela * power), (sbyte)(one.Radian * power));

    /// <summary>The coherent SI unit: "V", "m", "m^-1"; "1" for plain numbers.</summary>
    public override string ToString()
    {
        foreach (var (symbol, dimension) in Named)
        {
            if (dimension == this)
            {
                return symbol;
            }
        }

        var parts = new (string Symbol, int Power)[]
        {
            ("kg", Kilogram), ("m", Metre), ("s", Second), ("A", Ampere), ("K", Kelvin), ("mol", Mole), ("cd", Candela), ("rad", Radian),
        };
        var text = string.Join(' ', parts.Where(part => part.Power != 0).Select(part => part.Power == 1 ? part.Symbol : $"{part.Symbol}^{part.Power}"));
        return text is "" ? "1" : text;
    }
}
