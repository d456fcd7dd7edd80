using System.Text.Json;
using Dewar.Formats.Codecs.Jpeg;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Codecs;

/// <summary>JPEGs of libjpeg come out as libjpeg itself decodes them, to the bit.</summary>
public sealed class JpegTests(JpegTests.Files files) : IClassFixture<JpegTests.Files>
{
    [Fact]
    public void All_variants_agree_with_libjpeg()
    {
        foreach (var (what, jpeg, pixels, size) in files.All)
        {
            var picture = JpegDecoder.Open(jpeg);
            Assert.Equal(size, (picture.Width, picture.Height, picture.Channels));
            var output = new byte[pixels.Length];
            Assert.Equal(pixels.Length, JpegDecoder.Decode(jpeg, output));

            var worst = 0;
            for (var i = 0; i < pixels.Length; i++)
            {
                worst = Math.Max(worst, Math.Abs(pixels[i] - output[i]));
            }

            // PIL rounds the product of two inks in its own way.
            Assert.True(worst <= (what.Contains("CMYK", StringComparison.Ordinal) ? 1 : 0), $"{what}: off by {worst}");
        }
    }

    [Fact]
    public void Inks_with_a_luminance_become_the_colours_that_they_print()
    {
        var jpeg = File.ReadAllBytes(Samples.PathOf("formats/image/pil_sample_cmyk.jpg"));
        var output = new byte[100 * 100 * 3];
        JpegDecoder.Decode(jpeg, output);

        // Magenta and yellow in its first corner, black in its last.
        Assert.True(output[0] > 200 && output[1] < 60 && output[2] < 60, $"{output[0]}, {output[1]}, {output[2]}");
        Assert.True(output[^3] < 60 && output[^2] < 60 && output[^1] < 60);
    }

    [Fact]
    public void Tables_and_picture_may_be_apart()
    {
        var (_, jpeg, pixels, _) = files.All.First(file => file.What.StartsWith("PIL RGB 131x97 q75 s0 p0", StringComparison.Ordinal));
        List<byte> tables = [0xFF, 0xD8], rest = [0xFF, 0xD8];
        for (var at = 2; ;)
        {
            var length = jpeg[at + 1] == 0xDA ? jpeg.Length - at : 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
            (jpeg[at + 1] is 0xDB or 0xC4 ? tables : rest).AddRange(jpeg.AsSpan(at, length));
            at += length;
            if (at == jpeg.Length)
            {
                break;
            }
        }

        tables.AddRange([0xFF, 0xD9]);
        var output = new byte[pixels.Length];
        JpegDecoder.Decode(rest.ToArray(), output, tables.ToArray());

        Assert.Equal(pixels, output);
        Assert.Throws<DamagedException>(() => JpegDecoder.Decode(rest.ToArray(), output));
    }

    [Fact]
    public void Of_a_picture_that_is_cut_off_the_rows_before_are_there()
    {
        var (_, jpeg, pixels, _) = files.All.First(file => file.What.StartsWith("PIL RGB 131x97 q75 s0 p0", StringComparison.Ordinal));
        var picture = JpegDecoder.Open(jpeg.AsSpan(0, jpeg.Length * 2 / 3));
        var row = new byte[picture.RowSize];
        picture.ReadRow(20, row);

        Assert.Equal(pixels[(20 * row.Length)..(21 * row.Length)], row);
        Assert.Throws<DamagedException>(() => picture.ReadRow(96, row));
    }

    [Fact]
    public void Spoilt_pictures_end_cleanly()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DEWAR_FUZZ_ROUNDS"), out var more) ? more : 20;
        foreach (var (what, jpeg, pixels, _) in files.All)
        {
            for (var round = 0; round < rounds; round++)
            {
                try
                {
                    JpegDecoder.Decode(Mutations.Spoil(jpeg, new(round)), new byte[pixels.Length]);
                }
                catch (DamagedException)
                {
                    // Said clearly: that is all that is asked.
                }
                catch (Exception failure)
                {
                    Assert.Fail($"{what}, round {round}: {failure}");
                }
            }
        }
    }

    public sealed class Files : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dewar-jpegs-");
        private readonly Lazy<JsonElement> _rows;

        public Files() => _rows = new(() => Python.Run("Codecs/write_jpegs.py", "PIL", _folder.FullName));

        internal IEnumerable<(string What, byte[] Jpeg, byte[] Pixels, (int Width, int Height, int Channels) Size)> All =>
            _rows.Value.EnumerateArray().Select(row => (
                row.GetProperty("what").GetString()!,
                File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString() + ".jpg")),
                File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString() + ".out")),
                (row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32(), row.GetProperty("channels").GetInt32())));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
