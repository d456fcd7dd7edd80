using System.Diagnostics;
using Dewar.Formats.Drawing.Fonts;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>
/// Pictures side by side, to be looked at: <c>DEWAR_SHEET=folder</c> says where they go, <c>DEWAR_SHEET_SIZE</c> how large each is,
/// <c>DEWAR_SHEET_ONLY</c> a part of their names.
/// </summary>
public sealed class ContactSheet
{
    private static readonly int Size = int.TryParse(Environment.GetEnvironmentVariable("DEWAR_SHEET_SIZE"), out var size) ? size : Preview.Thumbnail;

    private static readonly string Only = Environment.GetEnvironmentVariable("DEWAR_SHEET_ONLY") ?? "";

    [Fact]
    public void Of_what_is_made_up() => Write("made", Scenes.All.Select(scene => (scene.Name, (Func<Extraction>)(() => scene.Extraction))));

    [Fact]
    public void Of_real_files() => Write("real", SamplesTests.Names
        .Select(row => row.Data).Where(name => name.StartsWith("formats", StringComparison.Ordinal))
        .Select(name => (name["formats/".Length..], (Func<Extraction>)(() => Samples.Inspect(name).Extraction))));

    private static void Write(string sheet, IEnumerable<(string Name, Func<Extraction> Load)> all)
    {
        var folder = Environment.GetEnvironmentVariable("DEWAR_SHEET");
        Assert.SkipWhen(folder is null, "A sheet is only made where DEWAR_SHEET says.");
        Directory.CreateDirectory(folder!);
        var style = Style.For(Preview.Thumbnail);
        var (across, down, cell) = (Math.Max(1, 1560 / (Size + 12)), Math.Max(1, 1400 / (Size + 30)), Size + 12);
        var pages = all.Where(one => one.Name.Contains(Only, StringComparison.OrdinalIgnoreCase)).Chunk(across * down);
        foreach (var (number, page) in pages.Index())
        {
            var rows = (page.Length + across - 1) / across;
            var canvas = new Canvas(across * cell, rows * (cell + 18), Colour.Of(0xC9D2D8));
            foreach (var (i, (name, load)) in page.Index())
            {
                var (left, top) = (i % across * cell + 6, i / across * (cell + 18) + 6);
                var extraction = load();
                var clock = Stopwatch.StartNew();
                var picture = Preview.Render(extraction, Style.For(Size), CancellationToken.None);
                var drawn = clock.ElapsedMilliseconds;
                var bytes = picture?.ToPng().Length;
                if (picture is not null)
                {
                    canvas.Lay(picture, left + (Size - picture.Width) / 2, top + (Size - picture.Height) / 2);
                }

                canvas.Text(left, top + Size + 13, style.Code.Fit($"{Path.GetFileName(name)} {drawn}ms {bytes / 1024.0:0}k", Size), style.Code, Colour.Black);
            }

            File.WriteAllBytes(Path.Combine(folder!, $"{sheet}-{Size}-{number}.png"), canvas.ToPng());
        }
    }
}
