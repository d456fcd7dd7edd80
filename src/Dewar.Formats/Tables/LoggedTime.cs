using Dewar.Sdk;

namespace Dewar.Formats.Tables;

/// <summary>The time axis of a log: places as they were logged, and their mean distance.</summary>
internal static class LoggedTime
{
    public static Axis Axis(SignalValues times, long count, string unit)
    {
        double? scale = null;
        var first = 0.0;
        if (count > 1)
        {
            first = times.ReadNumbers(new([0], [1], [1]))[0];
            var last = times.ReadNumbers(new([count - 1], [1], [1]))[0];
            scale = double.IsFinite(first) && double.IsFinite(last) ? (last - first) / (count - 1) : null;
            first = double.IsFinite(first) ? first : 0;
        }

        return new Axis("time", Math.Max(0, count))
        {
            Unit = unit,
            Scale = scale,
            Offset = first,
            Places = count > 0 ? () => times.ReadNumbers(Slab.All(times.Shape)) : null,
        };
    }
}
