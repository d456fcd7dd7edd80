using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Data Exchange, the APS's form of tomography files (De Carlo et al., J. Synchrotron Rad. 21, 2014): <c>exchange</c> with projections, white and dark fields, angles.</summary>
internal sealed class DataExchangeDialect : IHdf5Dialect
{
    private static readonly (string Path, CoreName Name, string? Unit)[] Known =
    [
        ("measurement/sample/name", CoreNames.Sample, null), ("measurement/sample/experimenter/name", CoreNames.Operator, null), ("measurement/instrument/name", CoreNames.Instrument, null),
        ("measurement/instrument/source/name", CoreNames.Facility, null), ("measurement/instrument/source/beamline", CoreNames.Instrument, null),
        ("measurement/instrument/source/current", CoreNames.RingCurrent, "mA"), ("measurement/instrument/monochromator/energy", CoreNames.BeamEnergy, "keV"),
        ("measurement/instrument/detector/manufacturer", CoreNames.Manufacturer, null), ("measurement/instrument/detector/model", CoreNames.Detector, null),
        ("measurement/instrument/detector/exposure_time", CoreNames.ExposureTime, "s"), ("measurement/instrument/detector/actual_pixel_size_x", CoreNames.DetectorPixelSize, "um"),
        ("measurement/instrument/detector/pixel_size", CoreNames.DetectorPixelSize, "um"), ("measurement/instrument/detector/distance", CoreNames.DetectorDistance, "mm"),
        ("measurement/sample/temperature", CoreNames.Temperature, "K"), ("process/acquisition/start_date", CoreNames.AcquiredAt, null),
        ("measurement/sample/experiment/proposal", CoreNames.Proposal, null), ("measurement/sample/description", CoreNames.Description, null), ("exchange/title", CoreNames.Title, null),
        ("exchange/name", CoreNames.Title, null), ("measurement/instrument/source/datetime", CoreNames.AcquiredAt, null),
    ];

    public FormatPassport Passport { get; } = new("Data Exchange tomography", ".h5 .hdf", "Projections over the angle, white and dark fields; beam, detector, sample.", "Data Exchange reference, APS");

    public bool Knows(Hdf5File file) => file.Root.Dataset("exchange/data") is { Shape.Count: >= 2 };

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        into.Format = "Data Exchange tomography (HDF5)";
        foreach (var (path, name, unit) in Known)
        {
            if (file.Root.Dataset(path) is { } dataset)
            {
                DialectTools.Tell(into.Facts, name, dataset, unit);
            }
        }

        foreach (var name in new[] { "data", "data_white", "data_dark" })
        {
            ct.ThrowIfCancellationRequested();
            if (file.Root.Dataset($"exchange/{name}") is { IsNull: false, Type.Element: { } element, Shape: [.., var rows, var columns] } data)
            {
                var isProjections = name is "data";
                Axis[] before = [.. data.Shape.SkipLast(2).Select((length, number) => Before(file, isProjections && number == 0, length))];
                into.Add(new()
                {
                    Name = name switch { "data" => "projections", "data_white" => "white fields", _ => "dark fields" },
                    Type = SignalType.Image,
                    Element = element,
                    Axes = [.. before, new("y", rows), new("x", columns)],
                    Quantity = "intensity",
                    Unit = Hdf5Metadata.Unit(data)?.Text,
                    Place = data.Path,
                    IsMain = isProjections,
                    Values = data.AsSignalValues(),
                });
            }
        }
    }

    private static Axis Before(Hdf5File file, bool isAngle, long length)
    {
        var axis = isAngle ? DialectTools.AxisOf("theta", length, file.Root.Dataset("exchange/theta")) : new("frame", length);
        return axis with { IsScan = true, Unit = isAngle && (axis.Scale is not null || axis.Places is not null) ? axis.Unit ?? "deg" : axis.Unit };
    }
}
