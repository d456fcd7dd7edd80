using System.Text;

namespace Dewar.Formats.Hdf5;

/// <summary>Text of a fixed length.</summary>
/// <param name="Padding">0: it ends with the first zero; 1: zeros follow; 2: blanks follow.</param>
internal sealed record TextType(int Size, int Padding) : Hdf5Type(Size)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The file says that it is UTF-8.</summary>
    public bool IsUtf8 { get; init; }

    public override string Name => $"text[{Size}]";

    public override bool IsText => true;

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        var text = bytes[..Size];
        var end = text.IndexOf((byte)0);
        return Padding switch
        {
            0 => Of(end < 0 ? text : text[..end]),
            1 => Of(text.TrimEnd((byte)0)),
            _ => Of(text.TrimEnd((byte)0).TrimEnd((byte)' ')),
        };
    }

    /// <summary>Whatever the file says of the encoding, it is UTF-8 or, where that cannot be, Latin-1.</summary>
    public static string Of(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            return Encoding.ASCII.GetString(text);
        }

        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text);
        }
    }
}

/// <summary>Text or a sequence whose length differs from element to element; the values are in the global heap.</summary>
internal sealed record VariableLengthType(int Size, bool OfText, Hdf5Type Of) : Hdf5Type(Size)
{
    /// <summary>As of text of a fixed length.</summary>
    public int Padding { get; init; }

    /// <summary>The file says that it is UTF-8.</summary>
    public bool IsUtf8 { get; init; }

    public override string Name => OfText ? "text" : $"{Of.Name}[…]";

    public override bool IsText => OfText;

    public override bool IsReferring => true;

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        var found = values.Heap(bytes, OfText ? 1 : Of.Size, out var count);
        if (!OfText)
        {
            return values.Decode(Of, found[..(count * Of.Size)]);
        }

        var text = found[..count];
        var end = text.IndexOf((byte)0);
        return TextType.Of(end < 0 ? text : text[..end]);
    }
}
