using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>A file in memory.</summary>
/// <param name="name">Its name, without folders.</param>
/// <param name="bytes">All of it.</param>
/// <param name="companions">Files beside it, by name.</param>
public sealed class MemorySource(string name, ReadOnlyMemory<byte> bytes, IReadOnlyDictionary<string, byte[]>? companions = null) : ByteSource
{
    public override string Name => name;

    public override long Length => bytes.Length;

    public override int Read(long offset, Span<byte> into)
    {
        if (offset >= bytes.Length)
        {
            return 0;
        }

        var part = bytes.Span[(int)offset..];
        part = part[..Math.Min(part.Length, into.Length)];
        part.CopyTo(into);
        return part.Length;
    }

    public override ByteSource? Companion(string path) =>
        companions?.TryGetValue(path, out var found) == true ? new MemorySource(path, found, companions) : null;

    public override IReadOnlyList<string> Companions(string prefix) =>
        [.. (companions?.Keys ?? []).Where(other => other.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(1000)];

    protected override void Dispose(bool disposing)
    {
        // Memory needs no closing.
    }
}
