using System.IO.Compression;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Npy;

public sealed class PantaRheiTests() : ReaderContract(new PantaRheiReader(), Archive(Image))
{
    private const string Image = """
        [{"type": "2D", "source.type": "scan_generator", "scan_driver.magnification": 2000000, "electron_gun.voltage": 200000, "electron_gun.voltage_offset": 50,
          "condenser.convergence_semi_angle": 0.03, "acquisition.time": "2022-08-01T10:11:12", "repo_id": "AB.prz",
          "device.calib": [{"value": 2e-10, "offset": 0, "unit": "m"}, {"value": 3e-10, "offset": -1, "unit": "m", "pixel_factor": 2}]}]
        """;

    private const string Losses = """
        [{"type": "1D", "filter.mode": "EELS", "content.types": ["Energy", "ScanX"], "device.calib": [{"value": 0.5, "offset": -200, "unit": "eV"}, {"value": 1e-9, "offset": 0, "unit": "m"}]}]
        """;

    [Fact]
    public void A_picture_has_calibrated_axes()
    {
        var it = Inspect(Archive(Image));
        var picture = Assert.Single(it.Signals);

        Assert.Equal(("AB", SignalType.Image, ElementType.Float32), (picture.Name, picture.Type, picture.Element));
        Assert.Equal([("y", 2L, 6e-10, -3e-10), ("x", 3L, 2e-10, 0)], picture.Axes.Select(axis => (axis.Name, axis.Length, axis.Scale!.Value, axis.Offset)));
        Assert.Equal([3, 4, 5], picture.Values!.ReadNumbers(new([1, 0], [1, 3], [1, 1])));
        Assert.Equal((200_050.0, 0.03, "STEM", "2022-08-01T10:11:12"), (it.Facts[CoreNames.AccelerationVoltage]!.Si!.Value, it.Facts[CoreNames.ConvergenceAngle]!.Si!.Value,
            it.Facts[CoreNames.Mode]!.Value, it.Facts[CoreNames.AcquiredAt]!.Value.ToString()));
    }

    [Fact]
    public void Losses_run_backwards_on_the_camera()
    {
        var losses = Inspect(Archive(Losses)).Signals[0];

        Assert.Equal((SignalType.SpectrumImage, "ScanX Energy"), (losses.Type, string.Join(' ', losses.Axes.Select(axis => axis.Name))));
        Assert.Equal((-0.5, 100.0, "eV"), (losses.Axes[1].Scale!.Value, losses.Axes[1].Offset, losses.Axes[1].Unit));
    }

    [Fact]
    public void A_stack_of_one_is_a_picture()
    {
        var picture = Inspect(Archive("""[{"type": "Stack"}]""", "(1, 2, 3)")).Signals[0];

        Assert.Equal([2L, 3], picture.Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], picture.Values!.ReadNumbers(Slab.All(picture.Shape)));
    }

    [Fact]
    public void Pickled_objects_are_never_opened()
    {
        var it = Inspect(Archive(null));

        Assert.Equal([2L, 3], Assert.Single(it.Signals).Shape);
        Assert.Contains(it.Warnings, warning => warning.Contains("not opened", StringComparison.Ordinal));
    }

    private static Extraction Inspect(byte[] bytes) => new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource("it.prz", bytes)).Extraction;

    private static byte[] Archive(string? json, string shape = "(2, 3)")
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, byte[] content)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }

            if (json is not null)
            {
                var text = json.ReplaceLineEndings(" ");
                Add("meta_data_json.npy", Npy($"<U{text.Length}", "()", Encoding.UTF32.GetBytes(text)));
            }

            Add("data.npy", Npy("<f4", shape, [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))]));
        }

        return bytes.ToArray();
    }

    private static byte[] Npy(string descr, string shape, byte[] content)
    {
        var header = Encoding.Latin1.GetBytes($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. header, .. content];
    }
}
