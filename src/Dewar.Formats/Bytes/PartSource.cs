using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>A stretch of another file, as if it were a file: what lies after a user block, or inside a container.</summary>
/// <param name="whole">The file that it lies in; it is not closed with this one.</param>
/// <param name="start">Where it begins, in bytes.</param>
/// <param name="length">How long it is; what lies beyond the end of the file is not there.</param>
public sealed class PartSource(ByteSource whole, long start, long length = long.MaxValue) : ByteSource
{
    private readonly long _start = Math.Clamp(start, 0, whole.Length);

    public override string Name => whole.Name;

    public override long Length { get; } = Math.Clamp(length, 0, whole.Length - Math.Clamp(start, 0, whole.Length));

    public override int Read(long offset, Span<byte> into) =>
        offset >= Length ? 0 : whole.Read(_start + offset, into[..(int)Math.Min(into.Length, Length - offset)]);

    public override ByteSource? Companion(string path) => whole.Companion(path);

    public override IReadOnlyList<string> Companions(string prefix) => whole.Companions(prefix);

    protected override void Dispose(bool disposing)
    {
        // The whole belongs to whoever opened it.
    }
}
