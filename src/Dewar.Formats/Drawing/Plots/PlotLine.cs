namespace Dewar.Formats.Drawing.Plots;

/// <summary>A line of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="X">Places, as many as values.</param>
/// <param name="Y">Values; NaN interrupts the line.</param>
internal sealed record PlotLine(string Name, double[] X, double[] Y)
{
    /// <summary>Its colour, if it isn't to be chosen.</summary>
    public Colour? Colour { get; init; }
}
