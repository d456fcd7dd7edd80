using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>How the spectra of a map are spread over the sample (block WMAP).</summary>
internal sealed record WdfMap(uint Flags, double[] Offset, double[] Scale, long[] Size)
{
    private const uint RandomPoints = 1;
    private const uint ColumnMajor = 2;
    private const uint Alternating = 4;
    private const uint LineXy = 128;
    private static readonly int[] SlowestFirst = [2, 1, 0];
    private static readonly string[] AxisNames = ["x", "y", "z"];
    private static readonly string[] FlagNames =
    [
        "RandomPoints", "ColumnMajor", "Alternating", "LineFocusMapping", "InvertedRows", "InvertedColumns", "SurfaceProfile", "XyLine",
    ];

    /// <summary>Steps in x come slower than those in y.</summary>
    public bool IsColumnMajor => (Flags & ColumnMajor) != 0;

    /// <summary>Every second line was run through backwards.</summary>
    public bool IsSnake => (Flags & Alternating) != 0;

    public static WdfMap Read(ByteSource file, WdfBlock block, MetaGroup into)
    {
        var cursor = new Cursor(file, block.Start);
        var flags = cursor.U32();
        cursor.Skip(4);
        double[] Three() => [cursor.F32(), cursor.F32(), cursor.F32()];
        var (offset, scale) = (Three(), Three());
        long[] size = [cursor.U32(), cursor.U32(), cursor.U32()];
        into.Add("flag", flags, at: block.Start);
        into.Add("flag names", FlagNames.Where((_, bit) => (flags >> bit & 1) != 0).ToArray(), at: block.Start);
        into.Add("offset_xyz", offset, at: block.Start + 8);
        into.Add("scale_xyz", scale, at: block.Start + 20);
        into.Add("size_xyz", size, at: block.Start + 32);
        into.Add("linefocus_size", cursor.U32(), at: block.Start + 44);
        return new(flags, offset, scale, size);
    }

    /// <summary>The axes of the scan for so many spectra, slowest first; null when the map's shape does not fit them.</summary>
    public Axis[]? Axes(long spectra, string? unit)
    {
        if ((Flags & RandomPoints) != 0 || spectra < 2)
        {
            return null;
        }

        if ((Flags & LineXy) != 0)
        {
            // Along a slanted line: the distance from its beginning.
            var step = Math.Sqrt(Scale[0] * Scale[0] + Scale[1] * Scale[1]);
            return [new("distance", spectra) { Scale = double.IsFinite(step) && step > 0 ? step : null, Unit = unit, IsScan = true }];
        }

        var sizes = Size.Select(size => Math.Max(1, size)).ToArray();
        if (sizes.Any(size => size > int.MaxValue) || checked(sizes[0] * sizes[1]) > long.MaxValue / sizes[2] || sizes[0] * sizes[1] * sizes[2] < spectra
            || sizes[0] * sizes[1] * sizes[2] > Math.Max(1 << 20, spectra * 1000))
        {
            return null;
        }

        Axis[] axes = [.. SlowestFirst.Where(axis => sizes[axis] > 1).Select(axis => new Axis(AxisNames[axis], sizes[axis])
        {
            Scale = double.IsFinite(Scale[axis]) && Scale[axis] != 0 ? Scale[axis] : null,
            Offset = double.IsFinite(Offset[axis]) ? Offset[axis] : 0,
            Unit = unit,
            IsScan = true,
        })];
        return axes.Length == 0 ? null : axes;
    }
}
