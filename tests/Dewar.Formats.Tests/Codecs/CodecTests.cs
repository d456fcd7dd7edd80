using System.Text.Json;
using Dewar.Formats.Codecs.Zstandard;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Codecs;

/// <summary>
/// What the HDF5 library, its plug-ins and the coders' own libraries packed comes out as it went in; and spoilt, it ends cleanly.
/// </summary>
public sealed class CodecTests(CodecTests.Chunks chunks) : IClassFixture<CodecTests.Chunks>
{
    private delegate int Decoder(ReadOnlySpan<byte> input, Span<byte> output, uint[] parameters);

    private static readonly Dictionary<string, Decoder> Decoders = new()
    {
        ["lzf"] = (input, output, _) => Lzf.Decode(input, output),
        ["lz4"] = (input, output, _) => Lz4.DecodeHdf5(input, output),
        ["lz4block"] = (input, output, _) => Lz4.Decode(input, output),
        ["bitshuffle"] = (input, output, p) =>
            Bitshuffle.Decode(input, output, (int)p[2], (int)p.ElementAtOrDefault(3), (Bitshuffle.Inner)p.ElementAtOrDefault(4)),
        ["blosc"] = (input, output, _) => Blosc.Decode(input, output),
        ["szip"] = (input, output, p) => Szip.DecodeHdf5(input, output, (int)p[0], (int)p[1], (int)p[2], (int)p[3]),
        ["nbit"] = (input, output, p) => NBit.Decode(input, output, p),
        ["scaleoffset"] = (input, output, p) => ScaleOffset.Decode(input, output, p),
        ["zstd"] = (input, output, _) => Zstd.Decode(input, output),
        ["bzip2"] = (input, output, _) => Bzip2.Decode(input, output),
        ["zlib"] = (input, output, _) => Zlib.Decode(input, output),
    };

    public static TheoryData<string> Names => [.. Decoders.Keys];

    [Theory, MemberData(nameof(Names))]
    public void What_others_packed_comes_out_as_it_went_in(string codec)
    {
        var all = chunks.Of(codec);

        Assert.SkipWhen(all.Count == 0, $"Nobody here can write {codec}.");
        foreach (var (name, packed, plain, parameters) in all)
        {
            var output = new byte[plain.Length];
            try
            {
                Assert.Equal(plain.Length, Decoders[codec](packed, output, parameters));
            }
            catch (DamagedException failure)
            {
                Assert.Fail($"{codec} {name} ({string.Join(' ', parameters)}), {packed.Length} to {plain.Length} bytes: {failure.Message}");
            }

            var same = plain.AsSpan().CommonPrefixLength(output);
            Assert.True(same == plain.Length, $"{codec} {name} ({string.Join(' ', parameters)}): differs from byte {same} on");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Spoilt_data_end_cleanly(string codec)
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DEWAR_FUZZ_ROUNDS"), out var more) ? more : 20;
        var small = chunks.Of(codec).Where(chunk => chunk.Packed.Length < 20_000).ToList();
        foreach (var (name, packed, plain, parameters) in small.Where((_, number) => number % (1 + small.Count / 60) == 0))
        {
            for (var round = 0; round < rounds; round++)
            {
                var random = new Random(round);
                var broken = Mutations.Spoil(packed, random);
                var others = (uint[])parameters.Clone();
                if (others.Length > 0 && round % 4 == 0)
                {
                    others[random.Next(others.Length)] = random.Next(2) == 0 ? (uint)random.Next(64) : uint.MaxValue >> random.Next(32);
                }

                try
                {
                    Decoders[codec](broken, new byte[random.Next(4) == 0 ? random.Next(plain.Length + 1) : plain.Length], others);
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

    public sealed class Chunks : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dewar-chunks-");
        private readonly Lazy<JsonElement> _rows;

        public Chunks() => _rows = new(() => Python.Run("Codecs/write_chunks.py", "h5py", _folder.FullName));

        internal IReadOnlyList<(string Name, byte[] Packed, byte[] Plain, uint[] Parameters)> Of(string codec) =>
        [
            .. _rows.Value.EnumerateArray().Where(row => row.GetProperty("codec").GetString() == codec).Select(row => (
                row.GetProperty("name").GetString()!,
                Bytes(row, ".in"),
                Bytes(row, ".out"),
                row.GetProperty("parameters").EnumerateArray().Select(number => number.GetUInt32()).ToArray())),
        ];

        public void Dispose() => _folder.Delete(recursive: true);

        private byte[] Bytes(JsonElement row, string ending) =>
            File.ReadAllBytes(Path.Combine(_folder.FullName, row.GetProperty("name").GetString() + ending));
    }
}
