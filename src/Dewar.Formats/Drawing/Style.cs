using Dewar.Formats.Drawing.Fonts;

namespace Dewar.Formats.Drawing;

/// <summary>Sizes of letters and lines: a thumbnail has large letters for its size, and few of them.</summary>
internal sealed class Style
{
    private Style(int size)
    {
        Size = size;
        IsSmall = size <= 400;
        Label = new(Typeface.Sans, IsSmall ? Math.Max(9, size / 21) : Math.Max(12, size / 58));
        Title = new(Typeface.Bold, IsSmall ? Math.Max(10, size / 19) : Math.Max(13, size / 50));
        Code = new(Typeface.Mono, IsSmall ? Math.Max(8, size / 25) : Math.Max(11, size / 68));
    }

    /// <summary>The longer side of the whole picture.</summary>
    public int Size { get; }

    /// <summary>It is looked at in a list.</summary>
    public bool IsSmall { get; }

    public Font Label { get; }

    public Font Title { get; }

    public Font Code { get; }

    /// <summary>Between things.</summary>
    public int Gap => IsSmall ? 4 : Math.Max(6, Size / 128);

    public double Line => IsSmall ? 1.3 : 1.8;

    /// <summary>Elements that may be read for a picture.</summary>
    public long Budget => Math.Clamp(32L * Size * Size, 4 << 20, 32 << 20);

    public static Style For(int size) => new(size);
}
