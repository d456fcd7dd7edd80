using System.Globalization;
using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>
/// Numbers with units in a query. All spellings and prefixes of a unit come to the same bounds in SI. A unit that nobody knows stands for
/// itself: only values with the very same unit are compared with it.
/// </summary>
/// <param name="at">Where the value begins, for messages.</param>
internal sealed partial class Quantities(QueryScanner scanner, int at)
{
    private static readonly Dimension Kelvin = new(Kelvin: 1);

    // Seven digits are shown; what is shown alike is alike.
    private const double HalfStep = 5e-7;

    /// <summary>Twelve digits: more than any instrument has, and few enough that the way through one unit or another leaves no trace.</summary>
    /// <param name="measures">Temperatures have nine decimals, since degrees that count from elsewhere leave no more of small ones.</param>
    public static double Canonical(double si, Dimension measures) => measures == Kelvin ? Math.Round(si, 9) : double.Parse(si.ToString("E11", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Which values can be compared with one another: the coherent SI unit, or the very unit where it is not known.</summary>
    public static string MeasureOf(string unit) => Unit.TryParse(unit, out var known) ? known.Dimension.ToString() : $"={unit}";

    public Within Read(SearchKey key, string sign, string text)
    {
        if (text is "photon" or "electron" && scanner.Next == '(')
        {
            return Converted(key, sign, text);
        }

        var (from, to, unit) = Numbers(key, text) ?? throw new QueryFault($"'{text}' is no number with a unit: write for instance {key.Name}:1..2{key.Unit}.", at, scanner.At - at);
        unit ??= key.Unit ?? "";
        if (Unit.TryParse(unit, out var known) && known.Dimension != key.Dimension)
        {
            throw new QueryFault($"{key.Name} is measured in {Shown(key.Unit)}, and '{Shown(unit)}' measures something else.{Waves.Hint(key, known)}", at, scanner.At - at);
        }

        return Compared(key, sign, from, to, unit);
    }

    /// <summary>For keys of people's own: a number where the text is one.</summary>
    public Wish? TryRead(SearchKey key, string sign, string text, bool isQuoted)
    {
        if (isQuoted && sign is ":" or "=" || Numbers(key, text) is not var (from, to, unit))
        {
            return null;
        }

        var number = Compared(key, sign, from, to, unit ?? "");
        // What looks like a number may be a name: 0042.
        return sign is "=" or ":" && from is not null && from == to ? new Any([number, new Says(key, text, IsWhole: true)]) : number;
    }

    private Within Converted(SearchKey key, string sign, string particle)
    {
        scanner.At++;
        scanner.SkipBlanks();
        var (from, to, unit) = Numbers(key, scanner.TakeValue()) ?? throw new QueryFault($"Write for instance {key.Name}:{particle}(1..2Å).", at, scanner.At - at);
        scanner.SkipBlanks();
        if (!scanner.TryTake(")"))
        {
            throw new QueryFault("This parenthesis is never closed.", at, scanner.At - at);
        }

        var bounds = Compared(key, sign, from, to, unit ?? "").Bounds;
        return Unit.TryParse(unit, out var known) && key.Dimension is { } wanted && Waves.Convert(particle, bounds, known.Dimension, wanted) is { } converted
            ? new Within(key, new(Canonical(converted.From, wanted), Canonical(converted.To, wanted), converted.WithFrom, converted.WithTo), wanted.ToString())
            : throw new QueryFault($"Between {Shown(key.Unit)} and '{Shown(unit)}' no {particle} converts: energies, wavelengths and frequencies can be converted.", at, scanner.At - at);
    }

    private Within Compared(SearchKey key, string sign, double? from, double? to, string unit)
    {
        var si = Unit.TryParse(unit, out var known) ? (Func<double, double>)(value => Canonical(known.ToSi(value), known.Dimension)) : value => Canonical(value, default);
        var (low, high) = (from is { } first ? si(first) : double.NegativeInfinity, to is { } last ? si(last) : double.PositiveInfinity);
        if (low > high)
        {
            throw new QueryFault("This range ends before it begins.", at, scanner.At - at);
        }

        var isOne = from is not null && from == to;
        if (!isOne && sign is not (":" or "="))
        {
            throw new QueryFault("A range is written key:from..to; one end may be left out.", at, scanner.At - at);
        }

        return new(key, sign switch
        {
            ">" => Bounds.Above(low, included: false),
            ">=" => Bounds.Above(low, included: true),
            "<" => Bounds.Below(high, included: false),
            "<=" => Bounds.Below(high, included: true),
            _ when isOne => new(low - Math.Abs(low) * HalfStep, high + Math.Abs(high) * HalfStep),
            _ => new(low, high),
        }, MeasureOf(unit));
    }

    // 7..9keV, 7keV..9keV, 7.., ..9 keV, 0.5 s: the last unit is that of both where only it is there.
    private (double? From, double? To, string? Unit)? Numbers(SearchKey key, string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            return One(key, text) is var (value, unit) ? (value, value, unit) : null;
        }

        var (first, last) = (text[..dots], text[(dots + 2)..]);
        (double Value, string? Unit)? from = first is "" ? null : One(key, first, mayGoOn: last is "");
        (double Value, string? Unit)? to = last is "" ? null : One(key, last);
        if (first is not "" && from is null || last is not "" && to is null || from is null && to is null)
        {
            return null;
        }

        var common = to?.Unit ?? from?.Unit;
        return (InUnit(from, common), InUnit(to, common), common);
    }

    private double? InUnit((double Value, string? Unit)? end, string? common)
    {
        if (end is not var (value, own) || own is null || own == common)
        {
            return end?.Value;
        }

        return Unit.TryParse(own, out var one) && Unit.TryParse(common, out var other) && one.Dimension == other.Dimension
            ? other.FromSi(one.ToSi(value))
            : throw new QueryFault($"'{own}' and '{common}' can't be compared.", at, scanner.At - at);
    }

    private (double Value, string? Unit)? One(SearchKey key, string text, bool mayGoOn = true)
    {
        if (Number.Match(text) is not { Success: true } match || !double.TryParse(match.Value, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return null;
        }

        var unit = text[match.Length..];
        return (value, unit is not "" ? unit : mayGoOn ? UnitBehind(key) : null);
    }

    // 0.5 s: the next word, if it measures what the key measures.
    private string? UnitBehind(SearchKey key)
    {
        var before = scanner.At;
        scanner.SkipBlanks();
        var word = scanner.TakeValue();
        if (word is not "" && Unit.TryParse(word, out var unit) && unit.Dimension != default && (key.Dimension is not { } wanted || wanted == unit.Dimension))
        {
            return word;
        }

        scanner.At = before;
        return null;
    }

    private static string Shown(string? unit) => unit is null or "" ? "plain numbers" : unit;

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number { get; }
}
