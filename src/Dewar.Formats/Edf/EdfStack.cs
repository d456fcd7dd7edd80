using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Edf;

/// <summary>Pictures of one shape and type, one after the other.</summary>
internal sealed class EdfStack(ByteSource file, IReadOnlyList<EdfImage> images) : SignalValues
{
    private readonly Lock _lock = new();
    private (long Number, SignalValues Values)? _last;

    public override ElementType Element => images[0].Element;

    public override IReadOnlyList<long> Shape { get; } = [images.Count, .. images[0].Shape];

    public override void Read(in Slab part, Span<byte> into)
    {
        var each = into.Length / (int)Math.Max(1, part.Count[0]);
        var inner = new Slab([.. part.Start.Skip(1)], [.. part.Count.Skip(1)], [.. part.Step.Skip(1)]);
        for (var i = 0; i < part.Count[0]; i++)
        {
            One(part.Start[0] + i * part.Step[0]).Read(inner, into.Slice(i * each, each));
        }
    }

    // Compressed pictures keep what they decoded: only the last one may.
    private SignalValues One(long number)
    {
        lock (_lock)
        {
            if (_last is not { } last || last.Number != number)
            {
                _last = last = (number, images[(int)number].Values(file));
            }

            return last.Values;
        }
    }
}
