namespace Dewar.Sdk;

/// <summary>What a signal is, which decides how it is drawn.</summary>
public enum SignalType
{
    /// <summary>None of the others, or it can't be said.</summary>
    Unknown,

    /// <summary>A picture, or with scan axes a series of them: axes y, x.</summary>
    Image,

    /// <summary>Values over one axis; several of them when there is a scan axis that is no place (a time, a repetition).</summary>
    Spectrum,

    /// <summary>A spectrum at each place of a scan.</summary>
    SpectrumImage,

    /// <summary>A pattern in reciprocal space, or with scan axes one at each place.</summary>
    Diffraction,

    /// <summary>Named columns of equal length: axes row, column; the names are in <see cref="Signal.Columns"/>.</summary>
    Table,

    /// <summary>Points in space: axes point, component; the names (x, y, z, red, …) are in <see cref="Signal.Columns"/>.</summary>
    PointCloud,

    /// <summary>Values in three dimensions of space: axes z, y, x.</summary>
    Volume,

    /// <summary>Words.</summary>
    Text,
}

/// <summary>One thing inside a file.</summary>
public sealed class Signal
{
    /// <summary>What the file calls it; empty when it has no name for it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required SignalType Type { get; init; }

    /// <summary>The type of its elements.</summary>
    public ElementType Element { get; init; } = ElementType.UInt8;

    /// <summary>
    /// Its axes. In all formats alike: scan axes first, then the signal's own; among them the slowest first (z, y, x), however the file
    /// stores them. Empty for text and for a single number.
    /// </summary>
    public IReadOnlyList<Axis> Axes { get; init; } = [];

    /// <summary>What the values are: intensity, counts, height; empty when unknown.</summary>
    public string Quantity { get; init; } = "";

    /// <summary>The unit of the values, as the file writes it; null without.</summary>
    public string? Unit { get; init; }

    /// <summary>Names of a table's columns, or of a point's components, in order; with units in <see cref="ColumnUnits"/>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Units of the columns, as many as there are; null where a column has none.</summary>
    public IReadOnlyList<string?> ColumnUnits { get; init; } = [];

    /// <summary>Text columns of a table, by their number, for pictures: the values in <see cref="Values"/> are NaN there. First rows only.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Words { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    /// <summary>The text of a text signal: its beginning, as far as a preview needs it.</summary>
    public string? Text { get; init; }

    /// <summary>Where in the file it is: a path or a place; null when the whole file is this signal.</summary>
    public string? Place { get; init; }

    /// <summary>Shown first, and drawn for the file. Without any, the first signal is.</summary>
    public bool IsMain { get; init; }

    /// <summary>How it is best drawn; null lets the type decide.</summary>
    public DrawingHints? Hints { get; init; }

    /// <summary>What is known about this signal alone; what holds for the whole file is in <see cref="Extraction.Facts"/>.</summary>
    public Facts Facts { get; } = new();

    /// <summary>Its values; null when they can't be read (a compression nobody knows, another file that is not there).</summary>
    public SignalValues? Values { get; init; }

    /// <summary>Elements along each axis.</summary>
    public IReadOnlyList<long> Shape => [.. Axes.Select(axis => axis.Length)];
}

/// <summary>What a reader knows about how its signal wants to be seen.</summary>
public sealed record DrawingHints
{
    /// <summary>The value to be drawn darkest, as the instrument's program displayed it; null to choose by the values.</summary>
    public double? Low { get; init; }

    /// <summary>The value to be drawn brightest.</summary>
    public double? High { get; init; }

    /// <summary>Logarithmic values: true or false, or null to let the type decide.</summary>
    public bool? Logarithmic { get; init; }

    /// <summary>The column or axis that a table is plotted over; null to choose.</summary>
    public int? Over { get; init; }

    /// <summary>The columns worth plotting; null for all.</summary>
    public IReadOnlyList<int>? Plot { get; init; }

    /// <summary>Colours of the element values, three bytes each, where they are numbers in a palette.</summary>
    public IReadOnlyList<byte>? Palette { get; init; }

    /// <summary>Small values are bright: as on film, or in a TIFF that counts from white.</summary>
    public bool Inverted { get; init; }

    /// <summary>How a picture must be turned to stand upright, as EXIF numbers it (1 to 8).</summary>
    public int Orientation { get; init; } = 1;
}
