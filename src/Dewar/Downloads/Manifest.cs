using System.Text;
using System.Text.Json;
using Dewar.Catalogue;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>
/// Sha256sum: what 'sha256sum -c' checks. Bagit: the manifest of the bag that archive.zip?bag=true is. Aria2, wget: lists of addresses for
/// these programs. Json: all that is known of them.
/// </summary>
public enum ManifestFormat { Sha256sum, Bagit, Aria2, Wget, Json }

/// <summary>One file of a manifest.</summary>
public sealed record ManifestLine(string Path, long Size, string Sha256, long Version, DateTimeOffset ModifiedAt, string Url);

/// <summary>How manifests are written.</summary>
internal static class Manifest
{
    public static ManifestFormat Parse(string name) => Enum.TryParse<ManifestFormat>(name, ignoreCase: true, out var format) && !int.TryParse(name, out _) ? format
        : throw Refusal.Invalid("format-unknown", $"There is no manifest format '{name}'; there are {string.Join(", ", Enum.GetNames<ManifestFormat>()).ToLowerInvariant()}.");

    public static string TypeOf(ManifestFormat format) => format == ManifestFormat.Json ? "application/json" : "text/plain; charset=utf-8";

    /// <summary>What a format has for a file; JSON is written otherwise.</summary>
    public static string Line(ManifestFormat format, CatalogueFile file, string url) => format switch
    {
        ManifestFormat.Sha256sum => Sum(file.Sha256, file.Path),
        ManifestFormat.Bagit => Bag.Line(file.Sha256, file.Path),
        // Of this very version, so that the digest fits whatever comes meanwhile.
        ManifestFormat.Aria2 => $"{url}?version={file.Version}\n  out={Out(file.Path)}\n  checksum=sha-256={file.Sha256}\n",
        ManifestFormat.Wget => $"{url}\n",
        _ => throw new InvalidOperationException($"{format} has no lines."),
    };

    public static async Task Write(Stream output, ManifestFormat format, IAsyncEnumerable<IReadOnlyList<CatalogueFile>> pages, Func<string, string> addressOf, CancellationToken ct)
    {
        if (format == ManifestFormat.Json)
        {
            await JsonSerializer.SerializeAsync(output, pages.SelectMany(page => page).Select(file =>
                new ManifestLine(file.Path, file.Size, file.Sha256, file.Version, file.ModifiedAt, addressOf(file.Path))), Wire.Indented, ct);
            return;
        }

        await foreach (var page in pages.WithCancellation(ct))
        {
            var text = new StringBuilder();
            foreach (var file in page)
            {
                text.Append(Line(format, file, addressOf(file.Path)));
            }

            await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        }
    }

    /// <summary>A list of lines can't name what has a line break in it, and aria2 takes blanks off the end of a line. In front of them stands the folder.</summary>
    private static string Out(string path)
    {
        var name = path.Replace('\n', '_').Replace('\r', '_');
        var kept = name.TrimEnd(' ', '\t');
        return $"{(name[0] is ' ' or '\t' ? "./" : "")}{kept}{new string('_', name.Length - kept.Length)}";
    }

    /// <summary>As coreutils write it: a backslash at the beginning says that some are in the name. A lone dash would be standard input.</summary>
    private static string Sum(string sha256, string path)
    {
        var escaped = path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"{(escaped == path ? "" : "\\")}{sha256}  {(path == "-" ? "./-" : escaped)}\n";
    }
}
