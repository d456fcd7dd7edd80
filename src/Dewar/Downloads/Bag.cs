using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dewar.Catalogue;
using Dewar.Experiments;

namespace Dewar.Downloads;

/// <summary>What makes a bag of an archive (RFC 8493): a manifest of its files' digests, and what describes the bag, with theirs.</summary>
internal sealed class Bag(Archive archive) : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private uint _crc;

    /// <summary>A folder of the bag's own, as it must have one when it is serialized, and in it the payload.</summary>
    public static string Prefix(string experiment) => $"{experiment}/";

    public const string Payload = "data/";

    /// <summary>One line of a manifest. Line ends and the percent sign stand there by their codes.</summary>
    public static string Line(string sha256, string path) => $"{sha256}  {Payload}{path
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)}\n";

    public void Add(CatalogueFile file)
    {
        var line = Encoding.UTF8.GetBytes(Line(file.Sha256, file.Path));
        archive.Texts.Append(line);
        _sha256.AppendData(line);
        _crc = Crc32.Append(_crc, line);
    }

    /// <summary>Behind the last file.</summary>
    public void Seal(Experiment experiment)
    {
        var oxum = string.Create(CultureInfo.InvariantCulture, $"{archive.Bytes}.{archive.Count}");
        var tags = new StringBuilder();
        var manifest = _sha256.GetHashAndReset();
        archive.AddText("manifest-sha256.txt", 0, archive.Texts.Length, manifest, _crc);
        tags.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(manifest)}  manifest-sha256.txt\n");
        Add("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", tags);
        Add("bag-info.txt", $"External-Identifier: {experiment.Name}\nExternal-Description: {experiment.Title}\nPayload-Oxum: {oxum}\nBag-Software-Agent: Dewar\n", tags);
        Add("tagmanifest-sha256.txt", tags.ToString(), new());
    }

    public void Dispose() => _sha256.Dispose();

    private void Add(string name, string text, StringBuilder tags)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var digest = SHA256.HashData(bytes);
        archive.AddText(name, archive.Texts.Length, bytes.Length, digest, Crc32.Append(0, bytes));
        archive.Texts.Append(bytes);
        tags.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(digest)}  {name}\n");
    }
}
