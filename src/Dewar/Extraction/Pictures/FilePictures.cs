using Dewar.Formats;

namespace Dewar.Extraction;

/// <summary>A file's two pictures, as PNG; null where there is nothing to draw.</summary>
internal readonly record struct FilePictures(byte[]? Thumbnail, byte[]? Preview)
{
    public static FilePictures Draw(Finding finding, CancellationToken ct) =>
        new(Formats.Drawing.Preview.Draw(finding, 256, ct), Formats.Drawing.Preview.Draw(finding, 1024, ct));
}
