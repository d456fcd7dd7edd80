using System.IO.Compression;
using System.Text;

namespace Dewar.Search;

/// <summary>How a column is kept: its values, then the numbers of its rows, in runs; all of it deflated.</summary>
internal static class ColumnBytes
{
    public static byte[] Pack(NumberColumn column) => Pack(column.Codes, writer =>
    {
        foreach (var value in column.Values)
        {
            writer.Write(value);
        }
    });

    public static byte[] Pack(WordColumn column) => Pack(column.Codes, writer =>
    {
        foreach (var value in column.Values)
        {
            writer.Write(value);
        }
    });

    public static NumberColumn Numbers(byte[] packed)
    {
        var (values, codes) = Unpack(packed, reader => reader.ReadDouble());
        return new(values, codes);
    }

    public static WordColumn Words(byte[] packed)
    {
        var (values, codes) = Unpack(packed, reader => reader.ReadString());
        return new(values, codes);
    }

    private static byte[] Pack(Codes codes, Action<BinaryWriter> writeValues)
    {
        using var packed = new MemoryStream();
        using (var writer = new BinaryWriter(new DeflateStream(packed, CompressionLevel.Fastest), Encoding.UTF8))
        {
            writer.Write7BitEncodedInt(codes.Distinct);
            writeValues(writer);
            WriteRuns(codes, writer);
            writer.Write7BitEncodedInt(codes.More.Length);
            foreach (var (row, code) in codes.More)
            {
                writer.Write(row);
                writer.Write7BitEncodedInt(code);
            }
        }

        return packed.ToArray();
    }

    // Files that come one after the other have much in common.
    private static void WriteRuns(Codes codes, BinaryWriter writer)
    {
        for (var row = 0; row < RowSet.Places;)
        {
            var (start, code) = (row, codes[row]);
            while (row < RowSet.Places && codes[row] == code)
            {
                row++;
            }

            writer.Write7BitEncodedInt(code);
            writer.Write7BitEncodedInt(row - start);
        }
    }

    private static (T[] Values, Codes Codes) Unpack<T>(byte[] packed, Func<BinaryReader, T> readValue)
    {
        using var reader = new BinaryReader(new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress), Encoding.UTF8);
        var values = new T[reader.Read7BitEncodedInt()];
        for (var number = 0; number < values.Length; number++)
        {
            values[number] = readValue(reader);
        }

        var codes = new int[RowSet.Places];
        for (var row = 0; row < codes.Length;)
        {
            var code = reader.Read7BitEncodedInt();
            var run = reader.Read7BitEncodedInt();
            codes.AsSpan(row, run).Fill(code);
            row += run;
        }

        var more = new (ushort, int)[reader.Read7BitEncodedInt()];
        for (var number = 0; number < more.Length; number++)
        {
            more[number] = (reader.ReadUInt16(), reader.Read7BitEncodedInt());
        }

        return (values, new(codes, values.Length, more));
    }
}
