namespace Dewar.Formats.Drawing.Plots;

/// <summary>Where scattering is drawn with powers of ten upwards, so it is along the axis of q.</summary>
internal static class LogarithmicAxis
{
    public static bool Suits(string name, double[] places)
    {
        var positive = places.Where(place => place > 0).ToList();
        return name.Length > 0 && name[0] is 'q' or 'Q' && positive.Count > places.Length * 9 / 10 && positive.Count > 2 && positive.Max() > 10 * positive.Min();
    }
}
