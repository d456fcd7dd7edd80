using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>HDF5 Dimension Scales, version 1.6: datasets that say where the elements of another stand along an axis.</summary>
internal static class DimensionScales
{
    private const int MostPlaces = 10_000_000;

    /// <summary>The scale datasets attached to an axis; none when there are none, or they can't be had.</summary>
    public static IReadOnlyList<Hdf5Dataset> Of(Hdf5Dataset dataset, int axis)
    {
        if (dataset.Attribute("DIMENSION_LIST") is not { Elements: < 64 } list || list.Elements <= axis)
        {
            return [];
        }

        var found = new List<Hdf5Dataset>();
        try
        {
            foreach (var one in list.Decode()[axis] as object?[] ?? [])
            {
                if (one is Hdf5Reference { Address: > 0 and var address } && dataset.File.At(address, "") is Hdf5Dataset scale)
                {
                    found.Add(scale);
                }
            }
        }
        catch (DamagedException failure)
        {
            dataset.File.Doubt($"The dimension scales of {dataset.Path} can't be read: {failure.Message}");
        }

        return found;
    }

    /// <summary>The label of an axis; null without.</summary>
    public static string? Label(Hdf5Dataset dataset, int axis) =>
        dataset.Attribute("DIMENSION_LABELS")?.Texts is { } labels && axis < labels.Count && labels[axis] is { Length: > 0 } label ? label : null;

    /// <summary>An axis with what the dataset's label and scale say of it.</summary>
    public static Axis Apply(Hdf5Dataset dataset, int axis, Axis plain)
    {
        var label = Label(dataset, axis);
        foreach (var scale in Of(dataset, axis))
        {
            if (scale.Shape.Count != 1 || scale.Shape[0] != plain.Length || scale.Type.Element is null || scale.Unreadable is not null)
            {
                continue;
            }

            var name = label ?? scale.Text("NAME") ?? plain.Name;
            return Calibrated(plain with { Name = name }, scale);
        }

        return label is null ? plain : plain with { Name = label };
    }

    /// <summary>
    /// An axis whose places are the elements of a dataset, evenly spaced or one by one; or lie between them, when it has one more.
    /// </summary>
    public static Axis Calibrated(Axis axis, Hdf5Dataset places)
    {
        var unit = Hdf5Metadata.Unit(places)?.Text;
        if (axis.Length > MostPlaces)
        {
            return axis with { Unit = unit };
        }

        double[] Places() => places.ReadNumbers(MostPlaces) is var all && all.Length == axis.Length + 1
            ? [.. all.Zip(all.Skip(1), (low, high) => (low + high) / 2)]
            : all;
        var numbers = Places();
        if (numbers.Length < 2)
        {
            return axis with { Unit = unit, Offset = numbers is [var only] && double.IsFinite(only) ? only : 0 };
        }

        var scale = (numbers[^1] - numbers[0]) / (numbers.Length - 1);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!(Math.Abs(numbers[i] - numbers[0] - i * scale) <= Math.Abs(scale) * 1e-3))
            {
                return axis with { Unit = unit, Places = Places };
            }
        }

        return axis with { Unit = unit, Offset = numbers[0], Scale = scale };
    }
}
