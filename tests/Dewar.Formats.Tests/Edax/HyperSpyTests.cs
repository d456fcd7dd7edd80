using System.Text.Json;
using Dewar.Formats.Bruker;
using Dewar.Formats.Expected;
using Dewar.Formats.Tvips;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Edax;

/// <summary>What HyperSpy reads in the same files. It takes long to start, so it does so once for all of these formats.</summary>
public sealed class HyperSpyTests
{
    [Fact]
    public void HyperSpy_reads_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-").FullName;
        try
        {
            var files = new Dictionary<string, byte[]>
            {
                ["one.spc"] = EdaxFile.Spectrum(4000),
                ["map.spc"] = EdaxFile.Spectrum(10),
                ["map_Img.ipr"] = EdaxFile.Image(),
                ["map.spd"] = EdaxFile.Map(5, 3, 10, 2, "map_Img.bmp"),
                ["bytes.spd"] = EdaxFile.Map(6, 2, 7, 1, "map_Img.bmp"),
                ["movie_000.tvips"] = TvipsFile.Movie(4, width: 16, height: 16),
                ["movie_001.tvips"] = TvipsFile.Frames(4, 3, width: 16, height: 16),
                ["image_000.tvips"] = TvipsFile.Movie(3, mode: 1, bits: 8, frameHeader: 128),
                ["spectrum.spx"] = SpxBytes(),
            };
            foreach (var (name, bytes) in files)
            {
                File.WriteAllBytes(Path.Combine(folder, name), bytes);
            }

            string[] asked = ["one.spc", "map.spd", "bytes.spd", "movie_000.tvips", "image_000.tvips", "spectrum.spx"];
            var told = Python.Run("Edax/load_with_hyperspy.py", "hyperspy.api", [.. asked.Select(name => Path.Combine(folder, name))]);
            Assert.All(asked, name => Compare(Path.Combine(folder, name), told.GetProperty(Path.Combine(folder, name))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string path, JsonElement told)
    {
        using var file = Samples.OpenFile(path);
        var signal = new Inspector(FormatsPlugin.Readers).Inspect(file).Extraction.Signals[0];
        var axes = CommonKeys.Ordered(signal);
        long[] Lengths(string property) => [.. told.GetProperty(property).EnumerateArray().Select(length => length.GetInt64())];

        Assert.Equal(Lengths("navigation"), axes.Where(axis => axis.IsScan).Select(axis => axis.Length));
        Assert.Equal(Lengths("signal"), axes.Where(axis => !axis.IsScan).Select(axis => axis.Length));
        foreach (var (axis, scale) in axes.Zip(told.GetProperty("scales").EnumerateArray()))
        {
            Assert.Equal(scale.GetDouble(), axis.Scale ?? 1, 1e-6);
        }

        var values = signal.Values!.ReadNumbers(Slab.All(signal.Shape));
        Assert.Equal(told.GetProperty("sum").GetDouble(), values.Sum(), 1e-6);
        Assert.Equal(told.GetProperty("weighted").GetDouble(), values.Select((value, index) => value * index).Sum(), 1e-3);
    }

    private static byte[] SpxBytes() => System.Text.Encoding.Latin1.GetBytes(
        $"<?xml version=\"1.0\" encoding=\"WINDOWS-1252\"?><TRTSpectrum><RTHeader/>{BcfFile.Spectrum("x.spx", string.Join(',', Enumerable.Range(0, 300)))}</TRTSpectrum>");
}
