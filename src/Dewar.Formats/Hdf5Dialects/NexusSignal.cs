using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>An NXdata as a signal: what it plots, and over what, by the rules of 2014 and by those before.</summary>
internal static class NexusSignal
{
    /// <summary>The signal; null when the group has none that can be drawn.</summary>
    public static Signal? Of(Hdf5Group entry, Hdf5Group data, bool isMain)
    {
        var dataset = SignalOf(data);
        if (dataset is null || dataset.IsNull || dataset.Elements == 0 || dataset.Type.Element is not { } element || dataset.Shape.Count == 0)
        {
            return null;
        }

        var shape = dataset.Shape;
        var names = AxisNames(data, dataset);
        var (type, own) = TypeOf(entry, dataset, names);
        var axes = new Axis[shape.Count];
        for (var i = 0; i < axes.Length; i++)
        {
            var places = names[i] is { } name ? data.Dataset(name) : null;
            axes[i] = DialectTools.AxisOf(names[i] ?? Plain(type, axes.Length - 1 - i), shape[i], places) with { IsScan = i < axes.Length - own };
        }

        return new()
        {
            Name = data.Text("title") ?? data.Dataset("title")?.FirstText ?? (data.Name is "data" or "" ? dataset.Name : data.Name),
            Type = type,
            Element = element,
            Axes = axes,
            Quantity = dataset.Text("long_name") ?? dataset.Name,
            Unit = Hdf5Metadata.Unit(dataset)?.Text,
            Place = dataset.Path,
            IsMain = isMain,
            Hints = type is SignalType.Spectrum && names[^1] is ("Q" or "q") ? new() { Logarithmic = true } : null,
            Values = dataset.AsSignalValues(),
        };
    }

    private static Hdf5Dataset? SignalOf(Hdf5Group data)
    {
        if (data.Text("signal") is { Length: > 0 } name && data.Dataset(name) is { } named)
        {
            return named;
        }

        return data.Links.Take(1000).Select(link => data.Follow(link)).OfType<Hdf5Dataset>()
            .FirstOrDefault(dataset => dataset.Attribute("signal") is { } mark && (mark.Number is 1 || mark.Text is "1")) ?? data.Dataset("data") ?? (data.Text("NX_class") is "SASdata" ? data.Dataset("I") : null);
    }

    /// <summary>The name of the dataset that has each axis; null where there is none.</summary>
    private static string?[] AxisNames(Hdf5Group data, Hdf5Dataset signal)
    {
        var names = new string?[signal.Shape.Count];
        var listed = data.Attribute("axes")?.Texts ?? data.Attribute("I_axes")?.Texts ?? [];
        if (listed.Count == 0 && signal.Text("axes") is { } old)
        {
            listed = old.Trim('[', ']').Split([',', ':', ' '], StringSplitOptions.RemoveEmptyEntries);
        }

        for (var i = 0; i < listed.Count && i < names.Length; i++)
        {
            var at = data.Attribute($"{listed[i]}_indices")?.Number is { } index && index >= 0 && index < names.Length ? (int)index : i;
            names[at] ??= listed[i] is "." or "" ? null : listed[i];
        }

        foreach (var link in data.Links.Take(1000))
        {
            if (data.Follow(link) is Hdf5Dataset { Shape.Count: 1 } places && places.Attribute("axis") is { } mark
                && (mark.Number ?? (double.TryParse(mark.Text, out var number) ? number : null)) is { } axis && axis >= 1 && axis <= names.Length)
            {
                names[(int)axis - 1] ??= link.Name;
            }
        }

        return names;
    }

    /// <summary>What it is, and how many of its last axes belong to one spectrum or picture.</summary>
    private static (SignalType Type, int Own) TypeOf(Hdf5Group entry, Hdf5Dataset signal, string?[] names)
    {
        var rank = signal.Shape.Count;
        var says = signal.Text("interpretation") ?? "";
        var definition = entry.Dataset("definition")?.FirstText ?? "";
        var isEnergyLast = names[^1] is { } last && (last.Contains("energy", StringComparison.OrdinalIgnoreCase) || last.Contains("wavelength", StringComparison.OrdinalIgnoreCase));
        return (rank, says) switch
        {
            (1, _) => (SignalType.Spectrum, 1),
            (2, "spectrum") => (SignalType.Spectrum, 1),
            ( > 2, "spectrum") => (SignalType.SpectrumImage, 1),
            ( >= 2, "image" or "rgb-image") => (SignalType.Image, 2),
            ( >= 2, _) when definition.StartsWith("NXsas", StringComparison.Ordinal) => (SignalType.Diffraction, 2),
            (2, _) => (isEnergyLast ? SignalType.Spectrum : SignalType.Image, isEnergyLast ? 1 : 2),
            ( > 2, "vertex") => (SignalType.Volume, 3),
            (3, _) when definition.StartsWith("NXtomoproc", StringComparison.Ordinal) => (SignalType.Volume, 3),
            _ => isEnergyLast ? (SignalType.SpectrumImage, 1) : (SignalType.Image, 2),
        };
    }

    private static string Plain(SignalType type, int fromEnd) => (type, fromEnd) switch
    {
        (SignalType.Image or SignalType.Diffraction, 0) => "x",
        (SignalType.Image or SignalType.Diffraction, 1) => "y",
        _ => "",
    };
}
