using System;
using System.Security.Cryptography;

namespace Dewar.Logger.Site;

/// <summary>Signs what goes to the site, and tells whether it was the site that answered.</summary>
internal static class Signature
{
    public static string OfRequest(byte[] secret, string method, string pathAndQuery, string time, string nonce, string digest) =>
        Sign(secret, "dewar-1", method, pathAndQuery, time, nonce, digest);

    public static string OfAnswer(byte[] secret, string nonce, int status, string time, byte[] body) =>
        Sign(secret, "dewar-1 answer", nonce, status.ToString(System.Globalization.CultureInfo.InvariantCulture), time, Digest.Hex(Digest.Sha256(body)));

    /// <summary>Takes the same time wherever they differ.</summary>
    public static bool AreSame(string one, string other)
    {
        var difference = one.Length ^ other.Length;
        for (var at = 0; at < Math.Min(one.Length, other.Length); at++)
        {
            difference |= one[at] ^ other[at];
        }

        return difference == 0;
    }

    private static string Sign(byte[] secret, params string[] lines)
    {
        using var hmac = new HMACSHA256(secret);
        return Convert.ToBase64String(hmac.ComputeHash(Digest.Utf8.GetBytes(string.Join("\n", lines))));
    }
}
