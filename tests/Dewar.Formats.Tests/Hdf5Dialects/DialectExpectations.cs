using Dewar.Formats.Expected;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Hdf5;

/// <summary>What independent programs say of real HDF5 files of all dialects.</summary>
public abstract class DialectExpectations(string folder) : ExpectationContract(folder)
{
    protected override object? Actual(Finding finding, string key)
    {
        using var file = Samples.Open(FilePath);
        return key switch
        {
            "superblock_version" => Hdf5File.Open(file).Superblock.Version,
            "user_block_bytes" => Hdf5File.Open(file).UserBlock,
            "signal[0].axis[Time].scale" => finding.Extraction.Signals[0].Axes.FirstOrDefault(axis => axis.Name == "Time")?.Scale,
            _ => null,
        };
    }
}

public sealed class PlainHdf5Expectations() : DialectExpectations("formats/hdf5");

public sealed class EmdExpectations() : DialectExpectations("formats/emd");

public sealed class NexusExpectations() : DialectExpectations("formats/nexus");

public sealed class TomographyExpectations() : DialectExpectations("formats/hdf5-tomography");

public sealed class OpenPmdExpectations() : DialectExpectations("formats/hdf5-openpmd");

public sealed class HyperSpyFileExpectations() : DialectExpectations("formats/hdf5-hyperspy");

/// <summary>Real files whose default plot and surroundings are known.</summary>
public sealed class RealDialectTests
{
    [Theory]
    [InlineData("formats/nexus/writer_1_3.h5", "NeXus (HDF5)", SignalType.Spectrum, "31")]
    [InlineData("formats/nexus/33837rear_1D_1.75_16.5_NXcanSAS.h5", "NeXus NXcanSAS (HDF5)", SignalType.Spectrum, "66")]
    [InlineData("formats/nexus/AgBehenate_228.hdf5", "NeXus NXsas (HDF5)", SignalType.Diffraction, "195 487")]
    [InlineData("formats/hdf5-tomography/tooth.h5", "Data Exchange tomography (HDF5)", SignalType.Image, "181 2 640")]
    [InlineData("formats/hdf5-openpmd/example-femm-thetaMode.h5", "openPMD 1.1.0 (HDF5)", SignalType.Image, "1 47 47")]
    [InlineData("formats/hdf5-hyperspy/example2_v3.1.hspy", "HyperSpy 3.1 (HDF5)", SignalType.Image, "16 16")]
    [InlineData("formats/emd/Test SI 16x16 ReducedData 215 kx.emd", "EMD 11 (Thermo Fisher Velox, HDF5)", SignalType.Spectrum, "4096")]
    public void The_dialect_is_known_and_its_first_signal_is_right(string name, string format, SignalType type, string shape)
    {
        var it = Samples.Inspect(name).Extraction;

        Assert.Equal((format, type, shape), (it.Format, it.Signals[0].Type, string.Join(' ', it.Signals[0].Shape)));
    }
}
