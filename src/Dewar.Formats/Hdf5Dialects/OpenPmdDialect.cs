using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>openPMD (github.com/openPMD/openPMD-standard, 1.0 and 1.1): meshes and particles of simulations, by iteration.</summary>
internal sealed class OpenPmdDialect : IHdf5Dialect
{
    private const int Most = 200;

    public FormatPassport Passport { get; } = new("openPMD", ".h5", "Meshes with their grids, particle records; author, software, date.", "openPMD standard 1.1.0");

    public bool Knows(Hdf5File file) => file.Root.Text("openPMD") is not null;

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        var root = file.Root;
        into.Format = $"openPMD {root.Text("openPMD")} (HDF5)";
        into.Facts.Tell(CoreNames.Operator, root.Text("author"), "@author");
        into.Facts.Tell(CoreNames.Software, $"{root.Text("software")} {root.Text("softwareVersion")}".Trim(), "@software");
        into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(root.Text("date")), "@date", "The date is that of the file's making.");
        into.Facts.Tell(CoreNames.Description, root.Text("comment"), "@comment");
        var meshes = (root.Text("meshesPath") ?? "meshes/").Trim('/');
        var particles = (root.Text("particlesPath") ?? "particles/").Trim('/');
        foreach (var iteration in (root.Group("data")?.Children ?? []).OfType<Hdf5Group>().Take(Most))
        {
            foreach (var record in iteration.Group(meshes)?.Children ?? [])
            {
                ct.ThrowIfCancellationRequested();
                foreach (var component in Components(record))
                {
                    Add(into, Mesh(record, component));
                }
            }

            foreach (var species in (iteration.Group(particles)?.Children ?? []).OfType<Hdf5Group>())
            {
                ct.ThrowIfCancellationRequested();
                foreach (var component in species.Children.SelectMany(Components))
                {
                    Add(into, Of(component, component.Path.Split('/').Skip(4), SignalType.Spectrum, [new("particle", component.Elements)], component));
                }
            }
        }
    }

    private static void Add(Extraction into, Signal? signal)
    {
        if (signal is not null && into.Signals.Count < Most)
        {
            into.Add(signal);
        }
    }

    private static IEnumerable<Hdf5Dataset> Components(Hdf5Object record) => record switch
    {
        Hdf5Dataset scalar => [scalar],
        Hdf5Group group => group.Children.OfType<Hdf5Dataset>(),
        _ => [],
    };

    private static Signal? Mesh(Hdf5Object record, Hdf5Dataset component)
    {
        if (component is not { IsNull: false, Shape.Count: > 0 })
        {
            return null;
        }

        var labels = record.Attribute("axisLabels")?.Texts ?? [];
        var spacing = Numbers(record, "gridSpacing");
        var offset = Numbers(record, "gridGlobalOffset");
        var unit = record.Attribute("gridUnitSI")?.Number ?? 1;
        // Cylinder geometry has the azimuthal modes in front, which have no place in space.
        var extra = component.Shape.Count - labels.Count;
        var axes = component.Shape.Select((length, number) => number < extra || number - extra >= spacing.Length
            ? new Axis(number < extra ? "mode" : "", length) { IsScan = number < extra }
            : new Axis(labels[number - extra], length) { Scale = spacing[number - extra] * unit, Offset = (offset.ElementAtOrDefault(number - extra)) * unit, Unit = "m" }).ToArray();
        var own = component.Shape.Count - Math.Max(0, extra);
        return Of(component, component.Path.Split('/').Skip(4), own switch { 1 => SignalType.Spectrum, 3 => SignalType.Volume, _ => SignalType.Image }, axes, component);
    }

    private static Signal? Of(Hdf5Dataset data, IEnumerable<string> name, SignalType type, Axis[] axes, Hdf5Dataset component) => data.Type.Element is not { } element || data.Shape.Count != axes.Length ? null : new()
    {
        Name = string.Join('.', name),
        Type = type,
        Element = element,
        Axes = axes,
        Quantity = data.Name,
        Unit = component.Attribute("unitSI")?.Number is { } si and not 1 ? $"{si:R} SI" : null,
        Place = data.Path,
        Values = data.AsSignalValues(),
    };

    private static double[] Numbers(Hdf5Object of, string attribute) => of.Attribute(attribute)?.Value switch
    {
        double[] numbers => numbers,
        long[] numbers => [.. numbers.Select(number => (double)number)],
        double one => [one],
        long one => [one],
        _ => [],
    };
}
