namespace Dewar.Formats.Codecs.Zstandard;

/// <summary>Zstandard (RFC 8878), for those who decode once. Many small pieces are better given to one <see cref="ZstdDecoder"/>.</summary>
internal static class Zstd
{
    /// <returns>Bytes written.</returns>
    /// <exception cref="Sdk.DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output) => new ZstdDecoder().Decode(input, output);
}
