using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Uploads;

/// <summary>What the headers of a creation say (tus 1.0, https://tus.io/protocols/resumable-upload).</summary>
/// <param name="Metadata">As it was sent.</param>
/// <param name="Parts">Ids of the uploads that are joined; null when this is none of that kind.</param>
internal sealed record UploadRequest(
    string Path, long? Length, long? ModifiedNs, string? Sha256, string Metadata, bool IsPart, IReadOnlyList<string>? Parts, string? Tag, VerifyPolicy Verify)
{
    private const int LongestMetadata = 16 << 10;
    private static readonly string[] PathKeys = ["path", "relativePath", "filename", "name"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static UploadRequest Read(HttpRequest request)
    {
        var headers = request.Headers;
        var metadata = headers["Upload-Metadata"].ToString();
        var values = Parse(metadata);
        var concat = headers["Upload-Concat"].ToString();
        var isPart = concat == "partial";
        IReadOnlyList<string>? parts = concat.StartsWith("final;", StringComparison.Ordinal)
            ? [.. concat["final;".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(url => url.TrimEnd('/').Split('/')[^1])] : null;
        if (concat.Length > 0 && !isPart && parts is not { Count: > 0 })
        {
            throw Refusal.Invalid("concat-invalid", $"Upload-Concat is 'partial' or 'final;URL URL', not '{concat}'.");
        }

        return new(isPart ? "" : PathOf(values), parts is null ? LengthOf(headers) : null, ModifiedOf(values), DigestOf(values), metadata, isPart, parts,
            values.GetValueOrDefault("tag"), values.TryGetValue("verify", out var verify) && Enum.TryParse<VerifyPolicy>(verify, true, out var policy) ? policy : VerifyPolicy.Reread);
    }

    /// <summary>The digest that was sent with the bytes of a request; null when there was none.</summary>
    public static (HashAlgorithmName Algorithm, byte[] Digest)? Checksum(HttpRequest request)
    {
        if (request.Headers["Upload-Checksum"].ToString() is not { Length: > 0 } header)
        {
            return null;
        }

        var parts = header.Split(' ');
        HashAlgorithmName? algorithm = parts[0] switch { "sha1" => HashAlgorithmName.SHA1, "sha256" => HashAlgorithmName.SHA256, "sha512" => HashAlgorithmName.SHA512, "md5" => HashAlgorithmName.MD5, _ => null };
        return algorithm is { } known && parts.Length == 2 && Base64.IsValid(parts[1]) ? (known, Convert.FromBase64String(parts[1]))
            : throw Refusal.Invalid("checksum-invalid", $"Upload-Checksum is one of {Tus.Checksums} and the digest in base64, not '{header}'.");
    }

    public static long? LengthOf(IHeaderDictionary headers)
    {
        var (length, later) = (headers["Upload-Length"].ToString(), headers["Upload-Defer-Length"].ToString());
        return (length, later) switch
        {
            ("", "1") => null,
            (not "", "") when long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) => bytes,
            _ => throw Refusal.Invalid("length-invalid", "Say how long the upload will be (Upload-Length: bytes), or that it is told later (Upload-Defer-Length: 1)."),
        };
    }

    /// <summary>The keys and values of Upload-Metadata.</summary>
    public static Dictionary<string, string> Parse(string metadata)
    {
        if (metadata.Length > LongestMetadata)
        {
            throw Refusal.Invalid("metadata-invalid", $"Upload-Metadata has at most {LongestMetadata} characters.");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in metadata.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ', 2);
            var value = parts.Length == 2 ? parts[1].Trim() : "";
            if (!Base64.IsValid(value))
            {
                throw Refusal.Invalid("metadata-invalid", $"Upload-Metadata is a list of keys, each with its value in base64; that of '{parts[0]}' is not.");
            }

            values[parts[0]] = Text(parts[0], Convert.FromBase64String(value));
        }

        return values;
    }

    /// <summary>Never with another character for what can't be read: the file would get a name that nobody gave it.</summary>
    private static string Text(string key, byte[] value)
    {
        try
        {
            return Strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            throw Refusal.Invalid("metadata-invalid", $"The '{key}' in Upload-Metadata is not UTF-8.");
        }
    }

    /// <summary>Clients that are made for browsers call a file's path in a chosen folder relativePath, and its name filename or name.</summary>
    private static string PathOf(Dictionary<string, string> values)
    {
        var name = PathKeys.Select(key => values.GetValueOrDefault(key)).FirstOrDefault(value => value is { Length: > 0 } and not "null")
            ?? throw Refusal.Invalid("path-missing", "Say which file of the experiment it is: Upload-Metadata with a path (or filename).");
        var path = RelativePath.Join(values.GetValueOrDefault("to", "").Trim('/'), name);
        return RelativePath.Fault(path) is { } fault ? throw Refusal.Invalid("path-invalid", $"'{path}' can't be a file of the experiment: {fault}.") : path;
    }

    private static long? ModifiedOf(Dictionary<string, string> values)
    {
        if (values.TryGetValue("modifiedNs", out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ns))
        {
            return ns;
        }

        return values.TryGetValue("modified", out text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at - DateTimeOffset.UnixEpoch).Ticks * 100 : null;
    }

    private static string? DigestOf(Dictionary<string, string> values) => values.GetValueOrDefault("sha256") switch
    {
        null or "" => null,
        { Length: 64 } hex when hex.All(char.IsAsciiHexDigit) => hex.ToLowerInvariant(),
        var odd => throw Refusal.Invalid("digest-invalid", $"'{odd}' is no SHA-256: 64 hex digits."),
    };
}
