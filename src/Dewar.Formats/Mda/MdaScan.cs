using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mda;

/// <summary>What was moved: number, name, description, step mode and unit, and the same of what it was read back from.</summary>
internal sealed record MdaPositioner(int Number, string Name, string Description, string StepMode, string Unit, string ReadbackName, string ReadbackDescription, string ReadbackUnit);

/// <summary>What was read at each point.</summary>
internal sealed record MdaDetector(int Number, string Name, string Description, string Unit);

/// <summary>A scan record: one line of points, each of which may be a scan of lower rank.</summary>
internal sealed class MdaScan
{
    private const int MostPoints = 10_000_000;
    private const int MostParts = 10_000;

    /// <summary>Axes of it and of the scans below.</summary>
    public int Rank { get; private init; }

    /// <summary>Points that were asked for; there is room for all of them.</summary>
    public int Points { get; private init; }

    /// <summary>Points that were measured.</summary>
    public int Measured { get; private init; }

    /// <summary>Where the scans below begin, one for each point; nought where there is none yet.</summary>
    public long[] Lower { get; private init; } = [];

    public string Name { get; private init; } = "";

    public string Time { get; private init; } = "";

    public IReadOnlyList<MdaPositioner> Positioners { get; private init; } = [];

    public IReadOnlyList<MdaDetector> Detectors { get; private init; } = [];

    public IReadOnlyList<(int Number, string Name, float Command)> Triggers { get; private init; } = [];

    /// <summary>Where the positions begin, double precision; the readings follow, single precision.</summary>
    public long DataStart { get; private init; }

    public long DetectorStart(int detector) => DataStart + 8L * Positioners.Count * Points + 4L * detector * Points;

    /// <summary>Reads all but the numbers.</summary>
    public static MdaScan Read(ByteSource file, long at)
    {
        var cursor = new Cursor(file, at, bigEndian: true);
        var (rank, points, measured) = (cursor.I32(), cursor.I32(), cursor.I32());
        if (rank is < 1 or > 16 || points is < 0 or > MostPoints)
        {
            throw new DamagedException($"A scan of rank {rank} with {points} points", at);
        }

        var lower = new long[rank > 1 ? cursor.Count(points, 4, "scans in a scan") : 0];
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = cursor.U32();
        }

        var (name, time) = (Text(cursor), Text(cursor));
        var (positioners, detectors, triggers) = (Count(cursor), Count(cursor), Count(cursor));
        var scan = new MdaScan
        {
            Rank = rank,
            Points = points,
            Measured = Math.Clamp(measured, 0, points),
            Lower = lower,
            Name = name,
            Time = time,
            Positioners = Many(positioners, () => new MdaPositioner(
                cursor.I32(), Text(cursor), Text(cursor), Text(cursor), Text(cursor), Text(cursor), Text(cursor), Text(cursor))),
            Detectors = Many(detectors, () => new MdaDetector(cursor.I32(), Text(cursor), Text(cursor), Text(cursor))),
            Triggers = Many(triggers, () => (cursor.I32(), Text(cursor), cursor.F32())),
            DataStart = cursor.Position,
        };
        return scan;
    }

    /// <summary>A counted text: its length, and when there is any, the length again and the letters, filled up to four.</summary>
    public static string Text(Cursor cursor)
    {
        if (cursor.I32() == 0)
        {
            return "";
        }

        var length = cursor.Count(cursor.I32(), 1, "letters");
        var text = cursor.Text(Math.Min(length, 4096));
        cursor.Skip(length - Math.Min(length, 4096) + (4 - length % 4) % 4);
        return text;
    }

    private static int Count(Cursor cursor)
    {
        var count = cursor.Count(cursor.I32(), 8, "parts of a scan");
        return count <= MostParts ? count : throw new DamagedException($"A scan has {count} parts of a kind", cursor.Position);
    }

    private static List<T> Many<T>(int count, Func<T> read)
    {
        var all = new List<T>();
        for (var i = 0; i < count; i++)
        {
            all.Add(read());
        }

        return all;
    }
}
