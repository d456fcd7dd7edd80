namespace Dewar.Sdk;

/// <summary>The common names, written out. A new one is a line here.</summary>
public static class CoreNames
{
    // What, when, by whom.
    /// <summary>What the file calls itself.</summary>
    public static readonly CoreName Title = new("title", null, "What the file calls itself.", NeXus: "NXentry/title");
    /// <summary>Notes and comments of the person who measured.</summary>
    public static readonly CoreName Description = new("description", null, "Notes and comments of the person who measured.", NeXus: "NXentry/entry_identifier");
    /// <summary>When the measurement began, or the picture was taken.</summary>
    public static readonly CoreName AcquiredAt = new("acquired_at", null, "When the measurement began, or the picture was taken.", NeXus: "NXentry/start_time");
    /// <summary>When the measurement ended.</summary>
    public static readonly CoreName EndedAt = new("ended_at", null, "When the measurement ended.", NeXus: "NXentry/end_time");
    /// <summary>Who measured, as the instrument's program knew.</summary>
    public static readonly CoreName Operator = new("operator", null, "Who measured, as the instrument's program knew.", NeXus: "NXuser/name");
    /// <summary>The sample's name.</summary>
    public static readonly CoreName Sample = new("sample", null, "The sample's name.", NeXus: "NXsample/name");
    /// <summary>Chemical elements in the sample, or looked for.</summary>
    public static readonly CoreName Elements = new("elements", null, "Chemical elements in the sample, or looked for.");
    /// <summary>The proposal, project or experiment it belongs to.</summary>
    public static readonly CoreName Proposal = new("proposal", null, "The proposal, project or experiment it belongs to.", NeXus: "NXentry/experiment_identifier");
    /// <summary>Laboratory, facility, beamline.</summary>
    public static readonly CoreName Facility = new("facility", null, "Laboratory, facility, beamline.", NeXus: "NXsource/name");
    /// <summary>The number of the scan, run or shot.</summary>
    public static readonly CoreName ScanNumber = new("scan_number", "", "The number of the scan, run or shot.");
    /// <summary>The command that ran the scan.</summary>
    public static readonly CoreName ScanCommand = new("scan_command", null, "The command that ran the scan.");

    // With what.
    /// <summary>The instrument, or its model.</summary>
    public static readonly CoreName Instrument = new("instrument", null, "The instrument, or its model.", NeXus: "NXinstrument/name");
    /// <summary>Who made the instrument.</summary>
    public static readonly CoreName Manufacturer = new("manufacturer", null, "Who made the instrument.", NeXus: "NXfabrication/vendor");
    /// <summary>The serial number of the instrument.</summary>
    public static readonly CoreName SerialNumber = new("serial_number", null, "The serial number of the instrument.");
    /// <summary>The program that wrote the file, with its version.</summary>
    public static readonly CoreName Software = new("software", null, "The program that wrote the file, with its version.", NeXus: "NXentry/program_name");
    /// <summary>How the instrument was run: TEM, STEM, SEM, EELS …</summary>
    public static readonly CoreName Mode = new("mode", null, "How the instrument was run: TEM, STEM, SEM, EELS …", NeXus: "NXem/operation_mode");
    /// <summary>The detector or camera.</summary>
    public static readonly CoreName Detector = new("detector", null, "The detector or camera.", NeXus: "NXdetector/local_name");
    /// <summary>The kind of detector.</summary>
    public static readonly CoreName DetectorType = new("detector_type", null, "The kind of detector.", NeXus: "NXdetector/type");
    /// <summary>What was recorded: BSE, HAADF, EELS …</summary>
    public static readonly CoreName SignalName = new("signal", null, "What was recorded: BSE, HAADF, EELS …");
    /// <summary>Detector pixels that were added up: 2x2.</summary>
    public static readonly CoreName Binning = new("binning", null, "Detector pixels that were added up: 2x2.");
    /// <summary>Filters in the beam, or in the optics.</summary>
    public static readonly CoreName Filter = new("filter", null, "Filters in the beam, or in the optics.");
    /// <summary>The aperture in the beam.</summary>
    public static readonly CoreName Aperture = new("aperture", null, "The aperture in the beam.");

    // The beam.
    /// <summary>The voltage that accelerates the beam.</summary>
    public static readonly CoreName AccelerationVoltage =
        new("acceleration_voltage", "kV", "The voltage that accelerates the beam.", "EMG_00000004", "NXsource/voltage");
    /// <summary>The energy of a particle of the beam.</summary>
    public static readonly CoreName BeamEnergy = new("beam_energy", "keV", "The energy of a particle of the beam.", NeXus: "NXbeam/incident_energy");
    /// <summary>The energy at which the beam meets the sample.</summary>
    public static readonly CoreName LandingEnergy = new("landing_energy", "keV", "The energy at which the beam meets the sample.");
    /// <summary>The wavelength of the beam.</summary>
    public static readonly CoreName Wavelength = new("wavelength", "nm", "The wavelength of the beam.", NeXus: "NXbeam/incident_wavelength");
    /// <summary>The current of the beam at the sample.</summary>
    public static readonly CoreName BeamCurrent = new("beam_current", "pA", "The current of the beam at the sample.", "EMG_00000006");
    /// <summary>The current in the storage ring.</summary>
    public static readonly CoreName RingCurrent = new("ring_current", "mA", "The current in the storage ring.", NeXus: "NXsource/current");
    /// <summary>The current that the gun emits.</summary>
    public static readonly CoreName EmissionCurrent = new("emission_current", "µA", "The current that the gun emits.", "EMG_00000025");
    /// <summary>The voltage that draws electrons or ions out of the source.</summary>
    public static readonly CoreName ExtractionVoltage = new("extraction_voltage", "kV", "The voltage that draws electrons or ions out of the source.");
    /// <summary>The spot, as the instrument numbers it.</summary>
    public static readonly CoreName SpotSize = new("spot_size", "", "The spot, as the instrument numbers it.");
    /// <summary>The diameter of the beam at the sample.</summary>
    public static readonly CoreName SpotDiameter = new("spot_diameter", "nm", "The diameter of the beam at the sample.");
    /// <summary>Half the angle of the cone in which the beam meets the sample.</summary>
    public static readonly CoreName ConvergenceAngle =
        new("convergence_angle", "mrad", "Half the angle of the cone in which the beam meets the sample.", "EMG_00000010");
    /// <summary>Half the angle in which the detector collects.</summary>
    public static readonly CoreName CollectionAngle = new("collection_angle", "mrad", "Half the angle in which the detector collects.");
    /// <summary>The width of the energy slit.</summary>
    public static readonly CoreName Slit = new("slit_width", "eV", "The width of the energy slit.");
    /// <summary>The power of the laser.</summary>
    public static readonly CoreName LaserPower = new("laser_power", "mW", "The power of the laser.");

    // The optics.
    /// <summary>The magnification, as the instrument states it.</summary>
    public static readonly CoreName Magnification = new("magnification", "", "The magnification, as the instrument states it.");
    /// <summary>The effective distance of a diffraction pattern.</summary>
    public static readonly CoreName CameraLength = new("camera_length", "mm", "The effective distance of a diffraction pattern.", "EMG_00000008");
    /// <summary>From the lens to the sample.</summary>
    public static readonly CoreName WorkingDistance = new("working_distance", "mm", "From the lens to the sample.", "EMG_00000050");
    /// <summary>From the sample to the detector.</summary>
    public static readonly CoreName DetectorDistance = new("detector_distance", "mm", "From the sample to the detector.", NeXus: "NXdetector/distance");
    /// <summary>Where the beam meets the detector, in pixels.</summary>
    public static readonly CoreName BeamCentreX = new("beam_centre_x", "", "Where the beam meets the detector, in pixels.", NeXus: "NXdetector/beam_center_x");
    /// <summary>Where the beam meets the detector, in pixels.</summary>
    public static readonly CoreName BeamCentreY = new("beam_centre_y", "", "Where the beam meets the detector, in pixels.", NeXus: "NXdetector/beam_center_y");
    /// <summary>How far out of focus.</summary>
    public static readonly CoreName Defocus = new("defocus", "nm", "How far out of focus.");
    /// <summary>Cs of the objective lens.</summary>
    public static readonly CoreName SphericalAberration = new("spherical_aberration", "mm", "Cs of the objective lens.");
    /// <summary>The width of the picture on the sample.</summary>
    public static readonly CoreName FieldWidth = new("field_width", "µm", "The width of the picture on the sample.");
    /// <summary>The height of the picture on the sample.</summary>
    public static readonly CoreName FieldHeight = new("field_height", "µm", "The height of the picture on the sample.");
    /// <summary>The width of a pixel on the sample.</summary>
    public static readonly CoreName PixelSize = new("pixel_size", "nm", "The width of a pixel on the sample.");
    /// <summary>The height of a pixel on the sample, where it is not the width.</summary>
    public static readonly CoreName PixelHeight = new("pixel_height", "nm", "The height of a pixel on the sample, where it is not the width.");
    /// <summary>The width of a pixel of the detector.</summary>
    public static readonly CoreName DetectorPixelSize = new("detector_pixel_size", "µm", "The width of a pixel of the detector.", NeXus: "NXdetector/x_pixel_size");
    /// <summary>How far the scan is turned.</summary>
    public static readonly CoreName ScanRotation = new("scan_rotation", "°", "How far the scan is turned.");

    // The sample's place and surroundings.
    /// <summary>Where the stage was.</summary>
    public static readonly CoreName StageX = new("stage_x", "µm", "Where the stage was.");
    /// <summary>Where the stage was.</summary>
    public static readonly CoreName StageY = new("stage_y", "µm", "Where the stage was.");
    /// <summary>Where the stage was.</summary>
    public static readonly CoreName StageZ = new("stage_z", "µm", "Where the stage was.");
    /// <summary>The tilt about the first axis (alpha).</summary>
    public static readonly CoreName StageTilt = new("stage_tilt", "°", "The tilt about the first axis (alpha).");
    /// <summary>The tilt about the second axis (beta).</summary>
    public static readonly CoreName StageTiltBeta = new("stage_tilt_beta", "°", "The tilt about the second axis (beta).");
    /// <summary>The rotation of the stage.</summary>
    public static readonly CoreName StageRotation = new("stage_rotation", "°", "The rotation of the stage.");
    /// <summary>The temperature of the sample.</summary>
    public static readonly CoreName Temperature = new("temperature", "K", "The temperature of the sample.", NeXus: "NXsample/temperature");
    /// <summary>The temperature of the detector.</summary>
    public static readonly CoreName DetectorTemperature = new("detector_temperature", "K", "The temperature of the detector.");
    /// <summary>The pressure in the chamber.</summary>
    public static readonly CoreName Pressure = new("pressure", "Pa", "The pressure in the chamber.");
    /// <summary>The relative humidity at the sample; 1 is saturated.</summary>
    public static readonly CoreName Humidity = new("humidity", "", "The relative humidity at the sample; 1 is saturated.");
    /// <summary>The thickness of the sample.</summary>
    public static readonly CoreName SampleThickness = new("sample_thickness", "nm", "The thickness of the sample.", NeXus: "NXsample/thickness");

    // Time and counting.
    /// <summary>How long one picture or spectrum was exposed.</summary>
    public static readonly CoreName ExposureTime = new("exposure_time", "s", "How long one picture or spectrum was exposed.", NeXus: "NXdetector/count_time");
    /// <summary>How long the beam stayed at a point of a scan.</summary>
    public static readonly CoreName DwellTime = new("dwell_time", "µs", "How long the beam stayed at a point of a scan.", "EMG_00000015");
    /// <summary>How long a whole picture took.</summary>
    public static readonly CoreName FrameTime = new("frame_time", "s", "How long a whole picture took.");
    /// <summary>How long the detector was able to count.</summary>
    public static readonly CoreName LiveTime = new("live_time", "s", "How long the detector was able to count.");
    /// <summary>How long it counted by the clock.</summary>
    public static readonly CoreName RealTime = new("real_time", "s", "How long it counted by the clock.");
    /// <summary>Pictures or spectra that were taken, or added up.</summary>
    public static readonly CoreName Frames = new("frames", "", "Pictures or spectra that were taken, or added up.");

    // Spectra.
    /// <summary>Energy of a channel.</summary>
    public static readonly CoreName Dispersion = new("dispersion", "eV", "Energy of a channel.");
    /// <summary>The detector's resolution.</summary>
    public static readonly CoreName EnergyResolution = new("energy_resolution", "eV", "The detector's resolution.");
    /// <summary>The detector above the plane of the sample.</summary>
    public static readonly CoreName ElevationAngle = new("elevation_angle", "°", "The detector above the plane of the sample.");
    /// <summary>The detector about the axis of the beam.</summary>
    public static readonly CoreName AzimuthAngle = new("azimuth_angle", "°", "The detector about the axis of the beam.");
    /// <summary>The detector seen from the tilted sample.</summary>
    public static readonly CoreName TakeOffAngle = new("take_off_angle", "°", "The detector seen from the tilted sample.");
    /// <summary>Grooves of the grating.</summary>
    public static readonly CoreName GratingDensity = new("grating_density", "1/mm", "Grooves of the grating.");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<CoreName> All { get; } =
    [
        Title, Description, AcquiredAt, EndedAt, Operator, Sample, Elements, Proposal, Facility, ScanNumber, ScanCommand, Instrument, Manufacturer,
        SerialNumber, Software, Mode, Detector, DetectorType, SignalName, Binning, Filter, Aperture, AccelerationVoltage, BeamEnergy, LandingEnergy,
        Wavelength, BeamCurrent, RingCurrent, EmissionCurrent, ExtractionVoltage, SpotSize, SpotDiameter, ConvergenceAngle, CollectionAngle, Slit,
        LaserPower, Magnification, CameraLength, WorkingDistance, DetectorDistance, BeamCentreX, BeamCentreY, Defocus, SphericalAberration, FieldWidth,
        FieldHeight, PixelSize, PixelHeight, DetectorPixelSize, ScanRotation, StageX, StageY, StageZ, StageTilt, StageTiltBeta, StageRotation,
        Temperature, DetectorTemperature, Pressure, Humidity, SampleThickness, ExposureTime, DwellTime, FrameTime, LiveTime, RealTime, Frames,
        Dispersion, EnergyResolution, ElevationAngle, AzimuthAngle, TakeOffAngle, GratingDensity,
    ];
}
