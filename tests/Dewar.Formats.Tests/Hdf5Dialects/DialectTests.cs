using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Hdf5;

/// <summary>What communities write into HDF5 files, by files that h5py wrote.</summary>
public sealed class DialectTests(DialectFiles files) : IClassFixture<DialectFiles>
{
    [Fact]
    public void NeXus_shows_its_default_plot_first_and_tells_beam_user_and_time()
    {
        var it = files.Inspect("nexus.nxs").Extraction;

        Assert.Equal("NeXus NXxas (HDF5)", it.Format);
        var plot = Assert.Single(it.Signals, signal => signal.IsMain);
        Assert.Equal((SignalType.Spectrum, "energy", 7000.0, 10.0, "eV"), (plot.Type, plot.Axes[0].Name, plot.Axes[0].Offset, Math.Round(plot.Axes[0].Scale!.Value, 9), plot.Axes[0].Unit));
        var other = Assert.Single(it.Signals, signal => signal.Name == "other");
        Assert.Equal([2, 3, 4], other.Shape);
        Assert.Equal((SignalType.Volume, "z", false, 10.0), (other.Type, other.Axes[0].Name, other.Axes[0].IsScan, other.Axes[0].Scale));
        Assert.Equal("2024-05-06T07:08:09.5+02:00", it.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("Marie", it.Facts[CoreNames.Operator]!.Value);
        Assert.Equal(1.74e-10, it.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-14);
        Assert.Equal(0.5, it.Facts[CoreNames.ExposureTime]!.Si);
        // The ring's energy is not the beam's.
        Assert.Null(it.Facts[CoreNames.BeamEnergy]);
        // A distance of 500 without a unit is no 500 metres.
        Assert.Equal((0.5, true), (it.Facts[CoreNames.DetectorDistance]!.Si!.Value, it.Facts[CoreNames.DetectorDistance]!.Doubt is not null));
    }

    [Fact]
    public void NeXus_plots_are_what_their_attributes_say()
    {
        var it = files.Inspect("plots.nxs").Extraction;
        Signal Named(string name) => Assert.Single(it.Signals, signal => signal.Name == name);

        Assert.True(Named("histogram").IsMain);
        Assert.Equal(("time_of_flight", 105.0, 10.0, "us"), (Named("histogram").Axes[0].Name, Named("histogram").Axes[0].Offset, Math.Round(Named("histogram").Axes[0].Scale!.Value, 9), Named("histogram").Axes[0].Unit));
        Assert.Equal(18, Found.Numbers(Named("monitor"))[^1]);
        Assert.Equal([1.5, 3, 6], Named("uneven").Axes[0].Places!());
        Assert.Equal((SignalType.Image, "rgba8"), (Named("photo").Type, $"{Named("photo").Element}"));
        Assert.Equal([20, 30], Named("photo").Shape);
        Assert.Equal((SignalType.SpectrumImage, true, true, false), (Named("map").Type, Named("map").Axes[0].IsScan, Named("map").Axes[1].IsScan, Named("map").Axes[2].IsScan));
        Assert.Equal(("rows", 2.0, "columns", 0.5), (Named("old").Axes[0].Name, Named("old").Axes[0].Scale, Named("old").Axes[1].Name, Named("old").Axes[1].Offset));
        Assert.Equal((SignalType.Volume, "z", false), (Named("body").Type, Named("body").Axes[0].Name, Named("body").Axes[0].IsScan));
        Assert.Equal([20], Named("I").Shape);
    }

    [Fact]
    public void A_reconstruction_is_a_volume_and_other_frames_are_not()
    {
        var it = files.Inspect("volumes.h5").Extraction;

        Assert.Equal((SignalType.Volume, "z,y,x"), Said("/reconstruction/data"));
        Assert.Equal((SignalType.Image, ",y,x"), Said("/frames/data"));
        (SignalType, string) Said(string place) => Assert.Single(it.Signals, signal => signal.Place == place) is var one ? (one.Type, string.Join(',', one.Axes.Select(axis => axis.Name))) : default;
    }

    [Fact]
    public void A_master_file_says_how_many_frames_there_should_be()
    {
        var frames = Assert.Single(files.Inspect("lonely_master.h5").Extraction.Signals);

        Assert.Equal([30, 514, 1030], frames.Shape);
        Assert.Equal((ElementType.UInt16, false), (frames.Element, frames.Values is not null));
    }

    [Fact]
    public void A_master_file_and_its_frames_are_one_series()
    {
        var finding = files.Inspect("scan_master.h5");
        var it = finding.Extraction;
        var frames = Assert.Single(it.Signals, signal => signal.Name == "frames");

        Assert.Equal("EIGER master file (HDF5)", it.Format);
        Assert.Equal([4, 4, 6], frames.Shape);
        Assert.Equal([1, 11, 2, 12], frames.Values!.ReadNumbers(new([0, 3, 5], [4, 1, 1], [1, 1, 1])));
        Assert.Equal(["scan_data_000001.h5", "scan_data_000002.h5"], it.Parts.Select(part => part.Path));
        Assert.Equal("Dectris Eiger 4M", it.Facts[CoreNames.Detector]!.Value);
    }

    [Fact]
    public void A_master_file_alone_says_what_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-alone-").FullName;
        File.Copy(files.PathOf("scan_master.h5"), Path.Combine(folder, "scan_master.h5"));
        var it = new Inspector(FormatsPlugin.Readers).Inspect(Samples.OpenFile(Path.Combine(folder, "scan_master.h5"))).Extraction;
        Directory.Delete(folder, recursive: true);

        Assert.Contains(it.Warnings, warning => warning.Contains("scan_data_000001.h5", StringComparison.Ordinal));
    }

    [Fact]
    public void Berkeley_EMD_has_its_axes_and_units()
    {
        var it = files.Inspect("berkeley.emd").Extraction;
        var cube = Assert.Single(it.Signals);

        Assert.Equal((SignalType.Diffraction, "EMD 0.2 (Berkeley, HDF5)"), (cube.Type, it.Format));
        Assert.Equal([("R_x", "nm", true), ("R_y", "nm", true), ("Q_x", "nm^-1", false), ("Q_y", "nm^-1", false)], cube.Axes.Select(axis => (axis.Name, axis.Unit, axis.IsScan)));
        Assert.Equal(300e3, it.Facts[CoreNames.AccelerationVoltage]!.Si);
    }

    [Fact]
    public void Velox_has_frames_first_energies_and_the_sums_of_a_stream()
    {
        var it = files.Inspect("velox.emd").Extraction;
        var image = it.Signals[1];

        Assert.Equal("EMD 10 (Thermo Fisher Velox, HDF5)", it.Format);
        Assert.Equal(("HAADF", SignalType.Image), (image.Name, image.Type));
        Assert.Equal([4, 2, 3], image.Shape);
        Assert.Equal(("Time", 2.0, true), (image.Axes[0].Name, image.Axes[0].Scale, image.Axes[0].IsScan));
        Assert.Equal([1, 5, 9, 13, 17, 21], image.Values!.ReadNumbers(new([1, 0, 0], [1, 2, 3], [1, 1, 1])));
        Assert.Equal((200e3, 0.5, "STEM"), (image.Facts[CoreNames.AccelerationVoltage]!.Si!.Value, image.Facts[CoreNames.StageTilt]!.Si!.Value, image.Facts[CoreNames.Mode]!.Value));
        Assert.Equal("2023-11-14T22:13:20Z", it.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        var spectrum = it.Signals[0];
        Assert.Equal((5.0, -250.0, "eV"), (spectrum.Axes[0].Scale, spectrum.Axes[0].Offset, spectrum.Axes[0].Unit));
        Assert.Equal(63, spectrum.Values!.ReadNumbers(new([63], [1], [1]))[0]);
        var events = it.Signals[2];
        Assert.Equal(("EDS", SignalType.SpectrumImage, ElementType.UInt16), (events.Name, events.Type, events.Element));
        Assert.Equal([2, 3, 16], events.Shape);
        Assert.Equal([("y", 2e-10), ("x", 2e-10), ("X-ray energy", 5)], events.Axes.Select(axis => (axis.Name, axis.Scale!.Value)));
        var counts = events.Values!.ReadNumbers(Slab.All(events.Shape));
        Assert.Equal([2, 1, 3, 1, 1, 1], counts.Chunk(16).Select(pixel => pixel.Sum()));
        Assert.Equal((2, 2, 0), (counts[5], counts[2 * 16 + 7], counts[16 + 7]));
    }

    [Fact]
    public void Velox_11_names_its_maps_and_sums_the_detectors_of_the_region_that_was_scanned()
    {
        var it = files.Inspect("velox11.emd").Extraction;

        Assert.Equal(["SuperX", "Ca", "HAADF", "EELS", "EDS"], it.Signals.Select(signal => signal.Name));
        Assert.Equal("HAADF", Assert.Single(it.Signals, signal => signal.IsMain).Name);
        Assert.Equal(["Ca", "Cu"], (string[])it.Facts[CoreNames.Elements]!.Value);
        Assert.Equal(225000, it.Signals[2].Facts[CoreNames.Magnification]!.Si);
        var transform = it.Signals[0];
        Assert.Equal((ElementType.Complex64, 5.0), (transform.Element, transform.Values!.ReadNumbers(new([0, 0], [1, 1], [1, 1]))[0]));
        var events = it.Signals[4];
        Assert.Equal([2, 3, 16], events.Shape);
        Assert.Equal((-250.0, 10.0, 2.0), (events.Axes[2].Offset, events.Axes[2].Scale, events.Facts[CoreNames.Frames]!.Si));
        var counts = events.Values!.ReadNumbers(Slab.All(events.Shape));
        Assert.Equal([4, 4, 4, 4, 4, 8], counts.Chunk(16).Select(pixel => pixel.Sum()));
    }

    [Fact]
    public void Energy_losses_of_Velox_lie_between_the_places_of_the_scan()
    {
        var losses = files.Inspect("velox11.emd").Extraction.Signals[3];

        Assert.Equal([2, 3, 7], losses.Shape);
        Assert.Equal((300.0, 0.5, "eV"), (losses.Axes[2].Offset, losses.Axes[2].Scale!.Value, losses.Axes[2].Unit));
        Assert.Equal([1, 3, 5], losses.Values!.ReadNumbers(new([1, 0, 0], [1, 1, 3], [1, 1, 1])));
    }

    [Fact]
    public void A_pruned_file_of_Velox_still_describes_its_spectrum_image()
    {
        var it = files.Inspect("velox_pruned.emd").Extraction;
        var map = it.Signals[^1];

        Assert.Equal((SignalType.SpectrumImage, "2 3 4096", true), (map.Type, string.Join(' ', map.Shape), map.Values is null));
        Assert.Contains(it.Warnings, warning => warning.Contains("pruned", StringComparison.Ordinal));
        Assert.Equal("2023-11-14T22:13:20Z", it.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void A_spectrum_image_too_large_to_hold_has_its_sums()
    {
        var it = files.Inspect("velox_large.emd").Extraction;

        Assert.Null(Assert.Single(it.Signals, signal => signal.Name is "EDS").Values);
        var map = Assert.Single(it.Signals, signal => signal.Name is "EDS, counts");
        Assert.Equal([0, 1, 3], map.Values!.ReadNumbers(new([0, 0], [1, 3], [1, 1])));
        var sum = Assert.Single(it.Signals, signal => signal.Name is "EDS, sum spectrum");
        Assert.Equal([3, 1], sum.Values!.ReadNumbers(new([7], [2], [1])));
    }

    [Fact]
    public void Data_Exchange_has_projections_over_the_angle()
    {
        var it = files.Inspect("exchange.h5").Extraction;
        var projections = Assert.Single(it.Signals, signal => signal.IsMain);

        Assert.Equal(("projections", "theta", 45.0, "deg", true), (projections.Name, projections.Axes[0].Name, projections.Axes[0].Scale, projections.Axes[0].Unit, projections.Axes[0].IsScan));
        Assert.Equal(["projections", "white fields"], it.Signals.Select(signal => signal.Name));
        Assert.Equal(("Tooth", 25 * 1.602176634e-16), (it.Facts[CoreNames.Sample]!.Value, it.Facts[CoreNames.BeamEnergy]!.Si!.Value));
    }

    [Fact]
    public void OpenPMD_has_meshes_in_metres_and_particles()
    {
        var it = files.Inspect("openpmd.h5").Extraction;

        Assert.Equal(["E.x", "electrons.position.x"], it.Signals.Select(signal => signal.Name));
        var mesh = it.Signals[0];
        Assert.Equal([("y", 2e-6, 0.0), ("x", 0.5e-6, 1e-6)], mesh.Axes.Select(axis => (axis.Name, axis.Scale!.Value, axis.Offset)));
        Assert.Equal("2016-11-29T19:04:41+01:00", it.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void Zivid_has_points_colours_and_contrast()
    {
        var it = files.Inspect("camera.zdf").Extraction;
        var cloud = it.Signals[0];

        Assert.Equal((SignalType.PointCloud, 20L), (cloud.Type, cloud.Shape[0]));
        Assert.Equal([4, 0, 100, 0, 1, 100, 1, 1, 100], cloud.Values!.ReadNumbers(new([4, 0], [3, 3], [1, 1])));
        Assert.Equal([3, 0, 3, 1], cloud.Values.ReadNumbers(new([3, 0], [2, 2], [5, 1])));
        Assert.Equal("rgba8", Assert.Single(it.Signals, signal => signal.Name == "colour").Element.ToString());
    }

    [Fact]
    public void HyperSpy_has_its_axes_and_metadata()
    {
        var it = files.Inspect("map.hspy").Extraction;
        var map = Assert.Single(it.Signals);

        Assert.Equal((SignalType.SpectrumImage, "HyperSpy 3.3 (HDF5)"), (map.Type, it.Format));
        Assert.Equal([("y", true), ("x", true), ("Energy", false)], map.Axes.Select(axis => (axis.Name, axis.IsScan)));
        Assert.Equal(80e3, map.Facts[CoreNames.AccelerationVoltage]!.Si);
    }

    [Fact]
    public void Tofwerk_has_the_sum_spectrum_over_the_mass_and_maps_of_peaks()
    {
        var it = files.Inspect("tof.h5").Extraction;

        Assert.Equal("Tofwerk fibTOF (HDF5)", it.Format);
        Assert.Equal(9801, it.Signals[0].Axes[0].Places!()[99]);
        Assert.Equal([3, 4, 5, 6], Assert.Single(it.Signals, signal => signal.Name == "peaks").Shape);
        Assert.Equal((30e3, 1.2e-10, 2e-5), (it.Facts[CoreNames.AccelerationVoltage]!.Si!.Value, it.Facts[CoreNames.BeamCurrent]!.Si!.Value, it.Facts[CoreNames.FieldWidth]!.Si!.Value));
    }

    [Fact]
    public void NetCDF_has_variables_over_their_dimensions()
    {
        var it = files.Inspect("air.nc").Extraction;
        var air = Assert.Single(it.Signals);

        Assert.Equal(("temperature of the air", "K"), (air.Quantity, air.Unit));
        Assert.Equal(("t", 60.0, "s"), (air.Axes[0].Name, air.Axes[0].Scale, air.Axes[0].Unit));
        Assert.Equal("Air", it.Facts[CoreNames.Title]!.Value);
    }

    [Theory]
    [InlineData("nexus.nxs"), InlineData("scan_master.h5"), InlineData("berkeley.emd"), InlineData("velox.emd"), InlineData("velox11.emd"), InlineData("exchange.h5"), InlineData("openpmd.h5")]
    [InlineData("camera.zdf"), InlineData("map.hspy"), InlineData("tof.h5"), InlineData("air.nc")]
    public void Mutated_anyhow_it_ends_cleanly(string name) =>
        Ordeal.Try(new Hdf5Reader(), name, File.ReadAllBytes(files.PathOf(name)), null, rounds: 300, seed: 7);
}
