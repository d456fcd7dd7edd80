using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>HyperSpy's own files (.hspy; rosettasciio documentation): below <c>Experiments</c> signals with their axes and metadata.</summary>
internal sealed class HyperSpyDialect : IHdf5Dialect
{
    private static readonly (string Path, CoreName Name, string Unit)[] Known =
    [
        ("beam_energy", CoreNames.AccelerationVoltage, "kV"), ("camera_length", CoreNames.CameraLength, "mm"), ("magnification", CoreNames.Magnification, ""),
        ("convergence_angle", CoreNames.ConvergenceAngle, "mrad"), ("beam_current", CoreNames.BeamCurrent, "nA"), ("dwell_time", CoreNames.DwellTime, "s"),
        ("working_distance", CoreNames.WorkingDistance, "mm"), ("Stage/tilt_alpha", CoreNames.StageTilt, "deg"), ("Stage/tilt_beta", CoreNames.StageTiltBeta, "deg"),
        ("Stage/x", CoreNames.StageX, "mm"), ("Stage/y", CoreNames.StageY, "mm"), ("Stage/z", CoreNames.StageZ, "mm"),
        ("Detector/Camera/exposure", CoreNames.ExposureTime, "s"), ("Detector/EELS/collection_angle", CoreNames.CollectionAngle, "mrad"),
        ("Detector/EDS/live_time", CoreNames.LiveTime, "s"), ("Detector/EDS/real_time", CoreNames.RealTime, "s"),
    ];

    public FormatPassport Passport { get; } = new("HyperSpy", ".hspy .h5", "Signals with axes; common metadata.", "HSpy specification, version 3.3");

    public bool Knows(Hdf5File file) => file.Root.Text("file_format") is "HyperSpy" || file.Root.Group("Experiments") is { } experiments && experiments.Children.OfType<Hdf5Group>().Any(each => each.Dataset("data") is not null);

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        into.Format = $"HyperSpy {file.Root.Text("file_format_version")} (HDF5)".Replace("  ", " ", StringComparison.Ordinal);
        foreach (var experiment in (file.Root.Group("Experiments")?.Children ?? []).OfType<Hdf5Group>().Take(500))
        {
            ct.ThrowIfCancellationRequested();
            if (experiment.Dataset("data") is { IsNull: false, Type.Element: { } element, Shape.Count: > 0 } data)
            {
                into.Add(Of(experiment, data, element));
            }
        }
    }

    private static Signal Of(Hdf5Group experiment, Hdf5Dataset data, ElementType element)
    {
        Axis[] axes = [.. data.Shape.Select((length, number) => AxisOf(experiment.Group($"axis-{number}"), length))];
        var own = axes.Count(axis => !axis.IsScan);
        var kind = experiment.Group("metadata/Signal")?.Text("signal_type") ?? "";
        var signal = new Signal
        {
            Name = experiment.Group("metadata/General")?.Text("title") is { Length: > 0 } title ? title : experiment.Name,
            Type = own == 1 ? axes.Length > 2 ? SignalType.SpectrumImage : SignalType.Spectrum : kind.Contains("diffraction", StringComparison.OrdinalIgnoreCase) ? SignalType.Diffraction : SignalType.Image,
            Element = element,
            Axes = axes,
            Quantity = experiment.Group("metadata/Signal")?.Text("quantity") ?? "",
            Place = experiment.Path,
            Values = data.AsSignalValues(),
        };
        Tell(experiment, signal.Facts);
        return signal;
    }

    private static Axis AxisOf(Hdf5Group? axis, long length) => axis is null ? new("", length) : new(axis.Text("name") ?? "", length)
    {
        Scale = axis.Attribute("scale")?.Number,
        Offset = axis.Attribute("offset")?.Number ?? 0,
        Unit = axis.Text("units") is { Length: > 0 } unit and not "<undefined>" ? unit : null,
        IsScan = axis.Attribute("navigate")?.Value is true or 1L,
    };

    private static void Tell(Hdf5Group experiment, Facts facts)
    {
        var general = experiment.Group("metadata/General");
        facts.Tell(CoreNames.Title, general?.Text("title"), "metadata/General@title");
        facts.Tell(CoreNames.Operator, general?.Text("authors"), "metadata/General@authors");
        facts.Tell(CoreNames.AcquiredAt, TimeText.Parse($"{general?.Text("date")} {general?.Text("time")}"), "metadata/General@date");
        facts.Tell(CoreNames.Sample, experiment.Group("metadata/Sample")?.Text("description"), "metadata/Sample@description");
        foreach (var kind in new[] { "TEM", "SEM" })
        {
            var instrument = $"metadata/Acquisition_instrument/{kind}";
            foreach (var (path, name, unit) in Known)
            {
                var cut = path.LastIndexOf('/');
                var group = experiment.Group(cut < 0 ? instrument : $"{instrument}/{path[..cut]}");
                facts.Tell(name, group?.Attribute(path[(cut + 1)..])?.Number, unit, $"{instrument}/{path}");
            }

            facts.Tell(CoreNames.Instrument, experiment.Group(instrument)?.Text("microscope"), $"{instrument}@microscope");
            facts.Tell(CoreNames.Mode, experiment.Group(instrument)?.Text("acquisition_mode"), $"{instrument}@acquisition_mode");
        }
    }
}
