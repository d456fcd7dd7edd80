using System.IO.Compression;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.DigitalSurf;

public sealed class SurReaderTests() : ReaderContract(new SurReader(), SurFiles.Of(2, 4, 3, packed: true))
{
    [Theory, InlineData(true, 2), InlineData(false, 2), InlineData(true, 4), InlineData(false, 4)]
    public void A_surface_is_heights_over_its_places(bool packed, int size)
    {
        var surface = Assert.Single(SurFiles.Inspect(SurFiles.Of(2, 4, 3, packed, size: size)).Signals);

        Assert.Equal((SignalType.Image, ElementType.Float64, "CL Intensity", "a.u."), (surface.Type, surface.Element, surface.Quantity, surface.Unit));
        Assert.Equal([("Height", 3L, 0.5, 2.0, "mm"), ("Width", 4L, 0.25, 1.0, "mm")], surface.Axes.Select(axis => (axis.Name, axis.Length, axis.Scale!.Value, axis.Offset, axis.Unit)));
        Assert.Equal([10, 12, 14, 16], surface.Values!.ReadNumbers(new([0, 0], [1, 4], [1, 1])));
    }

    [Fact]
    public void What_was_not_measured_is_no_number()
    {
        var surface = SurFiles.Inspect(SurFiles.Of(2, 4, 3, packed: true, special: true)).Signals[0];

        Assert.Equal([double.NaN, 12], surface.Values!.ReadNumbers(new([0, 0], [1, 2], [1, 1])));
    }

    [Fact]
    public void A_profile_a_spectrum_and_spectra_along_a_line_are_told_apart()
    {
        Assert.Equal((SignalType.Spectrum, "4"), SurFiles.Shape(SurFiles.Of(1, 4, 1, packed: false)));
        Assert.Equal((SignalType.Spectrum, "4"), SurFiles.Shape(SurFiles.Of(20, 4, 1, packed: true)));
        Assert.Equal((SignalType.SpectrumImage, "3 4"), SurFiles.Shape(SurFiles.Of(20, 4, 3, packed: true)));
    }

    [Fact]
    public void A_spectral_map_has_wavelengths_last()
    {
        var map = SurFiles.Inspect(SurFiles.Of(21, 2, 3, packed: true, layers: 5)).Signals[0];

        Assert.Equal([("Height", true), ("Width", true), ("Wavelength", false)], map.Axes.Select(axis => (axis.Name, axis.IsScan)));
        Assert.Equal((5L, 0.1, 0.3, "nm"), (map.Axes[2].Length, map.Axes[2].Scale!.Value, map.Axes[2].Offset, map.Axes[2].Unit));
        Assert.Equal([20, 22], map.Values!.ReadNumbers(new([0, 1, 0], [1, 1, 2], [1, 1, 1])));
    }

    [Fact]
    public void Three_objects_of_a_picture_are_its_colours()
    {
        byte[] one = SurFiles.Of(12, 2, 2, packed: true, channels: 3);
        var picture = SurFiles.Inspect([.. one, .. one, .. one]).Signals[0];

        Assert.Equal((ElementType.Rgb8, "2 2"), (picture.Element, string.Join(' ', picture.Shape)));
        Assert.Equal([10, 10, 10, 12, 12, 12], picture.Values!.ReadNumbers(new([0, 0], [1, 2], [1, 1])));
    }

    [Fact]
    public void A_series_is_a_stack_and_what_is_missing_of_it_is_told()
    {
        byte[] one = SurFiles.Of(5, 2, 2, packed: true, objects: 3);

        Assert.Equal((SignalType.Image, "3 2 2"), SurFiles.Shape([.. one, .. one, .. one]));
        Assert.Contains("3 objects are announced, and 2 are there.", SurFiles.Inspect([.. one, .. one]).Warnings);
    }

    [Fact]
    public void More_points_than_can_be_packed_are_not_believed()
    {
        var bytes = SurFiles.Of(2, 4, 3, packed: true);
        BitConverter.GetBytes(4000).CopyTo(bytes, 108);
        BitConverter.GetBytes(4000).CopyTo(bytes, 112);
        var surface = SurFiles.Inspect(bytes).Signals[0];

        Assert.Equal([4000L, 4000], surface.Shape);
        Assert.Throws<DamagedException>(() => surface.Values!.ReadNumbers(new([0, 0], [1, 1], [1, 1])));
    }

    [Fact]
    public void Comments_in_sections_are_settings()
    {
        var it = SurFiles.Inspect(SurFiles.Of(2, 4, 3, packed: true, comment: "$_SEM\r\n$Beam Energy = 8.0 kV\r\n$Real Magnification = 5000\r\n$_CCD\r\n$Camera Model = Newton\r\n"));

        Assert.Equal((8000.0, 5000.0, "Newton"), (it.Facts[CoreNames.AccelerationVoltage]!.Si!.Value, it.Facts[CoreNames.Magnification]!.Si!.Value, it.Facts[CoreNames.Detector]!.Value));
        Assert.Equal(("A person", "2021-03-04T05:06:07"), (it.Facts[CoreNames.Operator]!.Value, it.Facts[CoreNames.AcquiredAt]!.Value.ToString()));
    }

    [Fact]
    public void HyperSpy_reads_the_same()
    {
        using var folder = new TemporaryFolder();
        HyperSpy.Agrees([folder.Write("a.sur", SurFiles.Of(2, 4, 3, packed: true)), folder.Write("b.sur", SurFiles.Of(21, 2, 3, packed: true, layers: 5))]);
    }
}

internal static class SurFiles
{
    public static Extraction Inspect(byte[] bytes) => new Inspector([new SurReader()]).Inspect(new MemorySource("it.sur", bytes)).Extraction;

    public static (SignalType Type, string Shape) Shape(byte[] bytes) => Inspect(bytes).Signals is [var one] ? (one.Type, string.Join(' ', one.Shape)) : default;

    /// <summary>Points count up from 5, doubled; the least is 0 and the unit ratio 1.</summary>
    public static byte[] Of(short type, int columns, int rows, bool packed, int layers = 0, int size = 4, short objects = 1, short channels = 1, bool special = false, string comment = "")
    {
        var count = columns * rows * Math.Max(1, layers);
        byte[] points = [.. Enumerable.Range(5, count).Select(i => special && i == 5 ? -2 : i).SelectMany(i => size == 2 ? BitConverter.GetBytes((short)i) : BitConverter.GetBytes(i))];
        using var zip = new MemoryStream();
        using (var deflate = new ZLibStream(zip, CompressionMode.Compress, leaveOpen: true))
        {
            deflate.Write(points);
        }

        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.Latin1);
        void Word(string text, int length) => writer.Write(Encoding.Latin1.GetBytes(text.PadRight(length)));
        Word(packed ? "DSCOMPRESSED" : "DIGITAL SURF", 12);
        short[] first = [1, objects, 1, type];
        Array.ForEach(first, writer.Write);
        Word("A surface", 30);
        Word("A person", 30);
        short[] second = [channels, 0, 0, special ? (short)1 : (short)0, 0];
        Array.ForEach(second, writer.Write);
        writer.Write(0f);
        writer.Write(layers);
        writer.Write((short)(8 * size));
        int[] third = [0, 100, columns, rows, count];
        Array.ForEach(third, writer.Write);
        float[] fourth = [0.25f, 0.5f, 2];
        Array.ForEach(fourth, writer.Write);
        string[] words = ["Width", "Height", "CL Intensity", "mm", "mm", "a.u.", "mm", "mm", "a.u."];
        Array.ForEach(words, word => Word(word, 16));
        float[] ratios = [1, 1, 1];
        Array.ForEach(ratios, writer.Write);
        writer.Write(new byte[6 + 12]);
        short[] time = [7, 6, 5, 4, 3, 2021, 4];
        Array.ForEach(time, writer.Write);
        writer.Write(0f);
        writer.Write((uint)zip.Length);
        writer.Write(new byte[6]);
        writer.Write((short)comment.Length);
        writer.Write((short)3);
        writer.Write(new byte[128]);
        float[] offsets = [1, 2, 0, 0.1f, 0.3f];
        Array.ForEach(offsets, writer.Write);
        Word("Wavelength", 13);
        Word("nm", 13);
        Word(comment, comment.Length);
        writer.Write(new byte[3]);
        if (packed)
        {
            writer.Write(1u);
            writer.Write((uint)points.Length);
            writer.Write((uint)zip.Length);
        }

        writer.Write(packed ? zip.ToArray() : points);
        return bytes.ToArray();
    }
}
