using System.Collections.Frozen;
using System.Security.Cryptography;
using Dewar.Hosting;
using Microsoft.Net.Http.Headers;

namespace Dewar.Portal;

/// <summary>What pages load: in the program itself, so that nothing has to lie beside it.</summary>
internal static class PageFiles
{
    private static readonly FrozenDictionary<string, Asset> All = new Asset[]
    {
        Asset.Load("portal.css", "text/css; charset=utf-8"),
        Asset.Load("files.js", "text/javascript; charset=utf-8"),
        Asset.Load("htmx.js", "text/javascript; charset=utf-8"),
        Asset.Load("portal.js", "text/javascript; charset=utf-8"),
        Asset.Load("search.js", "text/javascript; charset=utf-8"),
        Asset.Load("portal.svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name);

    /// <summary>The address changes with the content, so that a browser may keep what it has.</summary>
    public static string Address(string name) => $"/portal/{All[name].Digest}/{name}";

    public static IResult Serve(HttpContext http, string digest, string name)
    {
        if (!All.TryGetValue(name, out var asset))
        {
            throw Refusal.NotFound("file", name);
        }

        http.Response.Headers.CacheControl = digest == asset.Digest ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(asset.Content, asset.Type, entityTag: new EntityTagHeaderValue($"\"{asset.Digest}\""));
    }

    private sealed record Asset(string Name, string Type, byte[] Content, string Digest)
    {
        public static Asset Load(string name, string type)
        {
            using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"portal/{name}")!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new(name, type, content, Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8)));
        }
    }
}
