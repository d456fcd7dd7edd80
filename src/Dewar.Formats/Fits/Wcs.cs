using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>World coordinates of the axes, as far as they are straight: CTYPE, CUNIT, CRPIX, CRVAL, CDELT or the diagonal of CD.</summary>
internal static class Wcs
{
    /// <summary>The axes of an array of these lengths, in Dewar's order: those before the last two are of a scan.</summary>
    /// <param name="lengths">The fastest first, as the file has them.</param>
    public static IReadOnlyList<Axis> Axes(Header header, long[] lengths)
    {
        var axes = new Axis[lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            axes[lengths.Length - 1 - i] = One(header, i + 1, lengths[i], lengths.Length) with { IsScan = i >= 2 };
        }

        return axes;
    }

    private static Axis One(Header header, int number, long length, int count)
    {
        var type = header.Word($"CTYPE{number}") ?? "";
        var celestial = type.Length > 5 && type[4] == '-';
        var name = type is "" or "LINEAR" or "PIXEL" ? Plain(number, count) : type.Split('-')[0];
        var unit = header.Word($"CUNIT{number}") is { Length: > 0 } told ? told : celestial ? "deg" : null;
        var axis = new Axis(name, length) { Unit = unit };
        if (Step(header, number, count) is not { } step || header.Number($"CRVAL{number}") is null && type is "")
        {
            return axis;
        }

        var reference = header.Number($"CRPIX{number}", 0);
        return axis with { Scale = step, Offset = header.Number($"CRVAL{number}", 0) + (1 - reference) * step };
    }

    // Turned axes have no scale of their own.
    private static double? Step(Header header, int number, int count)
    {
        var straight = header.Number($"CD{number}_{number}") ?? header.Number($"CDELT{number}") * header.Number($"PC{number}_{number}", 1);
        for (var other = 1; other <= Math.Min(count, 9); other++)
        {
            var aside = header.Number($"CD{number}_{other}") ?? header.Number($"PC{number}_{other}") * header.Number($"CDELT{number}", 1);
            if (other != number && aside is { } far && Math.Abs(far) > 1e-3 * Math.Abs(straight ?? 0))
            {
                return null;
            }
        }

        return straight is { } step && step != 0 && double.IsFinite(step) && Math.Abs(header.Number("CROTA2", 0)) < 0.1 ? step : null;
    }

    private static string Plain(int number, int count) => (number, count) switch
    {
        (1, _) => "x",
        (2, _) => "y",
        (3, _) => "z",
        _ => $"axis {number}",
    };
}
