using System.Text;

namespace Dewar.Records;

/// <summary>Addresses in documents: percent-encoded once, whatever they were before.</summary>
internal static class Addresses
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string Reserved = ":/?#@!$&'()*+,;=";

    /// <summary>The address of a file: as it is known, or else made of its path.</summary>
    public static string Of(RecordFile file) => file.Url is { Length: > 0 } url ? Clean(url) : OfPath(file.Path);

    /// <summary>A path as it is on the disk becomes an address.</summary>
    public static string OfPath(string path) => string.Join('/', path.Split('/').Select(part => Encode(part, Unreserved, keepEscapes: false)));

    /// <summary>What is encoded stays so, and the rest is encoded.</summary>
    public static string Clean(string url)
    {
        // A second # can't stand for itself.
        var hash = url.IndexOf('#');
        return hash < 0 ? Encode(url, Unreserved + Reserved, keepEscapes: true)
            : Encode(url[..(hash + 1)], Unreserved + Reserved, keepEscapes: true) + Encode(url[(hash + 1)..], Unreserved + Reserved.Replace("#", ""), keepEscapes: true);
    }

    /// <summary>Whether it leads somewhere by itself.</summary>
    public static bool IsWhole(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    public static string Decode(string address) => Uri.UnescapeDataString(address);

    private static bool IsEscape(ReadOnlySpan<char> text) => text is ['%', var first, var second, ..] && char.IsAsciiHexDigit(first) && char.IsAsciiHexDigit(second);

    private static string Encode(string text, string allowed, bool keepEscapes)
    {
        var encoded = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        for (var place = 0; place < text.Length; place++)
        {
            if (allowed.Contains(text[place]) || keepEscapes && IsEscape(text.AsSpan(place)))
            {
                encoded.Append(text[place]);
                continue;
            }

            // Half of a character of two is no character.
            var rune = Rune.TryGetRuneAt(text, place, out var whole) ? whole : Rune.ReplacementChar;
            place += rune.Utf16SequenceLength - 1;
            foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
            {
                encoded.Append($"%{one:X2}");
            }
        }

        return encoded.ToString();
    }
}
