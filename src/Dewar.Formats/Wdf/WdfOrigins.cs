using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>One quantity that was noted for each spectrum (block ORGN): its place, its time, a temperature.</summary>
/// <param name="Kind">What it is, by the format's number.</param>
/// <param name="IsPrimary">The series or map ran over it.</param>
/// <param name="Start">The first value, in bytes from the beginning of the file.</param>
internal sealed record WdfOrigin(ByteSource File, uint Kind, bool IsPrimary, string? Unit, string Annotation, long Start, long Count)
{
    private const int HeadLength = 24;

    public static List<WdfOrigin> All(ByteSource file, WdfBlock block, long spectra, long capacity, Extraction into)
    {
        var origins = new List<WdfOrigin>();
        var cursor = new Cursor(file, block.Start);
        var count = cursor.U32();
        var (end, each) = (block.Start + block.Length, checked(HeadLength + capacity * 8));
        for (var i = 0; i < count && i < 64 && cursor.Position + each <= end; i++)
        {
            var (type, unit) = (cursor.U32(), cursor.U32());
            origins.Add(new(file, type & 0x7FFFFFFF, type >> 31 != 0, WdfUnits.Unit(unit), cursor.Text(16), cursor.Position, spectra));
            cursor.Skip(capacity * 8);
        }

        if (origins.Count < count)
        {
            into.Warn($"Block ORGN claims {count} quantities for each spectrum, and {origins.Count} fit.");
        }

        return origins;
    }

    public void AddTo(MetaGroup into)
    {
        var group = into.AddGroup(WdfUnits.Kind(Kind));
        group.Add("annotation", Annotation, at: Start - 16);
        if (Kind is not (WdfUnits.Checksum or WdfUnits.Flags))
        {
            var kept = Read(Math.Min(Count, MetaValue.Most));
            group.Add(new MetaValue("values", kept) { Unit = Kind is WdfUnits.Time ? "s" : Unit, At = Start, Length = Count });
        }
    }

    /// <summary>An axis that the series ran along; null when the values do not change.</summary>
    public Axis? Axis()
    {
        if (Count < 2 || Kind is WdfUnits.Checksum or WdfUnits.Flags)
        {
            return null;
        }

        var (first, last) = (At(0), At(Count - 1));
        return first == last || !double.IsFinite(first) || !double.IsFinite(last) ? null : new(Name, Count)
        {
            Scale = (last - first) / (Count - 1),
            Offset = first,
            Unit = Kind is WdfUnits.Time ? "s" : Unit,
            IsScan = true,
            Places = () => Read(Count),
        };
    }

    private string Name => WdfUnits.Kind(Kind) is { Length: 1 } letter ? letter.ToLowerInvariant() : Kind is WdfUnits.Time ? "time" : WdfUnits.Kind(Kind);

    private double At(long number)
    {
        var cursor = new Cursor(File, Start + number * 8);
        return Kind is WdfUnits.Time ? (cursor.U64() - new Cursor(File, Start).U64()) / 1e7 : cursor.F64();
    }

    private double[] Read(long count)
    {
        var cursor = new Cursor(File, Start);
        var values = new double[cursor.Count(count, 8, "values")];
        var begin = Kind is WdfUnits.Time && count > 0 ? cursor.U64() : 0;
        cursor.Position = Start;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Kind is WdfUnits.Time ? (long)(cursor.U64() - begin) / 1e7 : cursor.F64();
        }

        return values;
    }
}
