using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Dewar.Search;

/// <summary>
/// How columns are kept, little endian: how many rows and values, the values, a code for each row, then rows with further values. Deflated,
/// since rows that come one after the other have much in common.
/// </summary>
internal static class ColumnBytes
{
    private const byte Numbers = 0, Words = 1;

    /// <summary>Writes a column behind others.</summary>
    public static void Write(BinaryWriter writer, Column column)
    {
        writer.Write(column is NumberColumn ? Numbers : Words);
        writer.Write7BitEncodedInt(column.Codes.Places);
        writer.Write7BitEncodedInt(column.Codes.Distinct);
        switch (column)
        {
            case NumberColumn numbers:
                writer.Write(MemoryMarshal.AsBytes(numbers.Values));
                break;
            case WordColumn words:
                foreach (var word in words.Values)
                {
                    writer.Write(word);
                }

                break;
        }

        writer.Write(column.Codes.Raw);
        writer.Write7BitEncodedInt(column.Codes.More.Length);
        foreach (var (row, code) in column.Codes.More)
        {
            writer.Write(row);
            writer.Write7BitEncodedInt(code);
        }
    }

    public static Column Read(BinaryReader reader)
    {
        var isNumbers = reader.ReadByte() == Numbers;
        var (rows, distinct) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        var numbers = new double[isNumbers ? distinct : 0];
        var words = new string[isNumbers ? 0 : distinct];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        for (var number = 0; number < words.Length; number++)
        {
            words[number] = reader.ReadString();
        }

        var raw = new byte[rows * Codes.Width(distinct)];
        reader.BaseStream.ReadExactly(raw);
        var more = new (ushort, int)[reader.Read7BitEncodedInt()];
        for (var number = 0; number < more.Length; number++)
        {
            more[number] = (reader.ReadUInt16(), reader.Read7BitEncodedInt());
        }

        var codes = new Codes(raw, rows, distinct, more);
        return isNumbers ? new NumberColumn(numbers, codes) : new WordColumn(words, codes);
    }

    public static byte[] Pack(Action<BinaryWriter> write)
    {
        var packed = new MemoryStream();
        using (var writer = new BinaryWriter(new DeflateStream(packed, CompressionLevel.Fastest), Encoding.UTF8))
        {
            write(writer);
        }

        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] packed)
    {
        using var whole = new MemoryStream();
        using (var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            stream.CopyTo(whole);
        }

        return whole.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    public static T Unpack<T>(byte[] packed, Func<BinaryReader, T> read) => read(new(new MemoryStream(Unpack(packed)), Encoding.UTF8));
}
