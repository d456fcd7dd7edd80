using System.Text.Json;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Codecs;

/// <summary>What libtiff packed comes out as it went in.</summary>
public sealed class TiffCodecTests(TiffCodecTests.Strips strips) : IClassFixture<TiffCodecTests.Strips>
{
    public static TheoryData<string> Names => ["lzw", "packbits", "group3", "group4", "rle"];

    [Theory, MemberData(nameof(Names))]
    public void What_libtiff_packed_comes_out_as_it_went_in(string codec)
    {
        foreach (var (name, packed, plain, width, options) in strips.Of(codec))
        {
            var output = new byte[plain.Length];

            Assert.Equal((name, plain.Length), (name, Decode(codec, packed, output, width, options)));
            var same = plain.AsSpan().CommonPrefixLength(output);
            Assert.True(same == plain.Length, $"{codec} {name}, {width} across, options {options}: differs from byte {same} on");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Spoilt_data_end_cleanly(string codec)
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DEWAR_FUZZ_ROUNDS"), out var more) ? more : 20;
        foreach (var (name, packed, plain, width, options) in strips.Of(codec))
        {
            for (var round = 0; round < rounds; round++)
            {
                try
                {
                    Decode(codec, Mutations.Spoil(packed, new(round)), new byte[plain.Length], width, options);
                }
                catch (DamagedException)
                {
                    // Said clearly: that is all that is asked.
                }
                catch (Exception failure)
                {
                    Assert.Fail($"{codec} {name}, round {round}: {failure}");
                }
            }
        }
    }

    [Fact]
    public void Old_LZW_has_its_bits_the_other_way_round()
    {
        // Clear, 'a', 'b', the code for "ab", the end: nine bits each, the lowest first.
        int[] codes = [256, 'a', 'b', 258, 257];
        var bits = codes.Select((code, i) => (System.Numerics.BigInteger)code << 9 * i).Aggregate((one, other) => one | other);
        var output = new byte[8];

        Assert.Equal(4, Lzw.DecodeTiff(bits.ToByteArray(), output));
        Assert.Equal("abab"u8, output.AsSpan(0, 4));
    }

    [Fact]
    public void Facsimiles_may_have_their_bits_the_other_way_round()
    {
        foreach (var (_, packed, plain, width, _) in strips.Of("group4"))
        {
            var turned = Array.ConvertAll(packed, one => (byte)Enumerable.Range(0, 8).Sum(bit => (one >> bit & 1) << 7 - bit));
            var output = new byte[plain.Length];
            Ccitt.Decode(turned, output, width, Ccitt.Scheme.Group4, lowBitsFirst: true);

            Assert.Equal(plain, output);
        }
    }

    private static int Decode(string codec, byte[] packed, byte[] output, int width, int options)
    {
        if (codec is "lzw")
        {
            return Lzw.DecodeTiff(packed, output);
        }

        if (codec is "packbits")
        {
            return PackBits.Decode(packed, output);
        }

        var scheme = codec switch { "rle" => Ccitt.Scheme.Rle, "group3" => Ccitt.Scheme.Group3, _ => Ccitt.Scheme.Group4 };
        return Ccitt.Decode(packed, output, width, scheme, isTwoDimensional: (options & 1) != 0);
    }

    public sealed class Strips : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dewar-strips-");
        private readonly Lazy<JsonElement> _rows;

        public Strips() => _rows = new(() => Python.Run("Codecs/write_strips.py", "tifffile, PIL", _folder.FullName));

        internal IEnumerable<(string Name, byte[] Packed, byte[] Plain, int Width, int Options)> Of(string codec) =>
            _rows.Value.EnumerateArray().Where(row => row.GetProperty("codec").GetString() == codec).Select(row => (
                row.GetProperty("name").GetString()!,
                File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString() + ".in")),
                File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString() + ".out")),
                row.GetProperty("width").GetInt32(),
                row.GetProperty("options").GetInt32()));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
