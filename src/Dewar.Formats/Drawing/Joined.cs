namespace Dewar.Formats.Drawing;

/// <summary>Pictures put together on white.</summary>
internal static class Joined
{
    public static Canvas Beside(Canvas left, Canvas right, Style style)
    {
        var (space, height) = (style.Gap, Math.Max(left.Height, right.Height));
        var canvas = new Canvas(left.Width + space + right.Width, height, Colour.White);
        canvas.Lay(left, 0, (height - left.Height) / 2);
        canvas.Lay(right, left.Width + space, (height - right.Height) / 2);
        return canvas;
    }

    public static Canvas Below(Canvas upper, Canvas lower, Style style)
    {
        var (space, width) = (style.Gap, Math.Max(upper.Width, lower.Width));
        var canvas = new Canvas(width, upper.Height + space + lower.Height, Colour.White);
        canvas.Lay(upper, (width - upper.Width) / 2, 0);
        canvas.Lay(lower, (width - lower.Width) / 2, upper.Height + space);
        return canvas;
    }
}
