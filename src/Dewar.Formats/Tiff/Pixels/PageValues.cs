using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>A picture of a series: the page that describes it, and how far behind that page's picture it lies.</summary>
internal readonly record struct Frame(Page Page, long Shift = 0);

/// <summary>The values of pages of equal shape. Only the strips or tiles that are asked for are read, each once.</summary>
/// <param name="frames">The pictures, the last of the leading axes the fastest.</param>
/// <param name="leading">Lengths of the axes before the rows; together as many as there are pictures.</param>
internal sealed class PageValues(IReadOnlyList<Frame> frames, IReadOnlyList<long> leading) : SignalValues
{
    private const int TablesKept = 8;

    private readonly ChunkCache _cache = new();
    private readonly Dictionary<int, PlaneRows> _planes = [];
    private readonly Page _page = frames[0].Page;

    public override ElementType Element => _page.Element;

    public override IReadOnlyList<long> Shape { get; } =
    [
        .. leading, .. frames[0].Page.HasSampleAxis ? [frames[0].Page.Samples] : Array.Empty<long>(), frames[0].Page.Height,
            frames[0].Page.Width,
    ];

    public override void Read(in Slab part, Span<byte> into)
    {
        try
        {
            if (into.Length > 0)
            {
                Read(part, 0, 0, into);
            }
        }
        catch (Exception failure) when (failure is OverflowException or InvalidDataException or IOException)
        {
            throw new DamagedException($"The picture contradicts itself: {failure.Message}", _page.Ifd.At);
        }
    }

    private void Read(in Slab part, int axis, long plane, Span<byte> into)
    {
        if (axis == Shape.Count - 2)
        {
            var samples = _page.HasSampleAxis ? _page.Samples : 1;
            var window = new Window(part.Start[axis], part.Count[axis], part.Step[axis], part.Start[axis + 1], part.Count[axis + 1],
                part.Step[axis + 1]);
            Plane((int)(plane / samples)).Read(window, (int)(plane % samples), into);
            return;
        }

        var each = into.Length / (int)part.Count[axis];
        for (var i = 0; i < part.Count[axis]; i++)
        {
            Read(part, axis + 1, plane * Shape[axis] + part.Start[axis] + i * part.Step[axis], into.Slice(i * each, each));
        }
    }

    private PlaneRows Plane(int frame)
    {
        lock (_planes)
        {
            if (_planes.TryGetValue(frame, out var known))
            {
                return known;
            }

            if (_planes.Count >= TablesKept)
            {
                _planes.Clear();
            }

            return _planes[frame] = new(frames[frame].Page, frame, new ChunkTable(frames[frame].Page, frames[frame].Shift), _cache);
        }
    }
}

/// <summary>A part of a picture: first, how many, and the distance to the next; of rows and columns.</summary>
internal readonly record struct Window(long Top, long Rows, long RowStep, long Left, long Columns, long ColumnStep);
