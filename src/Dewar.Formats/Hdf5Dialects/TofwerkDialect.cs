using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Tofwerk's time-of-flight mass spectrometers (TofDAQ; fibTOF on FIB-SEMs): sum spectrum over the mass, maps of peaks over the slices of a depth profile.</summary>
internal sealed class TofwerkDialect : IHdf5Dialect
{
    public FormatPassport Passport { get; } = new("Tofwerk TofDAQ and fibTOF", ".h5", "Sum spectrum over the mass, peak maps, SE images; beam, field of view.", "TofDAQ data structure, as the files describe themselves");

    public bool Knows(Hdf5File file) => file.Root.Group("FullSpectra") is not null && (file.Root.Group("TimingData") is not null || file.Root.Group("PeakData") is not null || file.Root.Text("TofDAQ Version") is not null);

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        var root = file.Root;
        into.Format = root.Group("FIBParams") is not null ? "Tofwerk fibTOF (HDF5)" : "Tofwerk TofDAQ (HDF5)";
        Tell(root, into.Facts);
        var mass = root.Dataset("FullSpectra/MassAxis");
        if (root.Dataset("FullSpectra/SumSpectrum") is { IsNull: false, Type.Element: { } element, Shape: [var length] } sum)
        {
            into.Add(new()
            {
                Name = "sum spectrum",
                Type = SignalType.Spectrum,
                Element = element,
                Axes = [DialectTools.AxisOf("mass", length, mass) with { Unit = "Th" }],
                Quantity = "intensity",
                Place = sum.Path,
                Values = sum.AsSignalValues(),
            });
        }

        foreach (var (path, name) in new[] { ("FIBImages", "SE image"), ("PeakData/PeakData", "peaks"), ("FullSpectra/TofData", "spectra") })
        {
            ct.ThrowIfCancellationRequested();
            foreach (var data in root.Find(path) switch { Hdf5Dataset one => [one], Hdf5Group group => group.Children.OfType<Hdf5Group>().Select(image => image.Dataset("Data")).OfType<Hdf5Dataset>().Take(50), _ => [] })
            {
                Add(into, data, name, path is "FIBImages");
            }
        }
    }

    private static void Add(Extraction into, Hdf5Dataset data, string name, bool isImage)
    {
        if (data is not { IsNull: false, Type.Element: { } element, Shape.Count: >= 2 })
        {
            return;
        }

        var own = isImage ? 2 : 1;
        into.Add(new()
        {
            Name = name,
            Type = isImage ? SignalType.Image : SignalType.SpectrumImage,
            Element = element,
            Axes = [.. data.Shape.Select((length, number) => new Axis(AxisName(number, data.Shape.Count, isImage), length) { IsScan = number < data.Shape.Count - own })],
            Quantity = "intensity",
            Place = data.Path,
            IsMain = isImage,
            Values = data.AsSignalValues(),
        });
    }

    private static string AxisName(int number, int rank, bool isImage) => (isImage, rank - 1 - number) switch
    {
        (true, 0) => "x",
        (true, 1) => "y",
        (false, 0) => rank > 3 && number == rank - 1 ? "mass" : "peak",
        (false, 1) => "x",
        (false, 2) => "y",
        _ => "slice",
    };

    private static void Tell(Hdf5Group root, Facts facts)
    {
        var fib = root.Group("FIBParams");
        facts.Tell(CoreNames.AccelerationVoltage, fib?.Attribute("Voltage")?.Number, "V", "FIBParams@Voltage");
        facts.Tell(CoreNames.BeamCurrent, fib?.Attribute("Current")?.Number, "A", "FIBParams@Current");
        facts.Tell(CoreNames.FieldWidth, fib?.Attribute("ViewField")?.Number, "mm", "FIBParams@ViewField");
        facts.Tell(CoreNames.Instrument, fib?.Text("FibHardware"), "FIBParams@FibHardware");
        facts.Tell(CoreNames.Pressure, root.Attribute("FIBPressure")?.Number, "Pa", "@FIBPressure");
        facts.Tell(CoreNames.Software, root.Text("TofDAQ Version") ?? root.Attribute("TofDAQ Version")?.Number?.ToString("R"), "@TofDAQ Version");
        facts.Tell(CoreNames.Mode, root.Text("IonMode"), "@IonMode");
        facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(root.Group("AcquisitionLog")?.Text("Timestring") ?? root.Text("HDF5 File Creation Time")), "@HDF5 File Creation Time");
        facts.Tell(CoreNames.Manufacturer, "Tofwerk", "the format");
    }
}
