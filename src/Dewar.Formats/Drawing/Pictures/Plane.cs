namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Values of a picture in memory; NaN where there is none.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">Values in a place: 1 for brightness, 3 for red, green and blue, and one more for opacity.</param>
/// <param name="Values">Row by row.</param>
internal sealed record Plane(int Width, int Height, int Channels, double[] Values)
{
    /// <summary>The largest of a channel; NaN when there are no values.</summary>
    public double Most(int channel)
    {
        var most = double.NaN;
        for (var i = channel; i < Values.Length; i += Channels)
        {
            most = Values[i] > most || double.IsNaN(most) ? Values[i] : most;
        }

        return most;
    }
}
