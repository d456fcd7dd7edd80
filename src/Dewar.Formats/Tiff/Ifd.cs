using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>An image file directory: the fields of one picture, or of a group of settings such as EXIF.</summary>
/// <param name="file">The file it is in.</param>
/// <param name="at">Where it stands, in bytes from the beginning.</param>
/// <param name="entries">Its fields, in the file's order.</param>
internal sealed class Ifd(TiffFile file, long at, Entry[] entries)
{
    // A text longer than this is no description; what lies beyond is left out.
    private const int LongestText = 16 << 20;

    public TiffFile File => file;

    public long At => at;

    public Entry[] Entries => entries;

    public Entry? this[ushort tag]
    {
        get
        {
            foreach (var entry in entries)
            {
                if (entry.Tag == tag)
                {
                    return entry;
                }
            }

            return null;
        }
    }

    public bool Has(ushort tag) => this[tag] is not null;

    /// <summary>A whole number, or the first of several; what is asked instead when there is none.</summary>
    public long Integer(ushort tag, long otherwise) => this[tag] is { Count: > 0 } entry && Integers(entry, 1) is [var first, ..] ? first
        : otherwise;

    /// <summary>A number, or the first of several.</summary>
    public double? Number(ushort tag) => this[tag] is { Count: > 0 } entry && Numbers(entry, 1) is [var first, ..] ? first : null;

    /// <summary>A text; null when there is none.</summary>
    public string? Text(ushort tag) => this[tag] is { } entry ? Text(entry) : null;

    /// <summary>The bytes of a field, as far as the file has them; null when there is none.</summary>
    public byte[]? Bytes(ushort tag) => this[tag] is { } entry ? Bytes(entry, LongestText) : null;

    /// <summary>The values as whole numbers; the first ones, when there are more.</summary>
    public long[] Integers(Entry entry, int most)
    {
        var bytes = Bytes(entry, (long)most * Entry.SizeOf(entry.Type));
        var size = Entry.SizeOf(entry.Type);
        var numbers = new long[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Integer(entry.Type, bytes.AsSpan(i * size));
        }

        return numbers;
    }

    /// <summary>The values as numbers; fractions are divided out.</summary>
    public double[] Numbers(Entry entry, int most)
    {
        var bytes = Bytes(entry, (long)most * Entry.SizeOf(entry.Type));
        var size = Entry.SizeOf(entry.Type);
        var numbers = new double[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            var one = bytes.AsSpan(i * size);
            numbers[i] = entry.Type switch
            {
                FieldType.Rational => (double)U32(one) / U32(one[4..]),
                FieldType.SignedRational => (double)(int)U32(one) / (int)U32(one[4..]),
                FieldType.Float => double.Parse(BitConverter.UInt32BitsToSingle(U32(one)).ToString("R")),
                FieldType.Double => BitConverter.UInt64BitsToDouble(U64(one)),
                FieldType.Long8 => U64(one),
                _ => Integer(entry.Type, one),
            };
        }

        return numbers;
    }

    /// <summary>UTF-8 where it is that, else Latin-1; without the zeros at the end. Lines in the middle that zeros part are joined by
    /// line ends.</summary>
    public string Text(Entry entry) => Decode(Bytes(entry, LongestText));

    /// <summary>Bytes that are text: UTF-8 where they are that, else Windows' Western code page as far as Latin-1 has it.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd((byte)0);
        var text = Latin1OrUtf8(bytes);
        return text.Contains('\0') ? text.Replace("\0", "\n", StringComparison.Ordinal) : text;
    }

    /// <summary>The bytes of a field, so many at the most, as far as the file has them.</summary>
    public byte[] Bytes(Entry entry, long most)
    {
        var length = Math.Min(Math.Min(entry.Length, most), file.Source.Length - entry.At);
        if (length <= 0)
        {
            return [];
        }

        var bytes = new byte[length];
        file.Source.ReadExactly(entry.At, bytes);
        return bytes;
    }

    private static string Latin1OrUtf8(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    private long Integer(FieldType type, ReadOnlySpan<byte> one) => type switch
    {
        FieldType.Short => U16(one),
        FieldType.SignedShort => (short)U16(one),
        FieldType.Long or FieldType.Directory => U32(one),
        FieldType.SignedLong => (int)U32(one),
        FieldType.SignedByte => (sbyte)one[0],
        FieldType.Long8 or FieldType.Directory8 => (long)Math.Min(U64(one), long.MaxValue),
        FieldType.SignedLong8 => (long)U64(one),
        FieldType.Rational => U32(one[4..]) is not 0 and var below ? U32(one) / below : 0,
        FieldType.SignedRational => (int)U32(one[4..]) is not (0 or -1) and var below ? (int)U32(one) / below : 0,
        FieldType.Float => Whole(BitConverter.UInt32BitsToSingle(U32(one))),
        FieldType.Double => Whole(BitConverter.UInt64BitsToDouble(U64(one))),
        _ => one[0],
    };

    private static long Whole(double number) => double.IsFinite(number) && Math.Abs(number) < 9e18 ? (long)number : 0;

    private ushort U16(ReadOnlySpan<byte> bytes) => file.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint U32(ReadOnlySpan<byte> bytes) => file.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private ulong U64(ReadOnlySpan<byte> bytes) => file.BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
