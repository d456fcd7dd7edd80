namespace Dewar.Search;

/// <summary>What is known of a column without reading it.</summary>
/// <param name="Filled">How many rows have a value.</param>
/// <param name="Least">The smallest number; with <paramref name="Most"/> for numbers only.</param>
internal sealed record ColumnNote(string Name, int Filled, int Distinct, double Least, double Most)
{
    public static ColumnNote Of(string name, Column column) => new(name, column.Any().Count, column.Codes.Distinct,
        column is NumberColumn { Values: [var least, ..] } ? least : double.NaN, column is NumberColumn { Values: [.., var most] } ? most : double.NaN);
}

/// <summary>What a part has: which files of its section, and which columns.</summary>
/// <param name="Rows">The files' places in the section, ascending.</param>
internal sealed record PartHead(ushort[] Rows, IReadOnlyDictionary<string, ColumnNote> Columns)
{
    public byte[] Pack() => ColumnBytes.Pack(writer =>
    {
        writer.Write7BitEncodedInt(Rows.Length);
        var next = 0;
        foreach (var row in Rows)
        {
            writer.Write7BitEncodedInt(row - next);
            next = row + 1;
        }

        writer.Write7BitEncodedInt(Columns.Count);
        foreach (var note in Columns.Values)
        {
            writer.Write(note.Name);
            writer.Write7BitEncodedInt(note.Filled);
            writer.Write7BitEncodedInt(note.Distinct);
            writer.Write(note.Least);
            writer.Write(note.Most);
        }
    });

    public static PartHead Unpack(byte[] packed) => ColumnBytes.Unpack(packed, reader =>
    {
        var rows = new ushort[reader.Read7BitEncodedInt()];
        var next = 0;
        for (var number = 0; number < rows.Length; number++)
        {
            rows[number] = (ushort)(next + reader.Read7BitEncodedInt());
            next = rows[number] + 1;
        }

        var columns = new Dictionary<string, ColumnNote>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var note = new ColumnNote(string.Intern(reader.ReadString()), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadDouble(), reader.ReadDouble());
            columns.Add(note.Name, note);
        }

        return new PartHead(rows, columns);
    });
}
