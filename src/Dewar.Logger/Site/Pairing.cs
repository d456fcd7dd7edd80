using System;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Dewar.Logger.Site;

/// <summary>How this computer and the site come to a secret that never travels: Diffie and Hellman's agreement in group 14 of RFC 3526.</summary>
internal sealed class Pairing
{
    private const int Length = 256;
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly BigInteger Prime = OfHex(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
        + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
        + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
        + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
        + "15728E5A8AACAA68FFFFFFFFFFFFFFFF");

    private readonly BigInteger _exponent;
    private readonly BigInteger _ours;

    /// <param name="random">32 bytes that nobody knows.</param>
    public Pairing(byte[] random)
    {
        _exponent = OfBytes(random);
        _ours = BigInteger.ModPow(2, _exponent, Prime);
    }

    /// <summary>What the site gets.</summary>
    public string Public => Digest.Hex(Bytes(_ours));

    /// <param name="theirs">The site's value.</param>
    /// <param name="code">What people compare.</param>
    /// <returns>The secret.</returns>
    public byte[] Agree(string theirs, out string code)
    {
        var value = theirs.Length is > 0 and <= 2 * Length ? OfHex(theirs) : BigInteger.Zero;
        if (value <= 1 || value >= Prime - 1)
        {
            throw new SiteTrouble(TroubleKind.Untrusted, "The site's answer to the question for a key makes no sense.");
        }

        code = Code(Digest.Sha256(Joined("dewar-code", Bytes(_ours), Bytes(value))));
        return Digest.Sha256(Joined("dewar-pair", Bytes(BigInteger.ModPow(value, _exponent, Prime))));
    }

    // 40 bits in eight letters.
    private static string Code(byte[] digest)
    {
        long bits = 0;
        for (var at = 0; at < 5; at++)
        {
            bits = bits << 8 | digest[at];
        }

        var code = new StringBuilder();
        for (var shift = 35; shift >= 0; shift -= 5)
        {
            code.Append(Letters[(int)(bits >> shift) & 31]);
        }

        return code.Insert(4, '-').ToString();
    }

    private static byte[] Joined(string word, params byte[][] values)
    {
        var joined = new byte[word.Length + values.Length * Length];
        Encoding.ASCII.GetBytes(word, 0, word.Length, joined, 0);
        for (var number = 0; number < values.Length; number++)
        {
            Buffer.BlockCopy(values[number], 0, joined, word.Length + number * Length, Length);
        }

        return joined;
    }

    private static BigInteger OfHex(string hex) =>
        BigInteger.TryParse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : BigInteger.Zero;

    // .NET Framework has the lowest byte first, and the highest bit for the sign.
    private static BigInteger OfBytes(byte[] bytes)
    {
        var turned = new byte[bytes.Length + 1];
        for (var at = 0; at < bytes.Length; at++)
        {
            turned[at] = bytes[bytes.Length - 1 - at];
        }

        return new(turned);
    }

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[Length];
        var turned = value.ToByteArray();
        for (var at = 0; at < Math.Min(Length, turned.Length); at++)
        {
            bytes[Length - 1 - at] = turned[at];
        }

        return bytes;
    }
}
