namespace Dewar.Formats.Drawing.Clouds;

/// <summary>From where a cloud is looked at: turned about the vertical, then tipped towards the eye.</summary>
/// <param name="Turn">Radians.</param>
/// <param name="Tip">Radians; 0 looks along the ground, a quarter turn from above.</param>
internal readonly record struct View(double Turn, double Tip)
{
    /// <summary>Where a point is seen: to the right, upwards, and towards the eye.</summary>
    public (double Right, double Up, double Near) See(double x, double y, double z)
    {
        var (sinTurn, cosTurn) = Math.SinCos(Turn);
        var (sinTip, cosTip) = Math.SinCos(Tip);
        var (right, away) = (x * cosTurn - y * sinTurn, x * sinTurn + y * cosTurn);
        return (right, z * cosTip + away * sinTip, z * sinTip - away * cosTip);
    }
}
