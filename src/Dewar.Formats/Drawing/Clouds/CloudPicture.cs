using Dewar.Formats.Drawing.Cards;

namespace Dewar.Formats.Drawing.Clouds;

/// <summary>A cloud of points from two sides.</summary>
internal static class CloudPicture
{
    public static Canvas Draw(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        if (Cloud.Read(source, style.IsSmall ? 100_000 : 500_000, ct) is not { } cloud)
        {
            return WordTable.Draw(source, width, height, style);
        }

        var half = (width - style.Gap) / 2;
        var tall = Math.Min(height * 5 / 8, half * 5 / 4);
        return Joined.Beside(
            CloudPainter.Paint(cloud, new(0, Math.PI / 2), half, tall), CloudPainter.Paint(cloud, new(-0.6, 0.45), half, tall), style);
    }
}
