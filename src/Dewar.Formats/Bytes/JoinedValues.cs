using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Values that lie in several files, one after the other along the first axis.</summary>
/// <param name="parts">At least one; alike in everything but the length of the first axis.</param>
internal sealed class JoinedValues(IReadOnlyList<SignalValues> parts) : SignalValues
{
    public override ElementType Element => parts[0].Element;

    public override IReadOnlyList<long> Shape { get; } = [parts.Sum(part => part.Shape[0]), .. parts[0].Shape.Skip(1)];

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length == 0)
        {
            return;
        }

        var each = into.Length / (int)part.Count[0];
        var (place, wanted, done) = (0L, part.Start[0], 0);
        foreach (var one in parts)
        {
            // As many of those that are wanted as lie in this part.
            var end = place + one.Shape[0];
            var here = wanted >= end ? 0 : (int)Math.Min(part.Count[0] - done, (end - wanted + part.Step[0] - 1) / part.Step[0]);
            if (here > 0)
            {
                var slab = new Slab([wanted - place, .. part.Start.Skip(1)], [here, .. part.Count.Skip(1)], part.Step);
                one.Read(slab, into.Slice(done * each, here * each));
                (done, wanted) = (done + here, wanted + here * part.Step[0]);
            }

            place = end;
        }
    }
}
