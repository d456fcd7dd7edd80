using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>EMD as Berkeley defined it (emdatasets.com, versions 0.1 and 0.2; py4DSTEM and prismatic write it): groups with a <c>data</c> and its <c>dim1</c>, <c>dim2</c> …</summary>
internal sealed class BerkeleyEmdDialect : IHdf5Dialect
{
    private const int Deep = 8;
    private static readonly string[] Names = ["data", "realslice", "diffractionslice", "datacube", "counted_datacube"];

    public FormatPassport Passport { get; } =
        new("EMD (Berkeley, py4DSTEM, prismatic)", ".emd .h5", "Every data group with its axes; microscope, sample, user.", "Electron Microscopy Dataset file format, emdatasets.com");

    public bool Knows(Hdf5File file) =>
        file.Root.Attribute("version_major") is not null && DialectTools.Groups(file.Root, IsData, Deep) is [_, ..]
        || DialectTools.Groups(file.Root, group => group.Attribute("emd_group_type") is not null, 4) is [_, ..];

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        into.Format = file.Root.Attribute("version_major")?.Number is { } major ? $"EMD {major}.{file.Root.Attribute("version_minor")?.Number ?? 0} (Berkeley, HDF5)" : "EMD (Berkeley, HDF5)";
        into.MediaType = "application/x-emd";
        Tell(file, into.Facts);
        foreach (var group in DialectTools.Groups(file.Root, IsData, Deep))
        {
            ct.ThrowIfCancellationRequested();
            if (DataOf(group) is { IsNull: false, Type.Element: not null, Shape.Count: > 0 } data)
            {
                into.Add(Of(group, data));
            }
        }
    }

    private static bool IsData(Hdf5Group group) => group.Attribute("emd_group_type")?.Number is 1 || group.Dataset("dim1") is not null && DataOf(group) is not null;

    private static Hdf5Dataset? DataOf(Hdf5Group group) => Names
        .Select(group.Dataset).FirstOrDefault(dataset => dataset is not null);

    private static Signal Of(Hdf5Group group, Hdf5Dataset data)
    {
        var rank = data.Shape.Count;
        var axes = new Axis[rank];
        for (var i = 0; i < rank; i++)
        {
            axes[i] = AxisOf(group.Dataset($"dim{i + 1}"), data.Shape[i]);
        }

        // The format does not say what was scanned: with four axes the first two were, and with energies last what is before them.
        var isReciprocal = rank >= 2 && axes[^1].Unit is { } unit && (Unit.TryParse(unit, out var known) && known.Dimension.Metre < 0 || unit.Contains("rad", StringComparison.Ordinal));
        var own = rank == 1 || axes[^1].Unit?.Contains("eV", StringComparison.Ordinal) == true ? 1 : rank == 3 ? 3 : 2;
        for (var i = 0; i < rank - own; i++)
        {
            axes[i] = axes[i] with { IsScan = true };
        }

        return new()
        {
            Name = group.Name,
            Type = own switch
            {
                1 => rank > 1 ? SignalType.SpectrumImage : SignalType.Spectrum,
                3 => SignalType.Volume,
                _ => rank == 4 || isReciprocal ? SignalType.Diffraction : SignalType.Image,
            },
            Element = data.Type.Element!.Value,
            Axes = axes,
            Quantity = data.Text("name") ?? data.Text("long_name") ?? "",
            Unit = Hdf5Metadata.Unit(data)?.Text,
            Place = data.Path,
            Values = data.AsSignalValues(),
        };
    }

    // Units are written as [n_m], with a line before every letter of a symbol.
    private static Axis AxisOf(Hdf5Dataset? places, long length)
    {
        if (places is null)
        {
            return new("", length);
        }

        var axis = DialectTools.AxisOf(places.Text("name") ?? places.Name, length, places);
        var unit = places.Text("units")?.Trim('[', ']').Replace("_", "", StringComparison.Ordinal);
        return axis with { Unit = unit is "" ? null : unit };
    }

    private static void Tell(Hdf5File file, Facts facts)
    {
        foreach (var (path, name, attribute, unit) in new (string, CoreName, string, string)[]
        {
            ("microscope", CoreNames.AccelerationVoltage, "voltage", "kV"), ("microscope", CoreNames.Instrument, "name", ""), ("user", CoreNames.Operator, "name", ""),
            ("sample", CoreNames.Sample, "name", ""), ("sample", CoreNames.Sample, "material", ""),
        })
        {
            var value = file.Root.Group(path)?.Attribute(attribute);
            if (name.Unit is null)
            {
                facts.Tell(name, value?.Text, $"{path}@{attribute}");
            }
            else
            {
                facts.Tell(name, value?.Number, file.Root.Group(path)?.Text($"{attribute}_units")?.Trim('[', ']').Replace("_", "", StringComparison.Ordinal) ?? unit, $"{path}@{attribute}");
            }
        }
    }
}
