using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Clouds;

/// <summary>Points of a cloud, as many as are worth drawing, around their middle; with colours where it has them.</summary>
internal sealed class Cloud
{
    private const long MostNumbers = 1 << 23;
    private static readonly string[][] Places = [["x"], ["y"], ["z"]];
    private static readonly string[][] Paints = [["red", "r"], ["green", "g"], ["blue", "b"]];

    private Cloud(double[][] points, Colour[]? colours) => (Points, Colours) = (points, colours);

    /// <summary>x, y, z of each.</summary>
    public double[][] Points { get; }

    public Colour[]? Colours { get; }

    /// <summary>The points; null when there are none.</summary>
    public static Cloud? Read(Drawable source, long most, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var components = (int)Math.Min(source.Length(source.Rank - 1), 64);
        var place = Find(source.Signal.Columns, Places) ?? [0, 1, 2];
        if (source.Rank < 2 || source.Element.Channels > 1 || place.Max() >= components)
        {
            return null;
        }

        var paint = Find(source.Signal.Columns, Paints) is { } found && found.Max() < components ? found : null;
        components = place.Concat(paint ?? []).Max() + 1;
        most = Math.Min(most, MostNumbers / components);
        var (points, all) = (new List<double[]>(), new List<double[]>());
        foreach (var row in Rows(source, components, most))
        {
            if (place.All(column => double.IsFinite(row[column])))
            {
                points.Add([.. place.Select(column => row[column])]);
                all.Add(paint is null ? [] : [.. paint.Select(column => row[column])]);
            }
        }

        return points.Count == 0 ? null : new([.. points], paint is null ? null : Painted(all));
    }

    // Organised clouds have two axes of points.
    private static IEnumerable<double[]> Rows(Drawable source, int components, long most)
    {
        var count = source.Product(0, source.Rank - 1);
        var last = source.Rank - 2;
        var step = Math.Max(1, (long)Math.Ceiling((double)source.Length(last) / Math.Max(1, most / Math.Max(1, count / source.Length(last)))));
        var lines = Math.Min(count / source.Length(last), most);
        for (var line = 0L; line < lines; line++)
        {
            var place = source.Place(line, last);
            var here = (source.Length(last) - 1) / step + 1;
            var numbers = Numbers.Of(source, Drawable.Part(place, new(last, 0, here, step), new(source.Rank - 1, 0, components)));
            for (var i = 0; i < here; i++)
            {
                yield return numbers[(i * components)..((i + 1) * components)];
            }
        }
    }

    private static int[]? Find(IReadOnlyList<string> columns, string[][] names)
    {
        int[] found = [.. names.Select(name => columns.ToList().FindIndex(column => name.Contains(column, StringComparer.OrdinalIgnoreCase)))];
        return found.Any(column => column < 0) ? null : found;
    }

    // From 0 to 1, to 255 or to 65535.
    private static Colour[] Painted(List<double[]> paints)
    {
        var most = paints.SelectMany(paint => paint).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var scale = most <= 1 ? 255 : most < 1000 ? 1 : 255 / Math.Max(most, 65535);
        return [.. paints.Select(paint => new Colour(Level(paint[0] * scale), Level(paint[1] * scale), Level(paint[2] * scale)))];
    }

    private static byte Level(double value) => (byte)Math.Clamp(double.IsNaN(value) ? 0 : value, 0, 255);
}
