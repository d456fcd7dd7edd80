using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dewar.Access;

/// <summary>
/// A token's secret: <c>dewar_PUBLIC_SECRET</c>, 48 and 256 random bits. The database has the public part and the digest of the whole;
/// a plain digest is enough, since nobody can guess 256 bits.
/// </summary>
internal readonly record struct Secret(string PublicId, string Whole)
{
    private const string Prefix = "dewar_";

    public byte[] Digest => SHA256.HashData(Encoding.UTF8.GetBytes(Whole));

    public static Secret New()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return new(id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");
    }

    public static Secret? Parse(string text)
    {
        var end = text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length < 200 ? text.IndexOf('_', Prefix.Length) : -1;
        return end > 0 ? new(text[Prefix.Length..end], text) : null;
    }
}
