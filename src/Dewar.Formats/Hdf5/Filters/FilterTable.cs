using Dewar.Formats.Codecs;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Undoes a filter.</summary>
/// <param name="output">As long as what comes out, or longer where that is not known.</param>
/// <param name="parameters">The filter's client data.</param>
/// <returns>Bytes written.</returns>
internal delegate int FilterDecoder(ReadOnlySpan<byte> input, Span<byte> output, uint[] parameters);

/// <summary>The filters, written out. A new one is a line here.</summary>
internal static class FilterTable
{
    public const int Fletcher32 = 3;
    private const int Shuffle = 2;
    private const int BitGroom = 32022;
    private const int BitRound = 32023;

    private static readonly Dictionary<int, (string Name, FilterDecoder? Decode)> Known = new()
    {
        [1] = ("deflate", (input, output, _) => Zlib.Decode(input, output)),
        [Shuffle] = ("shuffle", Unshuffle),
        [Fletcher32] = ("fletcher32", (input, output, _) => Fletcher32Filter.Decode(input, output)),
        [4] = ("szip", (input, output, parameters) =>
            Szip.DecodeHdf5(input, output, At(parameters, 0), At(parameters, 1), At(parameters, 2), At(parameters, 3))),
        [5] = ("nbit", (input, output, parameters) => NBit.Decode(input, output, parameters)),
        [6] = ("scaleoffset", (input, output, parameters) => ScaleOffset.Decode(input, output, parameters)),
        [307] = ("bzip2", (input, output, _) => Bzip2.Decode(input, output)),
        [32000] = ("lzf", (input, output, _) => Lzf.Decode(input, output)),
        [32001] = ("blosc", (input, output, _) => Blosc.Decode(input, output)),
        [32004] = ("lz4", (input, output, _) => Lz4.DecodeHdf5(input, output)),
        [32008] = ("bitshuffle", (input, output, parameters) =>
            Bitshuffle.Decode(input, output, At(parameters, 2), At(parameters, 3), (Bitshuffle.Inner)At(parameters, 4))),
        [32009] = ("spdp", null),
        [32012] = ("jpeg-ls", null),
        [32013] = ("zfp", null),
        [32014] = ("fpzip", null),
        [32015] = ("zstd", (input, output, _) => Codecs.Zstandard.Zstd.Decode(input, output)),
        [32016] = ("b3d", null),
        [32017] = ("sz", null),
        [32018] = ("fcidecomp", null),
        [32019] = ("jpeg", null),
        [BitGroom] = ("bitgroom", Keep),
        [BitRound] = ("granular bitround", Keep),
        [32024] = ("sz3", null),
        [32026] = ("blosc2", null),
    };

    public static string? NameOf(int id) => Known.TryGetValue(id, out var known) ? known.Name : null;

    public static FilterDecoder? Find(int id) => Known.TryGetValue(id, out var known) ? known.Decode : null;

    public static bool Knows(int id) => Find(id) is not null;

    /// <summary>As many bytes come out as go in, but for a checksum.</summary>
    public static bool KeepsSize(int id) => id is Shuffle or Fletcher32 or BitGroom or BitRound;

    private static int Unshuffle(ReadOnlySpan<byte> input, Span<byte> output, uint[] parameters)
    {
        if (input.Length > output.Length)
        {
            throw new DamagedException($"A shuffled chunk has {input.Length} bytes where {output.Length} are expected");
        }

        ByteShuffle.Decode(input, output, At(parameters, 0));
        return input.Length;
    }

    // They only rounded the values, so that others pack them better.
    private static int Keep(ReadOnlySpan<byte> input, Span<byte> output, uint[] parameters)
    {
        var count = Math.Min(input.Length, output.Length);
        input[..count].CopyTo(output);
        return count;
    }

    private static int At(uint[] parameters, int number) => number < parameters.Length ? (int)Math.Min(parameters[number], int.MaxValue) : 0;
}
