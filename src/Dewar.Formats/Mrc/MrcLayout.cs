using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>
/// What columns, rows and sections are: a picture, a stack of pictures (space group 0), a volume (1), volumes (401), or the frames of a
/// scan.
/// </summary>
internal sealed class MrcLayout
{
    private readonly MrcHeader _header;
    private readonly (long Length, long Stride, Axis Axis)[] _order;

    /// <param name="header">The header.</param>
    /// <param name="extended">What is noted of each image.</param>
    /// <param name="scan">Places of a scan along x and y, one for each section; null when it is none.</param>
    /// <param name="isStack">Another file, or the name, says that sections are pictures.</param>
    public MrcLayout(MrcHeader header, MrcExtended extended, (int X, int Y)? scan, bool isStack)
    {
        _header = header;
        var row = MrcMode.Of(header)!.RowLength(header.Columns);
        var (columns, rows, sections) = (Of(header.Columns, 0), Of(header.Rows, row), Of(header.Sections, checked(row * header.Rows)));
        if (header.Sections == 1)
        {
            (Type, _order) = (SignalType.Image, [rows(Named(1)), columns(Named(0))]);
        }
        else if (scan is { X: > 0, Y: > 0 } places && (long)places.X * places.Y == header.Sections)
        {
            var frame = checked(row * header.Rows);
            (Type, _order) = (SignalType.Diffraction,
            [
                (places.Y, checked(frame * places.X), new Axis("y", places.Y) { IsScan = true }),
                (places.X, frame, new Axis("x", places.X) { IsScan = true }), rows(Pixels("y", header.Rows)),
                columns(Pixels("x", header.Columns)),
            ]);
        }
        else if (header.SpaceGroup is >= 401 and <= 630 && header.Intervals.Z is > 1 and var depth && header.Sections % depth == 0
            && depth < header.Sections)
        {
            var slice = checked(row * header.Rows);
            (Type, _order) = (SignalType.Volume,
            [
                (header.Sections / depth, checked(slice * depth), new Axis("volume", header.Sections / depth) { IsScan = true }),
                (depth, slice, Place("z", depth, header.Cell.Z, depth, 0)), rows(Named(1)), columns(Named(0)),
            ]);
        }
        else if (isStack || header.SpaceGroup == 0 || extended.IsOfImages)
        {
            var axis = extended.Tilts is { } tilts
                ? new Axis("tilt", header.Sections) { IsScan = true, Unit = "deg", Places = () => tilts }
                : new Axis("z", header.Sections) { IsScan = true };
            (Type, _order) = (SignalType.Image, [sections(axis), rows(Named(1)), columns(Named(0))]);
        }
        else
        {
            // The slowest is z whatever the file has it as.
            (long, long, Axis)[] stored = [columns(Named(0)), rows(Named(1)), sections(Named(2))];
            (Type, _order) = (SignalType.Volume, [.. stored.OrderByDescending(each => each.Item3.Name, StringComparer.Ordinal)]);
        }
    }

    public SignalType Type { get; }

    public IReadOnlyList<Axis> Axes => [.. _order.Select(each => each.Axis)];

    /// <summary>The distance of two pixels in ångström; null when the cell is none.</summary>
    public static double? Step(float cell, int intervals) =>
        intervals > 0 && float.IsFinite(cell) && cell > 0 ? (double)cell / intervals : null;

    public SignalValues? Values(ByteSource file, MrcMode mode)
    {
        var lengths = _order.Select(each => each.Length).ToArray();
        if (_header.Mode == MrcMode.FourBits)
        {
            // Half bytes have no stride: only columns at the end can be read.
            var bytes = (_header.Columns + 1) / 2;
            return _order[^1].Stride != 0 ? null : new MrcFourBits(
                new(file, _header.DataAt, ElementType.UInt8, [.. lengths.SkipLast(1), bytes])
                {
                    Strides = [.. _order.SkipLast(1).Select(each => each.Stride), 1],
                },
                _header.Columns);
        }

        var element = _header.Mode == MrcMode.ComplexIntegers ? ElementType.Int16.Times(2) : mode.Stored;
        var values = new PackedValues(file, _header.DataAt, element, lengths)
        {
            Strides = [.. _order.Select(each => each.Stride == 0 ? element.Size : each.Stride)],
            BigEndian = _header.BigEndian,
        };
        return _header.Mode == MrcMode.ComplexIntegers ? new MrcComplexIntegers(values) : values;
    }

    private static Func<Axis, (long, long, Axis)> Of(long length, long stride) => axis => (length, stride, axis);

    // The axis that runs along columns (0), rows (1) or sections (2).
    private Axis Named(int stored)
    {
        var length = stored switch { 0 => _header.Columns, 1 => _header.Rows, _ => _header.Sections };
        var start = stored switch { 0 => _header.Start.X, 1 => _header.Start.Y, _ => _header.Start.Z };
        return _header.Axes[stored] switch
        {
            1 => Place("x", length, _header.Cell.X, _header.Intervals.X, start),
            2 => Place("y", length, _header.Cell.Y, _header.Intervals.Y, start),
            _ => Place("z", length, _header.Cell.Z, _header.Intervals.Z, start),
        };
    }

    private static Axis Pixels(string name, int length) => new(name, length);

    // Ångström in the file; people speak of nanometres.
    private static Axis Place(string name, int length, float cell, int intervals, int start) => Step(cell, intervals) is { } step
        ? new(name, length) { Scale = step / 10, Offset = start * step / 10, Unit = "nm" }
        : new(name, length);
}
