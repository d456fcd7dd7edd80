using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mda;

/// <summary>The readings of a detector over all scans of its level; where no scan was made yet they are NaN.</summary>
/// <param name="outermost">The scan that holds the others.</param>
/// <param name="shape">Points of each level, the outermost first.</param>
internal sealed class MdaValues(ByteSource file, MdaScan outermost, long[] shape, int detector) : SignalValues
{
    private const int MostKept = 4096;
    private readonly Dictionary<long, MdaScan> _scans = [];
    private readonly Lock _lock = new();

    public override ElementType Element => ElementType.Float32;

    public override IReadOnlyList<long> Shape => shape;

    public override void Read(in Slab part, Span<byte> into) => ReadLevel(part, 0, outermost, into);

    private void ReadLevel(in Slab part, int level, MdaScan? scan, Span<byte> into)
    {
        if (level == shape.Length - 1)
        {
            ReadLine(part, scan, into);
            return;
        }

        var each = into.Length / (int)Math.Max(1, part.Count[level]);
        for (var i = 0; i < part.Count[level]; i++)
        {
            var point = part.Start[level] + i * part.Step[level];
            var lower = scan is not null && point < scan.Lower.Length ? Below(scan, scan.Lower[point]) : null;
            ReadLevel(part, level + 1, lower, into.Slice(i * each, each));
        }
    }

    private void ReadLine(in Slab part, MdaScan? scan, Span<byte> into)
    {
        var there = scan is not null && detector < scan.Detectors.Count ? scan.Points : 0;
        var bytes = there == 0 ? [] : file.ReadBytes(scan!.DetectorStart(detector), 4L * there);
        for (var i = 0; i < part.Count[^1]; i++)
        {
            var point = part.Start[^1] + i * part.Step[^1];
            var value = point < there && point < scan!.Measured ? BinaryPrimitives.ReadSingleBigEndian(bytes.AsSpan((int)point * 4)) : float.NaN;
            BinaryPrimitives.WriteSingleLittleEndian(into[(4 * i)..], value);
        }
    }

    // A scan below has a lower rank, so that a place that leads back up ends at once.
    private MdaScan? Below(MdaScan scan, long at)
    {
        if (at == 0)
        {
            return null;
        }

        lock (_lock)
        {
            if (!_scans.TryGetValue(at, out var below))
            {
                below = MdaScan.Read(file, at);
                if (below.Rank >= scan.Rank)
                {
                    throw new DamagedException("A scan lies in itself", at);
                }

                if (_scans.Count < MostKept)
                {
                    _scans[at] = below;
                }
            }

            return below;
        }
    }
}
