using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>What several dialects say in the same way.</summary>
internal static class DialectTools
{
    /// <summary>Tells a small dataset's value: a number with its unit, a time, or words.</summary>
    public static void Tell(Facts facts, CoreName name, Hdf5Dataset dataset, string? unit = null)
    {
        try
        {
            if (name == CoreNames.AcquiredAt || name == CoreNames.EndedAt)
            {
                facts.Tell(name, TimeText.Parse(dataset.FirstText), dataset.Path);
            }
            else if (name.Unit is null)
            {
                facts.Tell(name, dataset.FirstText, dataset.Path);
            }
            else if (dataset.Elements == 1)
            {
                var said = UnitOf(dataset, name);
                var number = dataset.FirstNumber;
                var assumed = IsInMillimetres(name, number) ? "mm" : unit ?? name.Unit;
                facts.Tell(name, number, said ?? assumed, dataset.Path, said is null && assumed is not "" ? $"The file does not say the unit; {assumed} is assumed." : null);
            }
        }
        catch (DamagedException failure)
        {
            dataset.File.Doubt($"{dataset.Path} can't be read: {failure.Message}");
        }
    }

    // Definitions were copied with the name of what is measured where the unit belongs; and many write A for the angstrom.
    private static string? UnitOf(Hdf5Dataset dataset, CoreName name) => Hdf5Metadata.Unit(dataset)?.Text switch
    {
        null => null,
        var text when text.StartsWith("NX_", StringComparison.Ordinal) => null,
        "A" when name.Dimension == new Dimension(Metre: 1) => "angstrom",
        var text => text,
    };

    // NeXus measures in metres, but no detector has pixels of centimetres, or stands so far away.
    private static bool IsInMillimetres(CoreName name, double? number) =>
        name == CoreNames.DetectorPixelSize && number is > 0.005 || name == CoreNames.DetectorDistance && number is > 60;

    /// <summary>The axis of a dimension: from a dataset of as many places, or only its length.</summary>
    public static Axis AxisOf(string name, long length, Hdf5Dataset? places)
    {
        var plain = new Axis(name, length);
        try
        {
            return places is { Shape: [var count], Type.Element: not null } && (count == length || count == length + 1 && length > 0)
                ? DimensionScales.Calibrated(plain, places)
                : plain;
        }
        catch (DamagedException failure)
        {
            places!.File.Doubt($"{places.Path} can't be read: {failure.Message}");
            return plain;
        }
    }

    /// <summary>The groups below a group for which something holds, not deeper than so many levels; at most a thousand.</summary>
    public static List<Hdf5Group> Groups(Hdf5Group from, Func<Hdf5Group, bool> wanted, int levels)
    {
        var found = new List<Hdf5Group>();
        Add(from, levels, new HashSet<long> { from.Address });
        return found;

        void Add(Hdf5Group group, int left, HashSet<long> seen)
        {
            foreach (var child in group.Children)
            {
                if (child is not Hdf5Group below || found.Count >= 1000 || !seen.Add(below.Address))
                {
                    continue;
                }

                if (wanted(below))
                {
                    found.Add(below);
                }

                if (left > 1)
                {
                    Add(below, left - 1, seen);
                }
            }
        }
    }
}
