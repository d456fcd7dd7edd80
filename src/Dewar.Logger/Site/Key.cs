using System;

namespace Dewar.Logger.Site;

/// <summary>By what the site knows this computer.</summary>
internal sealed class Key(string id, byte[] secret)
{
    public string Id => id;

    public byte[] Secret => secret;

    public static byte[]? SecretOf(string base64)
    {
        try
        {
            var bytes = Convert.FromBase64String(base64);
            return bytes.Length == 32 ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
