using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Points in space, made up.</summary>
internal static class CloudScenes
{
    public static IEnumerable<(string Name, Extraction Extraction)> All =>
    [
        ("cloud", Scenes.One(Cloud(["x", "y", "z"], 40_000, Torus))),
        ("cloud with colours", Scenes.One(Cloud(["x", "y", "z", "red", "green", "blue"], 20_000, (i, c) => c < 3 ? Torus(i, c) : 40 + 60 * (c - 3) + i % 100))),
        ("cloud of three points", Scenes.One(Cloud(["x", "y", "z"], 3, (i, c) => i == c ? 1 : 0))),
        ("cloud in a plane", Scenes.One(Cloud(["x", "y", "z"], 5000, (i, c) => c == 2 ? 0 : c == 0 ? i % 71 : i % 73))),
    ];

    public static Signal Cloud(string[] columns, long points, Func<long, long, double> value) => new()
    {
        Name = "cloud",
        Type = SignalType.PointCloud,
        Element = ElementType.Float32,
        Columns = columns,
        Axes = [new("point", points), new("component", columns.Length)],
        Values = new MadeValues(ElementType.Float32, [points, columns.Length], (place, _) => value(place[0], place[1])),
    };

    private static double Torus(long i, long component)
    {
        var (u, v) = (i * 0.618034 % 1 * Math.Tau, i * 0.754877 % 1 * Math.Tau);
        var r = 3 + Math.Cos(v);
        return component switch { 0 => r * Math.Cos(u), 1 => r * Math.Sin(u), _ => Math.Sin(v) };
    }
}
