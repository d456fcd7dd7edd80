using System.CommandLine;
using Dewar.Formats;
using Dewar.Formats.Bytes;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>dewar inspect: what is in a file, without any server.</summary>
internal static class InspectCommand
{
    public static Command Build(MakeReaders make)
    {
        var file = new Argument<string>("file") { Description = "The file" };
        var preview = new Option<string?>("--preview") { Description = "Draw a picture of it here (PNG, at most 1024 pixels)" };
        var thumbnail = new Option<string?>("--thumbnail") { Description = "Draw a small picture of it here (PNG, at most 256 pixels)" };
        var all = new Option<bool>("--all") { Description = "Also print the whole tree of what the file says of itself" };
        var program = new Option<string[]>("--reader") { Description = "A reader that is a program: NAME=PATTERN PROGRAM" };
        var plugins = new Option<string?>("--plugins") { Description = "A folder with plug-ins" };
        return new Command("inspect", "Show what is in a file: format, signals, metadata, a picture; needs no site") { file, preview, thumbnail, all, program, plugins }.Runs((line, ct) =>
        {
            var readers = make(new(line.Pairs(program), line.GetValue(plugins) is { } folder ? Path.GetFullPath(folder) : null));
            using var source = Open(line.GetValue(file)!);
            var finding = new Inspector(readers).Inspect(source, ct);
            if (line.WantsJson)
            {
                Screen.Json(FileDocument.Of(source, finding));
            }
            else
            {
                FindingScreen.Print(source, finding, line.GetValue(all));
            }

            Draw(finding, line.GetValue(preview), line.GetValue(thumbnail), ct);
            return Task.FromResult(finding.Damage is null ? ExitCode.Done : ExitCode.Failed);
        });
    }

    private static FileSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FormatException($"'{path}' is a folder; name a file.");
        }

        if (!File.Exists(path))
        {
            throw new FormatException($"There is no file '{path}'.");
        }

        var full = Path.GetFullPath(path);
        return FileSource.Open(new PlainFolder(Path.GetDirectoryName(full)!), Path.GetFileName(full))
            ?? throw new FormatException($"'{path}' can't be opened: it is no plain file.");
    }

    private static void Draw(Finding finding, string? preview, string? thumbnail, CancellationToken ct)
    {
        if (preview is null && thumbnail is null)
        {
            return;
        }

        var pictures = FilePictures.Draw(finding, ct);
        foreach (var (path, picture) in new[] { (preview, pictures.Preview), (thumbnail, pictures.Thumbnail) })
        {
            if (path is not null)
            {
                File.WriteAllBytes(path, picture ?? throw new IOException("There is nothing in this file that could be drawn."));
            }
        }
    }
}
