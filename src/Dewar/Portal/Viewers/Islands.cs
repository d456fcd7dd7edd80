using System.Collections.Frozen;
using System.IO.Compression;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>
/// What pages load of <c>web/</c>: viewers and other parts that live in a browser only. They lie packed in the program, under names that change
/// with their content. Where npm could not be had when the program was built there are none, and pages say so.
/// </summary>
internal static class Islands
{
    private const string Root = "/portal/islands/";

    private static readonly FrozenDictionary<string, byte[]> Files = typeof(Islands).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("islands/", StringComparison.Ordinal) && name.EndsWith(".gz", StringComparison.Ordinal))
        .ToFrozenDictionary(name => name["islands/".Length..^".gz".Length], name => Content(name)!);

    private static readonly FrozenDictionary<string, Island> All = Manifest();

    public static bool AreBuilt => All.Count > 0;

    /// <summary>The address of an island's script, a module; null when there is none.</summary>
    public static string? Script(string name) => All.TryGetValue(name, out var island) ? Root + island.File : null;

    /// <summary>The addresses of the styles that an island needs.</summary>
    public static IReadOnlyList<string> Styles(string name) => All.TryGetValue(name, out var island) ? island.Css!.ToList() : [];

    public static IResult Serve(HttpContext http, string name)
    {
        if (!Files.TryGetValue(name, out var packed))
        {
            throw Refusal.NotFound("file", name);
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        var type = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => "image/svg+xml",
        };
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            return TypedResults.Bytes(packed, type);
        }

        return TypedResults.Stream(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress), type);
    }

    private static FrozenDictionary<string, Island> Manifest()
    {
        var manifest = Content("islands/islands.json") is { } json ? JsonSerializer.Deserialize<Dictionary<string, Island>>(json, Wire.Json)! : [];
        return manifest.Values.Where(island => island.IsEntry).ToFrozenDictionary(island => island.Name!, island => island with { Css = [.. Styles(island).Distinct()] });

        IEnumerable<string> Styles(Island island) => [.. (island.Imports ?? []).SelectMany(part => Styles(manifest[part])), .. (island.Css ?? []).Select(file => Root + file)];
    }

    private static byte[]? Content(string resource)
    {
        using var stream = typeof(Islands).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
        {
            return null;
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed record Island(string File, string? Name = null, bool IsEntry = false, IReadOnlyList<string>? Css = null, IReadOnlyList<string>? Imports = null);
}
