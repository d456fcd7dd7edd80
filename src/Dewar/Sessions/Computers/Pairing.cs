using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <param name="Public">The site's value, in hex.</param>
/// <param name="Code">What both sides show to people.</param>
internal sealed record Agreement(string Public, byte[] Secret, string Code);

/// <summary>
/// Agrees on a secret with a computer over a line that others may hear (docs/reference/logger.md): Diffie-Hellman in group 14 of RFC 3526. Whoever stood
/// between the two would make them show different codes.
/// </summary>
internal static class Pairing
{
    private const int Bytes = 256;
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    // RFC 3526, section 3: 2^2048 - 2^1984 - 1 + 2^64 * ( [2^1918 pi] + 124476 )
    private static readonly BigInteger Prime = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9" +
        "A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D" +
        "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF",
        NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static Agreement Agree(string theirs)
    {
        if (theirs.Length is 0 or > 2 * Bytes || !theirs.All(char.IsAsciiHexDigit))
        {
            throw Refusal.Invalid("public-invalid", "The public value of the agreement is hex, of 2048 bits at most.");
        }

        var value = BigInteger.Parse($"0{theirs}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (value < 2 || value > Prime - 2)
        {
            throw Refusal.Invalid("public-invalid", "The public value of the agreement would make the secret a known one.");
        }

        var exponent = new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true) + 2;
        var own = BigInteger.ModPow(2, exponent, Prime);
        var shared = Whole(BigInteger.ModPow(value, exponent, Prime));
        return new(Convert.ToHexStringLower(Whole(own)), SHA256.HashData([.. Encoding.ASCII.GetBytes("dewar-pair"), .. shared]),
            Code(SHA256.HashData([.. Encoding.ASCII.GetBytes("dewar-code"), .. Whole(value), .. Whole(own)])));
    }

    private static byte[] Whole(BigInteger value)
    {
        var short_ = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Bytes - short_.Length], .. short_];
    }

    /// <summary>Forty bits in Crockford's base 32.</summary>
    private static string Code(byte[] digest)
    {
        var bits = digest.Take(5).Aggregate(0L, (all, next) => all << 8 | next);
        var text = string.Concat(Enumerable.Range(0, 8).Select(place => Letters[(int)(bits >> (35 - 5 * place) & 31)]));
        return $"{text[..4]}-{text[4..]}";
    }
}
