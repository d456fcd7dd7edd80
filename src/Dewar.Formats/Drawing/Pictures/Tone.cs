using System.Numerics;
using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>How bright a value is drawn.</summary>
/// <param name="Low">Drawn darkest.</param>
/// <param name="High">Drawn brightest.</param>
/// <param name="Bend">0 for even steps; otherwise how many times smaller the steps of the logarithm are at the bright end.</param>
/// <param name="IsInverted">Dark is bright.</param>
internal readonly record struct Tone(double Low, double High, double Bend, bool IsInverted)
{
    private const int Enough = 1 << 16;

    /// <summary>From 0 to 1.</summary>
    public double Share(double value)
    {
        var share = High > Low ? Math.Clamp((value - Low) / (High - Low), 0, 1) : 0.5;
        share = Bend > 0 ? Math.Log(1 + Bend * share) / Math.Log(1 + Bend) : share;
        return IsInverted ? 1 - share : share;
    }

    public byte Level(double value) => (byte)(Share(value) * 255 + 0.5);

    /// <summary>The levels of values that are all numbers.</summary>
    public void Levels(ReadOnlySpan<double> values, Span<byte> into)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var whole = vectors.Length * Vector<double>.Count;
        if (High > Low)
        {
            var (low, per) = (new Vector<double>(Low), new Vector<double>(1 / (High - Low)));
            var (most, bend) = (IsInverted ? new Vector<double>(-255) : new Vector<double>(255), new Vector<double>(Bend));
            var (scale, first) = (Bend > 0 ? most / Math.Log(1 + Bend) : most, new Vector<double>(IsInverted ? 255.5 : 0.5));
            for (var i = 0; i < vectors.Length; i++)
            {
                var share = Vector.Min(Vector.Max((vectors[i] - low) * per, Vector<double>.Zero), Vector<double>.One);
                share = Bend > 0 ? Vector.Log(Vector<double>.One + bend * share) : share;
                var level = share * scale + first;
                for (var j = 0; j < Vector<double>.Count; j++)
                {
                    into[i * Vector<double>.Count + j] = (byte)level[j];
                }
            }
        }
        else
        {
            into[..whole].Fill(Level(Low));
        }

        for (var i = whole; i < values.Length; i++)
        {
            into[i] = Level(values[i]);
        }
    }

    /// <summary>Chooses by the values, so that a few extreme ones don't decide.</summary>
    public static Tone Of(ReadOnlySpan<double> values, Drawable source)
    {
        var hints = source.Hints;
        using var shares = new Quantiles(values, Enough);
        var isLogarithmic = hints.Logarithmic ?? (source.Signal.Type == SignalType.Diffraction || source.Element.Kind == ElementKind.Complex);
        if (shares.Count == 0)
        {
            return new(0, 1, 0, hints.Inverted);
        }

        var (low, high) = isLogarithmic ? (shares.At(0.01), shares.At(0.9995)) : (shares.At(0.003), shares.At(0.997));
        if (!(high - low > 1e-9 * Math.Abs(high)))
        {
            // Nearly all the same: what differs is what there is to see, unless averaging made it.
            (low, high) = (shares.Least, shares.Most);
            low = high - low > 1e-9 * Math.Abs(high) ? low : high;
        }
        else if (!isLogarithmic && source.Element == ElementType.UInt8 && high - low > 150)
        {
            // Somebody set brightness and contrast at the instrument.
            (low, high) = (0, 255);
        }

        (low, high) = Hinted(hints, low, high);
        return new(low, high, isLogarithmic && high > low ? BendOf(shares, low, high) : 0, hints.Inverted);
    }

    /// <summary>Even steps between the values that most lie between.</summary>
    public static Tone Even(ReadOnlySpan<double> values)
    {
        using var shares = new Quantiles(values, Enough);
        return shares.Count == 0 ? new(0, 1, 0, false) : new(shares.At(0.002), shares.At(0.998), 0, false);
    }

    // What was set at the instrument is taken, unless hardly anything would be seen: it may have been set for another image.
    private static (double Low, double High) Hinted(DrawingHints hints, double low, double high)
    {
        var (dark, bright) = (hints.Low ?? low, hints.High ?? high);
        var seen = Math.Min(high, bright) - Math.Max(low, dark);
        return bright > dark && seen > (bright - dark) * 0.15 && seen > (high - low) * 0.15 ? (dark, bright) : (low, high);
    }

    // What is weaker than the noise of the background needs no steps of its own.
    private static double BendOf(Quantiles shares, double low, double high) =>
        Math.Clamp((high - low) / Math.Max(shares.At(0.5) - low, (high - low) * 1e-9), 20, 3000);
}
