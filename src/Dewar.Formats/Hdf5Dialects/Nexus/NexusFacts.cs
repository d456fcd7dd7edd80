using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Fields of the NeXus base classes that have common names.</summary>
internal static class NexusFacts
{
    private static readonly Dictionary<(string Class, string Field), (CoreName Name, string? Unit)> Fields = new()
    {
        [("NXentry", "title")] = (CoreNames.Title, null),
        [("NXentry", "start_time")] = (CoreNames.AcquiredAt, null),
        [("NXentry", "end_time")] = (CoreNames.EndedAt, null),
        [("NXentry", "experiment_identifier")] = (CoreNames.Proposal, null),
        [("NXentry", "experiment_description")] = (CoreNames.Description, null),
        [("NXentry", "program_name")] = (CoreNames.Software, null),
        [("NXentry", "scan_command")] = (CoreNames.ScanCommand, null),
        [("NXentry", "run")] = (CoreNames.ScanNumber, ""),
        [("NXuser", "name")] = (CoreNames.Operator, null),
        [("NXsample", "name")] = (CoreNames.Sample, null),
        [("NXsample", "temperature")] = (CoreNames.Temperature, "K"),
        [("NXsample", "thickness")] = (CoreNames.SampleThickness, "mm"),
        [("NXsample", "chemical_formula")] = (CoreNames.Elements, null),
        [("NXinstrument", "name")] = (CoreNames.Instrument, null),
        [("NXsource", "name")] = (CoreNames.Facility, null),
        [("NXsource", "energy")] = (CoreNames.BeamEnergy, "GeV"),
        [("NXsource", "current")] = (CoreNames.RingCurrent, "mA"),
        [("NXsource", "voltage")] = (CoreNames.AccelerationVoltage, "V"),
        [("NXbeam", "incident_energy")] = (CoreNames.BeamEnergy, "keV"),
        [("NXbeam", "incident_wavelength")] = (CoreNames.Wavelength, "angstrom"),
        [("NXmonochromator", "energy")] = (CoreNames.BeamEnergy, "keV"),
        [("NXmonochromator", "wavelength")] = (CoreNames.Wavelength, "angstrom"),
        [("NXdetector", "local_name")] = (CoreNames.Detector, null),
        [("NXdetector", "description")] = (CoreNames.Detector, null),
        [("NXdetector", "type")] = (CoreNames.DetectorType, null),
        [("NXdetector", "distance")] = (CoreNames.DetectorDistance, "m"),
        [("NXdetector", "detector_distance")] = (CoreNames.DetectorDistance, "m"),
        [("NXdetector", "SDD")] = (CoreNames.DetectorDistance, "m"),
        [("NXdetector", "x_pixel_size")] = (CoreNames.DetectorPixelSize, "m"),
        [("NXdetector", "beam_center_x")] = (CoreNames.BeamCentreX, ""),
        [("NXdetector", "beam_center_y")] = (CoreNames.BeamCentreY, ""),
        [("NXdetector", "count_time")] = (CoreNames.ExposureTime, "s"),
        [("NXdetector", "acquisition_time")] = (CoreNames.ExposureTime, "s"),
        [("NXdetector", "live_time")] = (CoreNames.LiveTime, "s"),
        [("NXdetector", "detector_number")] = (CoreNames.SerialNumber, null),
        [("NXcollection", "software_version")] = (CoreNames.Software, null),
        [("NXattenuator", "type")] = (CoreNames.Filter, null),
    };

    private const int Deep = 6;
    private const int MostGroups = 2000;

    /// <summary>canSAS called its groups so before they became classes of NeXus.</summary>
    private static string ClassOf(Hdf5Group group) => group.Text("NX_class") switch
    {
        ['S', 'A', 'S', .. var rest] => $"NX{rest}",
        var name => name ?? "",
    };

    /// <summary>Tells what an entry's groups say.</summary>
    public static void Tell(Hdf5Group entry, Facts facts)
    {
        // The electrons in the ring have an energy as well, and it is not the beam's.
        Tell(entry, "NXentry", facts);
        var groups = DialectTools.Groups(entry, group => group.Text("NX_class") is not null, Deep).Take(MostGroups).ToList();
        foreach (var group in groups.OrderBy(group => group.Text("NX_class") is "NXsource"))
        {
            Tell(group, ClassOf(group), facts);
        }
    }

    private static void Tell(Hdf5Group group, string kind, Facts facts)
    {
        foreach (var link in group.Links.Take(MostGroups))
        {
            if (Fields.TryGetValue((kind, link.Name), out var field) && group.Follow(link) is Hdf5Dataset dataset && !IsOfTheRing(kind, group, dataset))
            {
                DialectTools.Tell(facts, field.Name, dataset, field.Unit);
            }
        }
    }

    private static bool IsOfTheRing(string kind, Hdf5Group source, Hdf5Dataset energy) =>
        kind is "NXsource" && energy.Name is "energy" && (source.Dataset("type")?.FirstText ?? "Synchrotron").Contains("Synchrotron", StringComparison.OrdinalIgnoreCase);
}
