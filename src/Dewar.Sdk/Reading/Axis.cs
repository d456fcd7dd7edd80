namespace Dewar.Sdk;

/// <summary>One axis of a signal. The element with number i stands at <c>Offset + i * Scale</c>, in the unit, unless there is a list of places.</summary>
/// <param name="Name">x, y, z, energy, time, scan_x …; empty when unknown.</param>
/// <param name="Length">Elements along it.</param>
public sealed record Axis(string Name, long Length)
{
    /// <summary>The distance of two elements, in the unit; null when it is not calibrated.</summary>
    public double? Scale { get; init; }

    /// <summary>The place of the first element, in the unit.</summary>
    public double Offset { get; init; }

    /// <summary>The unit, as the file writes it; null when unknown.</summary>
    public string? Unit { get; init; }

    /// <summary>The instrument moved along it from one measurement to the next: the axes of a scan, a series, a stack.</summary>
    public bool IsScan { get; init; }

    /// <summary>The places, where they are not evenly spaced: as many as the axis is long, read when asked for; null when they are even.</summary>
    public Func<double[]>? Places { get; init; }

    /// <summary>Where the element with this number stands, in the unit. Uneven places come from <see cref="Places"/>.</summary>
    public double At(double index) => Offset + index * (Scale ?? 1);
}
