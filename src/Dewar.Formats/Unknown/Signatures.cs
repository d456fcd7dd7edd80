using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Unknown;

/// <summary>A format that shows itself by some bytes.</summary>
/// <param name="Bytes">They, as letters of Latin-1.</param>
/// <param name="At">Where they stand.</param>
/// <param name="Format">In the words of the field.</param>
/// <param name="MediaType">The registered one where there is one.</param>
/// <param name="AlsoAt">Further bytes that must be there; 0 without.</param>
/// <param name="Also">They.</param>
internal sealed record Signature(string Bytes, int At, string Format, string MediaType = "application/octet-stream", int AlsoAt = 0, string Also = "");

/// <summary>Names formats by their signatures.</summary>
internal static partial class Signatures
{
    private static readonly (byte[] Bytes, byte[] Also, Signature Signature)[] Ready =
        [.. new[] { Science, Images, Sound, Documents, Packed, Programs, Disks }.SelectMany(list => list)
            .Select(each => (Encoding.Latin1.GetBytes(each.Bytes), Encoding.Latin1.GetBytes(each.Also), each))];

    /// <summary>What a file is, by its beginning.</summary>
    public static (string Format, string MediaType) Find(FileHead head)
    {
        if (head.Length == 0)
        {
            return ("Empty file", "application/x-empty");
        }

        foreach (var (bytes, also, signature) in Ready)
        {
            if (head.Has(bytes, signature.At) && (also.Length == 0 || head.Has(also, signature.AlsoAt)))
            {
                return (signature.Format, signature.MediaType);
            }
        }

        if (head.Bytes.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            return ("Zeros", "application/octet-stream");
        }

        return PlainText.TextBytes.Guess(head.Bytes.Span, head.Length > head.Bytes.Length, out _) is not null
            ? ("Plain text", "text/plain")
            : ("Unknown", "application/octet-stream");
    }
}
