using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>An NXdata as a signal: what it plots, and over what, by the rules of 2014 and by those before.</summary>
internal static class NexusSignal
{
    private const int MostAuxiliary = 50;

    /// <summary>The signal, and those that are to be plotted with it; none when the group has nothing that can be drawn.</summary>
    public static IEnumerable<Signal> Of(Hdf5Group entry, Hdf5Group data, bool isMain)
    {
        var signal = SignalOf(data);
        if (signal is not null && Of(entry, data, signal, isMain) is { } first)
        {
            yield return first;
        }

        var others = data.Attribute("auxiliary_signals")?.Texts ?? [];
        foreach (var dataset in others.Take(MostAuxiliary).Select(data.Dataset).OfType<Hdf5Dataset>())
        {
            if (dataset.Address != signal?.Address && Of(entry, data, dataset, isMain: false, dataset.Name) is { } other)
            {
                yield return other;
            }
        }
    }

    private static Signal? Of(Hdf5Group entry, Hdf5Group data, Hdf5Dataset dataset, bool isMain, string? called = null)
    {
        if (dataset.IsNull || dataset.Elements == 0 || dataset.Type.Element is not { } element || dataset.Shape.Count == 0)
        {
            return null;
        }

        var says = dataset.Text("interpretation") ?? data.Text("interpretation") ?? "";
        var shape = dataset.Shape;
        var values = dataset.AsSignalValues();
        var isColoured = says.StartsWith("rgb", StringComparison.Ordinal) && shape is [_, _, .., 3 or 4]
            && element is { Kind: ElementKind.Unsigned, Bits: <= 16, Channels: 1 };
        var names = AxisNames(data, dataset);
        if (isColoured)
        {
            (element, shape, names) = (element.Times((int)shape[^1]), [.. shape.SkipLast(1)], names[..^1]);
            values = values is null ? null : new PixelValues(values, element, shape);
        }

        var (type, own) = isColoured ? (SignalType.Image, 2) : TypeOf(entry, dataset, names, says);
        var axes = new Axis[shape.Count];
        for (var i = 0; i < axes.Length; i++)
        {
            var places = names[i] is { } name ? data.Dataset(name) : null;
            var axis = DialectTools.AxisOf(names[i] ?? Plain(type, axes.Length - 1 - i, names), shape[i], places);
            axes[i] = axis with { IsScan = i < axes.Length - own };
        }

        return new()
        {
            Name = called ?? data.Text("title") ?? data.Dataset("title")?.FirstText ?? (data.Name is "data" or "" ? dataset.Name : data.Name),
            Type = type,
            Element = element,
            Axes = axes,
            Quantity = dataset.Text("long_name") ?? dataset.Name,
            Unit = Hdf5Metadata.Unit(dataset)?.Text,
            Place = dataset.Path,
            IsMain = isMain,
            Hints = type is SignalType.Spectrum && names[^1] is ("Q" or "q") ? new() { Logarithmic = true } : null,
            Values = values,
        };
    }

    private static Hdf5Dataset? SignalOf(Hdf5Group data)
    {
        if (data.Text("signal") is { Length: > 0 } name && data.Dataset(name) is { } named)
        {
            return named;
        }

        return data.Links.Take(1000).Select(link => data.Follow(link)).OfType<Hdf5Dataset>()
            .FirstOrDefault(dataset => dataset.Attribute("signal") is { } mark && (mark.Number is 1 || mark.Text is "1")) ?? data.Dataset("data")
            ?? (data.Text("NX_class") is "SASdata" ? data.Dataset("I") : null) ?? data.Dataset("counts") ?? data.Dataset("intensity");
    }

    /// <summary>The name of the dataset that has each axis; null where there is none.</summary>
    private static string?[] AxisNames(Hdf5Group data, Hdf5Dataset signal)
    {
        var names = new string?[signal.Shape.Count];
        var listed = data.Attribute("axes")?.Texts ?? data.Attribute("I_axes")?.Texts ?? [];
        if (listed.Count == 0)
        {
            listed = signal.Attribute("axes")?.Texts ?? [];
        }

        // The old way is one text for all.
        if (listed is [var all] && names.Length > 1)
        {
            listed = all.Trim('[', ']').Split([',', ':', ' '], StringSplitOptions.RemoveEmptyEntries);
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
    private static (SignalType Type, int Own) TypeOf(Hdf5Group entry, Hdf5Dataset signal, string?[] names, string says)
    {
        var rank = signal.Shape.Count;
        var definition = entry.Dataset("definition")?.FirstText ?? "";
        var isEnergyLast = names[^1] is { } last && (last.Contains("energy", StringComparison.OrdinalIgnoreCase) || last.Contains("wavelength", StringComparison.OrdinalIgnoreCase));
        return (rank, says) switch
        {
            (1, _) => (SignalType.Spectrum, 1),
            (2, "spectrum") => (SignalType.Spectrum, 1),
            ( > 2, "spectrum") => (SignalType.SpectrumImage, 1),
            ( >= 2, "image") => (SignalType.Image, 2),
            ( >= 2, _) when definition.StartsWith("NXsas", StringComparison.Ordinal) => (SignalType.Diffraction, 2),
            (2, _) => (isEnergyLast ? SignalType.Spectrum : SignalType.Image, isEnergyLast ? 1 : 2),
            ( > 2, "vertex") => (SignalType.Volume, 3),
            (3, _) when definition.StartsWith("NXtomoproc", StringComparison.Ordinal) || IsSpace(names) => (SignalType.Volume, 3),
            _ => isEnergyLast ? (SignalType.SpectrumImage, 1) : (SignalType.Image, 2),
        };
    }

    private static bool IsSpace(string?[] names) => names is ["z" or "Z", "y" or "Y", "x" or "X"];

    private static string Plain(SignalType type, int fromEnd, string?[] names) => (type, fromEnd) switch
    {
        (SignalType.Image or SignalType.Diffraction, 0) when !names.Contains("x") => "x",
        (SignalType.Image or SignalType.Diffraction, 1) when !names.Contains("y") => "y",
        (SignalType.Volume, < 3) => ((string[])["x", "y", "z"])[fromEnd],
        _ => "",
    };
}
