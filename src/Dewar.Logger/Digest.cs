using System.Security.Cryptography;
using System.Text;

namespace Dewar.Logger;

/// <summary>SHA-256, and how bytes are written.</summary>
internal static class Digest
{
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static byte[] Sha256(byte[] bytes) => Sha256(bytes, bytes.Length);

    public static byte[] Sha256(byte[] bytes, int count)
    {
        using var hash = Make();
        return hash.ComputeHash(bytes, 0, count);
    }

    public static byte[] Random(int count)
    {
        var bytes = new byte[count];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return bytes;
    }

    public static string Hex(byte[] bytes)
    {
        const string digits = "0123456789abcdef";
        var text = new char[bytes.Length * 2];
        for (var at = 0; at < bytes.Length; at++)
        {
            text[2 * at] = digits[bytes[at] >> 4];
            text[2 * at + 1] = digits[bytes[at] & 15];
        }

        return new string(text);
    }

#if NETFRAMEWORK
    // The system's: where Windows is told to use nothing else (FIPS), the managed one refuses to work.
    private static SHA256CryptoServiceProvider Make() => new();
#else
    private static SHA256 Make() => SHA256.Create();
#endif
}
