using System.IO.Compression;
using Dewar.Formats.Bytes;
using Dewar.Formats.Cbf;
using Dewar.Sdk;

namespace Dewar.Formats.Edf;

/// <summary>A picture of an EDF file: where its bytes are, and what they mean.</summary>
internal sealed record EdfImage(BraceHeader Header, ElementType Element, long[] Shape, bool BigEndian, string Compression, long Start, long Length)
{
    /// <summary>Bytes when they are not compressed.</summary>
    public long Size => Shape.Aggregate((long)Element.Size, (product, length) => checked(product * length));

    public bool IsPlain => Compression is "" or "NONE" or "NOCOMPRESSION";

    /// <summary>What a header says of its picture; null when it announces none.</summary>
    public static EdfImage? Of(BraceHeader header)
    {
        var lengths = new List<long>();
        for (var axis = 1; axis <= 4 && header.Whole($"Dim_{axis}") is { } length; axis++)
        {
            lengths.Insert(0, length > 0 ? length : throw new DamagedException($"Dim_{axis} is not positive", header.Start));
        }

        if (lengths.Count == 0)
        {
            return null;
        }

        var type = header["DataType"] ?? "UnsignedShort";
        var element = Type(type) ?? throw new DamagedException($"DataType {type} is none of EDF", header.Start);
        var order = header["ByteOrder"] ?? "LowByteFirst";
        var compression = (header["Compression"] ?? "").ToUpperInvariant();
        var image = new EdfImage(header, element, [.. lengths], order.StartsWith("High", StringComparison.OrdinalIgnoreCase), compression, header.Start + header.Length, 0);
        var told = header.Whole("EDF_BinarySize") ?? header.Whole("Size");
        return image with { Length = told is > 0 and { } size && (size >= image.Size || !image.IsPlain) ? size : image.Size };
    }

    /// <summary>Its values.</summary>
    public SignalValues Values(ByteSource file) => IsPlain
        ? new PackedValues(file, Start, Element, Shape) { BigEndian = BigEndian }
        : new DecodedValues(Element, Shape, () => Decode(file));

    private byte[] Decode(ByteSource file)
    {
        var size = DecodedValues.Size(Element, Shape);
        var bytes = file.ReadBytes(Start, Math.Min(Length, file.Length - Start));
        if (Compression.Contains("OFFSET", StringComparison.Ordinal))
        {
            return ByteOffset.Decode(bytes, size / Element.Size, Element.Size);
        }

        using var stream = new MemoryStream(bytes);
        using Stream plain = Compression.StartsWith('Z') ? new ZLibStream(stream, CompressionMode.Decompress) : new GZipStream(stream, CompressionMode.Decompress);
        var whole = new byte[size];
        plain.ReadExactly(whole);
        if (BigEndian)
        {
            ByteOrder.Reverse(whole, Element.Size);
        }

        return whole;
    }

    private static ElementType? Type(string name) => name.ToLowerInvariant() switch
    {
        "signedbyte" or "signed8" => ElementType.Int8,
        "unsignedbyte" or "unsigned8" => ElementType.UInt8,
        "signedshort" or "signed16" => ElementType.Int16,
        "unsignedshort" or "unsigned16" => ElementType.UInt16,
        "signedinteger" or "signed32" or "signedlong" => ElementType.Int32,
        "unsignedinteger" or "unsigned32" or "unsignedlong" => ElementType.UInt32,
        "signed64" or "signedlong64" or "signedlonglong" => ElementType.Int64,
        "unsigned64" or "unsignedlong64" or "unsignedlonglong" => ElementType.UInt64,
        "float" or "floatvalue" or "real" or "floatieee32" or "float32" => ElementType.Float32,
        "double" or "doublevalue" or "doubleieee64" or "float64" => ElementType.Float64,
        _ => null,
    };
}
