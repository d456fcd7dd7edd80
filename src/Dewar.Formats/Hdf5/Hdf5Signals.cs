using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Datasets of some size as signals, where nothing else is known of them.</summary>
internal static class Hdf5Signals
{
    private const int Most = 200;
    private const int LeastOfCurve = 16;
    private const int LeastOfPicture = 16;
    private const int MostColumns = 12;
    private static readonly string[] VolumeWords = ["volume", "recon", "tomogram"];

    /// <summary>Makes a signal of each numeric dataset that is large enough to be looked at.</summary>
    public static void Read(IReadOnlyList<Hdf5Dataset> datasets, Extraction into, CancellationToken ct)
    {
        var found = new List<Hdf5Dataset>();
        Hdf5Dataset? best = null;
        var bestScore = 0.0;
        foreach (var dataset in datasets)
        {
            ct.ThrowIfCancellationRequested();
            if (Score(dataset) is > 0 and var score)
            {
                found.Add(dataset);
                (best, bestScore) = score > bestScore ? (dataset, score) : (best, bestScore);
            }
        }

        foreach (var dataset in found.Take(Most))
        {
            into.Add(Of(dataset, dataset == best));
        }

        if (found.Count > Most)
        {
            if (!found.Take(Most).Contains(best))
            {
                into.Add(Of(best!, true));
            }

            into.Warn($"Of {found.Count} datasets the first {Most} are shown.");
        }
    }

    /// <summary>A dataset as a signal, by its shape and its dimension scales alone.</summary>
    public static Signal Of(Hdf5Dataset dataset, bool isMain)
    {
        if (TableValues.Of(dataset) is { } table)
        {
            return table.AsSignal(dataset, isMain);
        }

        var values = dataset.AsSignalValues();
        long[] shape = [.. dataset.Shape, .. dataset.Type.InnerShape];
        var element = dataset.Type.Element ?? ElementType.UInt8;
        var pixels = element.Kind == ElementKind.Unsigned && element.Bits <= 16 && shape.Length >= 3 && shape[^1] is 3 or 4
            && shape[^2] >= LeastOfPicture && shape[^3] >= LeastOfPicture;
        if (pixels)
        {
            element = element.Times((int)shape[^1]);
            shape = shape[..^1];
            values = values is null ? null : new PixelValues(values, element, shape);
        }

        var type = IsVolume(dataset, shape, pixels) ? SignalType.Volume : TypeOf(shape, pixels);
        return new()
        {
            Name = dataset.Name,
            Type = type,
            Element = element,
            Axes = Axes(dataset, shape, type),
            Quantity = dataset.Text("long_name") ?? dataset.Text("quantity") ?? "",
            Unit = Hdf5Metadata.Unit(dataset)?.Text,
            Columns = type == SignalType.Table ? [.. Enumerable.Range(0, (int)shape[1]).Select(number => $"{number}")] : [],
            Place = dataset.Path,
            IsMain = isMain,
            Values = values,
        };
    }

    // Pictures before curves, large before small.
    private static double Score(Hdf5Dataset dataset)
    {
        try
        {
            if (dataset.IsNull || dataset.Elements < 2 || dataset.Type.Element is null && TableValues.Of(dataset) is null || dataset.Type is FixedPointType { IsBitField: true })
            {
                return 0;
            }

            long[] shape = [.. dataset.Shape, .. dataset.Type.InnerShape];
            _ = dataset.Layout;
            var thick = shape.Count(length => length >= LeastOfPicture);
            var enough = thick > 1 || thick == 1 && Dataspace.Product(shape) >= LeastOfCurve || shape.Length > 1 && Dataspace.Product(shape) >= LeastOfCurve;
            var isScale = dataset.Text("CLASS") is "DIMENSION_SCALE";
            return enough ? (thick > 1 ? 1000 : isScale ? 1 : 100) + Math.Log2(Dataspace.Product(shape)) : 0;
        }
        catch (DamagedException)
        {
            // It was already said what is wrong with it.
            return 0;
        }
    }

    // What was put together from projections is a body; other piles of pictures are piles of pictures.
    private static bool IsVolume(Hdf5Dataset dataset, long[] shape, bool pixels)
    {
        if (pixels || shape.Length != 3 || dataset.Shape.Count != 3 || shape.Min() < 2)
        {
            return false;
        }

        var isNamed = VolumeWords.Any(word => dataset.Path.Contains(word, StringComparison.OrdinalIgnoreCase));
        return isNamed || IsNamed(0, "z") && IsNamed(1, "y") && IsNamed(2, "x");

        bool IsNamed(int axis, string name)
        {
            var said = DimensionScales.Label(dataset, axis) ?? (DimensionScales.Of(dataset, axis) is [var scale, ..] ? scale.Name : null);
            return name.Equals(said, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static SignalType TypeOf(long[] shape, bool pixels) => shape.Length switch
    {
        _ when pixels => SignalType.Image,
        0 or 1 => SignalType.Spectrum,
        2 when shape[1] <= MostColumns && shape[0] > shape[1] => SignalType.Table,
        2 when shape[0] <= MostColumns && shape[1] > 4 * LeastOfPicture => SignalType.Spectrum,
        _ when shape[^2] == 1 => SignalType.Spectrum,
        _ => SignalType.Image,
    };

    private static Axis[] Axes(Hdf5Dataset dataset, long[] shape, SignalType type)
    {
        var own = type is SignalType.Volume ? 3 : type is SignalType.Image or SignalType.Table ? 2 : 1;
        var axes = new Axis[shape.Length];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var fromEnd = shape.Length - 1 - axis;
            var name = (type, fromEnd) switch
            {
                (SignalType.Table, 1) => "row",
                (SignalType.Table, 0) => "column",
                (SignalType.Image or SignalType.Volume, 0) => "x",
                (SignalType.Image or SignalType.Volume, 1) => "y",
                (SignalType.Volume, 2) => "z",
                _ => "",
            };
            var plain = new Axis(name, shape[axis]) { IsScan = fromEnd >= own };
            axes[axis] = axis < dataset.Shape.Count ? DimensionScales.Apply(dataset, axis, plain) : plain;
        }

        return axes;
    }
}
