using System.Runtime.InteropServices;
using Dewar.Formats.Drawing.Fonts;
using Dewar.Formats.Drawing.Png;

namespace Dewar.Formats.Drawing;

/// <summary>A picture that is drawn on. What lies beyond its border is not drawn.</summary>
internal sealed class Canvas
{
    private readonly byte[] _rgb;
    private Coverage? _coverage;

    public Canvas(int width, int height, Colour background)
    {
        (Width, Height) = (width, height);
        _rgb = new byte[width * height * 3];
        MemoryMarshal.Cast<byte, Colour>(_rgb.AsSpan()).Fill(background);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>A row's bytes, red, green and blue of each pixel.</summary>
    public Span<byte> Row(int y) => _rgb.AsSpan(y * Width * 3, Width * 3);

    public Colour this[int x, int y]
    {
        get => Row(y).Slice(3 * x, 3) is var pixel ? new(pixel[0], pixel[1], pixel[2]) : default;
        set
        {
            if ((uint)x < (uint)Width && (uint)y < (uint)Height)
            {
                var pixel = Row(y).Slice(3 * x, 3);
                (pixel[0], pixel[1], pixel[2]) = (value.Red, value.Green, value.Blue);
            }
        }
    }

    public byte[] ToPng() => PngEncoder.Encode(Width, Height, _rgb);

    /// <summary>Fills a rectangle, or covers it with a share of the colour.</summary>
    public void Fill(Box box, Colour colour, double share = 1)
    {
        for (var y = Math.Max(0, box.Top); y < Math.Min(Height, box.Bottom); y++)
        {
            for (var x = Math.Max(0, box.Left); x < Math.Min(Width, box.Right); x++)
            {
                this[x, y] = share >= 1 ? colour : this[x, y].Towards(colour, share);
            }
        }
    }

    /// <summary>The border of a rectangle, inside of it.</summary>
    public void Frame(Box box, Colour colour, int width = 1)
    {
        Fill(box with { Height = width }, colour);
        Fill(box with { Top = box.Bottom - width, Height = width }, colour);
        Fill(box with { Width = width }, colour);
        Fill(box with { Left = box.Right - width, Width = width }, colour);
    }

    /// <summary>Covers a pixel with a share of a colour.</summary>
    public void Blend(int x, int y, Colour colour, double share)
    {
        if ((uint)x < (uint)Width && (uint)y < (uint)Height)
        {
            this[x, y] = this[x, y].Towards(colour, share);
        }
    }

    /// <summary>Lays another picture on this one.</summary>
    public void Lay(Canvas other, int left, int top)
    {
        for (var y = Math.Max(0, -top); y < Math.Min(other.Height, Height - top); y++)
        {
            var from = Math.Max(0, -left);
            var count = Math.Min(other.Width, Width - left) - from;
            if (count > 0)
            {
                other.Row(y).Slice(3 * from, 3 * count).CopyTo(Row(y + top)[(3 * (left + from))..]);
            }
        }
    }

    /// <summary>A line through points; it is interrupted where one is not a number.</summary>
    public void Polyline(ReadOnlySpan<(double X, double Y)> points, double width, Colour colour, Box clip)
    {
        _coverage ??= new(Width, Height);
        for (var i = 1; i < points.Length; i++)
        {
            Stroke(_coverage, points[i - 1], points[i], width / 2, i > 1 ? points[i - 2] : null, i + 1 < points.Length ? points[i + 1] : null);
        }

        Paint(_coverage, colour, clip);
    }

    /// <summary>Filled circles around points.</summary>
    public void Dots(ReadOnlySpan<(double X, double Y)> points, double radius, Colour colour, Box clip)
    {
        _coverage ??= new(Width, Height);
        Span<(double, double)> circle = stackalloc (double, double)[12];
        foreach (var (x, y) in points)
        {
            for (var i = 0; i < circle.Length; i++)
            {
                var (sin, cos) = Math.SinCos(i * Math.Tau / circle.Length);
                circle[i] = (x + radius * cos, y + radius * sin);
            }

            _coverage.Outline(circle);
        }

        Paint(_coverage, colour, clip);
    }

    /// <summary>Words; <paramref name="baseline"/> is where the letters stand.</summary>
    public void Text(double x, int baseline, string text, Font font, Colour colour) => font.Draw(this, x, baseline, text, colour);

    // Each piece a rectangle, longer at its ends the sharper the line turns there, so that the pieces meet without a notch.
    private static void Stroke(
        Coverage coverage, (double X, double Y) from, (double X, double Y) to, double half, (double X, double Y)? before, (double X, double Y)? after)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = Math.Sqrt(dx * dx + dy * dy);
        if (!(length > 0))
        {
            return;
        }

        var (ux, uy) = (dx / length, dy / length);
        var (start, end) = (before is { } b ? half * Turn(from.X - b.X, from.Y - b.Y, ux, uy) : 0, after is { } a ? half * Turn(a.X - to.X, a.Y - to.Y, ux, uy) : 0);
        var (fromX, fromY, toX, toY) = (from.X - ux * start, from.Y - uy * start, to.X + ux * end, to.Y + uy * end);
        var (nx, ny) = (uy * half, -ux * half);
        coverage.Outline([(fromX + nx, fromY + ny), (toX + nx, toY + ny), (toX - nx, toY - ny), (fromX - nx, fromY - ny)]);
    }

    // The sine of half the angle between two directions.
    private static double Turn(double dx, double dy, double ux, double uy)
    {
        var length = Math.Sqrt(dx * dx + dy * dy);
        return length > 0 ? Math.Sqrt(Math.Max(0, 1 - (dx * ux + dy * uy) / length) / 2) : 0;
    }

    private void Paint(Coverage coverage, Colour colour, Box clip) => coverage.Take((y, shares) =>
    {
        if (y < clip.Top || y >= clip.Bottom)
        {
            return;
        }

        for (var x = Math.Max(0, clip.Left); x < Math.Min(Width, clip.Right); x++)
        {
            if (shares[x] > 0.002f)
            {
                Blend(x, y, colour, shares[x]);
            }
        }
    });
}

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct Box(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;
}
