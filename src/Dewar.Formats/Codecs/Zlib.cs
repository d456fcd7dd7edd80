using System.IO.Compression;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>Deflate in the zlib wrapping (RFC 1950) or without any, by the framework's own decoder.</summary>
internal static class Zlib
{
    /// <summary>Decodes until the output is full or the stream ends.</summary>
    /// <param name="raw">Without the wrapping.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream.</exception>
    public static unsafe int Decode(ReadOnlySpan<byte> input, Span<byte> output, bool raw = false)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        fixed (byte* bytes = input)
        {
            using var memory = new UnmanagedMemoryStream(bytes, input.Length);
            using Stream stream = raw
                ? new DeflateStream(memory, CompressionMode.Decompress)
                : new ZLibStream(memory, CompressionMode.Decompress);
            try
            {
                return stream.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
            }
            catch (Exception failure) when (failure is InvalidDataException or IOException)
            {
                throw new DamagedException($"The deflated data are broken: {failure.Message}");
            }
        }
    }
}
