using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Pictures of equal shape that belong together: what becomes one signal. Whoever knows the vendor's words fills in
/// more.</summary>
internal sealed class Series
{
    private readonly List<Action<Facts>> _facts = [];

    public Series(IReadOnlyList<Frame> frames)
    {
        Frames = frames;
        X = new("x", Page.Width);
        Y = new("y", Page.Height);
        Leading = frames.Count > 1 ? [new("page", frames.Count) { IsScan = true }] : [];
    }

    public string Name { get; set; } = "";

    public SignalType Type { get; set; } = SignalType.Image;

    /// <summary>The pictures, the last of the leading axes the fastest.</summary>
    public IReadOnlyList<Frame> Frames { get; private set; }

    public Page Page => Frames[0].Page;

    /// <summary>Axes along which pictures follow each other, the slowest first.</summary>
    public IReadOnlyList<Axis> Leading { get; private set; }

    public Axis X { get; set; }

    public Axis Y { get; set; }

    public string Quantity { get; set; } = "";

    public string? Unit { get; set; }

    public string? Place { get; set; }

    public bool IsMain { get; set; }

    /// <summary>The values that the instrument's program displayed darkest and brightest.</summary>
    public (double? Low, double? High) Display { get; set; }

    /// <summary>Arranges the pictures along other axes; nothing happens when their number does not fit.</summary>
    public bool Arrange(IReadOnlyList<Axis> leading, IReadOnlyList<Frame>? frames = null)
    {
        frames ??= Frames;
        var product = 1L;
        foreach (var axis in leading)
        {
            if (axis.Length < 1 || axis.Length > frames.Count || (product *= axis.Length) > frames.Count)
            {
                return false;
            }
        }

        if (product != frames.Count)
        {
            return false;
        }

        (Leading, Frames) = (leading, frames);
        return true;
    }

    /// <summary>Gives the rows and columns a scale; without one, or with nonsense, nothing happens.</summary>
    public void Scale(double? x, double? y, string? unit, double offsetX = 0, double offsetY = 0)
    {
        X = Scaled(X, x, unit, offsetX);
        Y = Scaled(Y, y ?? x, unit, offsetY);
    }

    /// <summary>Tells what holds for this signal alone.</summary>
    public void Tell(Action<Facts> fact) => _facts.Add(fact);

    public void AddTo(Extraction into)
    {
        List<Axis> axes = [.. Leading];
        if (Page.HasSampleAxis)
        {
            axes.Add(new("channel", Page.Samples) { IsScan = true });
        }

        axes.Add(Y);
        axes.Add(X);
        var signal = into.Add(new Signal
        {
            Name = Name,
            Type = Type,
            Element = Page.Element,
            Axes = axes,
            Quantity = Quantity,
            Unit = Unit,
            Place = Place,
            IsMain = IsMain,
            Hints = Hints(),
            Values = Page.Trouble is null ? new PageValues(Frames, [.. Leading.Select(axis => axis.Length)]) : null,
        });
        _facts.ForEach(fact => fact(signal.Facts));
        if (Page.Trouble is { } trouble)
        {
            into.Warn($"The values of {(Place is null ? "the picture" : $"the picture at {Place}")} are not read: {trouble}.");
        }
    }

    private DrawingHints? Hints()
    {
        var palette = Page.Photometric == Photometric.Palette ? Palette.Of(Page) : null;
        var inverted = Page.Photometric == Photometric.WhiteIsZero && Page.Channels == 1;
        return palette is null && !inverted && Page.Orientation == 1 && Display is (null, null) ? null : new DrawingHints
        {
            Palette = palette,
            Inverted = inverted,
            Orientation = Page.Orientation,
            Low = Display.Low,
            High = Display.High,
        };
    }

    private static Axis Scaled(Axis axis, double? scale, string? unit, double offset) =>
        scale is { } number && double.IsFinite(number) && number != 0 && double.IsFinite(offset)
            ? axis with { Scale = number, Unit = unit, Offset = offset }
            : axis;
}
