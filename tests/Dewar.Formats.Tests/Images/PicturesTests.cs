using System.Text.Json;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Images;

/// <summary>Pictures of all kinds that other programs wrote, or the script by the book, have the pixels that they should.</summary>
public sealed class PicturesTests(PicturesTests.Files files) : IClassFixture<PicturesTests.Files>
{
    [Theory, InlineData("png"), InlineData("bmp"), InlineData("gif"), InlineData("p")]
    public void All_variants_have_the_right_pixels(string kind)
    {
        foreach (var (what, name, file, pixels, row) in files.All.Where(one => one.Name.Contains($".{kind}", StringComparison.Ordinal)))
        {
            var finding = new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, file));
            Assert.Null(finding.Damage);
            Assert.Equal((what, 1), (what, finding.Extraction.Signals.Count));
            var signal = finding.Extraction.Signals[0];
            long[] shape = signal.Element.Channels > 1 ? [.. signal.Shape, signal.Element.Channels] : [.. signal.Shape];
            Assert.Equal((what, string.Join(' ', row.GetProperty("shape").EnumerateArray())), (what, string.Join(' ', shape)));

            var output = new byte[pixels.Length];
            signal.Values!.Read(Slab.All(signal.Shape), output);
            var same = pixels.AsSpan().CommonPrefixLength(output);
            Assert.True(same == pixels.Length, $"{what}: differs from byte {same} on");
            if (row.GetProperty("palette").GetArrayLength() is > 0 and var length)
            {
                var palette = row.GetProperty("palette").EnumerateArray().Select(one => (byte)one.GetInt32());
                Assert.Equal(palette, signal.Hints!.Palette!.Take(length));
            }
        }
    }

    [Fact]
    public void Parts_are_as_the_whole()
    {
        foreach (var (what, name, file, pixels, _) in files.All)
        {
            var signal = new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, file)).Extraction.Signals[0];
            var (height, width, size) = (signal.Shape[^2], signal.Shape[^1], signal.Element.Size);
            long[] none = [.. signal.Shape.Select(_ => 0L)], ones = [.. signal.Shape.Select(_ => 1L)];
            var (rows, columns) = ((height - height / 3 + 1) / 2, (width - width / 4 + 2) / 3);
            var part = new Slab([.. none[..^2], height / 3, width / 4], [.. ones[..^2], rows, columns], [.. ones[..^2], 2, 3]);
            var output = new byte[part.Elements * size];
            signal.Values!.Read(part, output);
            for (var y = 0L; y < part.Count[^2]; y++)
            {
                for (var x = 0L; x < part.Count[^1]; x++)
                {
                    var at = ((height / 3 + 2 * y) * width + width / 4 + 3 * x) * size;
                    var same = pixels.AsSpan((int)at, size).SequenceEqual(output.AsSpan((int)(y * part.Count[^1] + x) * size, size));
                    Assert.True(same, $"{what}: differs in a part at {x}, {y}");
                }
            }
        }
    }

    [Fact]
    public void Spoilt_pictures_end_cleanly()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DEWAR_FUZZ_ROUNDS"), out var more) ? more : 20;
        foreach (var (_, name, file, _, _) in files.All)
        {
            var reader = new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, file)).Reader!;
            Ordeal.Try(reader, name, file, null, rounds, seed: 3);
        }
    }

    public sealed class Files : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dewar-pictures-");
        private readonly Lazy<JsonElement> _rows;

        public Files() => _rows = new(() => Python.Run("Images/write_pictures.py", "PIL", _folder.FullName));

        internal IEnumerable<(string What, string Name, byte[] File, byte[] Pixels, JsonElement Row)> All =>
            _rows.Value.EnumerateArray().Select(row => (
                row.GetProperty("what").GetString()!,
                row.GetProperty("name").GetString()!,
                File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString()!)),
                File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString() + ".out")),
                row));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
