namespace Dewar.Search;

/// <summary>A part as it is written.</summary>
/// <param name="Columns">Columns by their names; all of a small part together under one.</param>
/// <param name="Terms">Blocks of words, each with its first.</param>
internal sealed record PartContent(long Section, PartHead Head, IReadOnlyList<(string Name, byte[] Body)> Columns, IReadOnlyList<(string First, byte[] Body)> Terms);

/// <summary>Makes a part of what is known of some files of a section, or of what parts have.</summary>
internal sealed class PartBuilder(long section)
{
    /// <summary>So many files are too few for columns to be kept one by one.</summary>
    private const int Small = 4096;

    private readonly Dictionary<string, ColumnBuilder<double>> _numbers = [];
    private readonly Dictionary<string, ColumnBuilder<string>> _words = [];
    private readonly Dictionary<string, List<ushort>> _terms = [];
    private ushort[] _rows = [];

    /// <param name="files">Each once, in the order of their keys.</param>
    public static PartContent Of(long section, IReadOnlyList<FileFacts> files)
    {
        var builder = new PartBuilder(section) { _rows = [.. files.Select(file => file.Row)] };
        for (var row = 0; row < files.Count; row++)
        {
            builder.Add((ushort)row, files[row]);
        }

        return builder.Build();
    }

    /// <summary>One part of several; of those that have the same file the later one is right.</summary>
    /// <param name="parts">In their order, each with its columns and its blocks of words.</param>
    /// <param name="isWhole">No older part is left: files that are gone need not be remembered.</param>
    public static PartContent Merge(long section, IReadOnlyList<PartWithAll> parts, bool isWhole)
    {
        var last = new Dictionary<ushort, int>();
        for (var number = 0; number < parts.Count; number++)
        {
            foreach (var row in isWhole ? parts[number].Kept() : parts[number].Head.Rows)
            {
                last[row] = number;
            }

            foreach (var row in isWhole ? parts[number].Gone() : [])
            {
                last.Remove(row);
            }
        }

        var builder = new PartBuilder(section) { _rows = [.. last.Keys.Order()] };
        var places = new Dictionary<ushort, ushort>();
        for (var place = 0; place < builder._rows.Length; place++)
        {
            places[builder._rows[place]] = (ushort)place;
        }

        for (var number = 0; number < parts.Count; number++)
        {
            var rows = parts[number].Head.Rows;
            builder.Add(parts[number], [.. rows.Select(row => last.TryGetValue(row, out var from) && from == number ? places[row] : -1)]);
        }

        return builder.Build();
    }

    private void Add(ushort row, FileFacts file)
    {
        foreach (var (column, value) in file.Numbers)
        {
            Numbers(column).Add(row, value);
        }

        foreach (var (column, value) in file.Words)
        {
            Words(column).Add(row, value);
        }

        foreach (var word in file.Texts.SelectMany(Tokens.Of))
        {
            Term(word, row);
        }
    }

    /// <param name="to">For each row of the part where it goes to; -1 for those that are old.</param>
    private void Add(PartWithAll part, int[] to)
    {
        foreach (var (name, column) in part.Columns)
        {
            var codes = column.Codes;
            var numbers = column is NumberColumn ? Numbers(name) : null;
            var words = column is WordColumn ? Words(name) : null;
            for (var row = 0; row < to.Length; row++)
            {
                if (to[row] >= 0 && codes[row] is > 0 and var code)
                {
                    numbers?.Add((ushort)to[row], ((NumberColumn)column).Values[code - 1]);
                    words?.Add((ushort)to[row], ((WordColumn)column).Values[code - 1]);
                }
            }

            foreach (var (row, code) in codes.More)
            {
                if (to[row] >= 0)
                {
                    numbers?.Add((ushort)to[row], ((NumberColumn)column).Values[code - 1]);
                    words?.Add((ushort)to[row], ((WordColumn)column).Values[code - 1]);
                }
            }
        }

        foreach (var (word, rows) in part.Terms.SelectMany(block => TermBlock.Read(block, _ => true)))
        {
            foreach (var row in rows)
            {
                if (to[row] >= 0)
                {
                    Term(word, (ushort)to[row]);
                }
            }
        }
    }

    private ColumnBuilder<double> Numbers(string column) => _numbers.TryGetValue(column, out var builder) ? builder : _numbers[column] = new(Comparer<double>.Default);

    private ColumnBuilder<string> Words(string column) => _words.TryGetValue(column, out var builder) ? builder : _words[column] = new(StringComparer.Ordinal);

    private void Term(string word, ushort row)
    {
        var rows = _terms.TryGetValue(word, out var known) ? known : _terms[word] = [];
        if (rows.Count == 0 || rows[^1] != row)
        {
            rows.Add(row);
        }
    }

    private PartContent Build()
    {
        var columns = new List<(string Name, Column Column)>();
        foreach (var (name, builder) in _numbers)
        {
            var (values, codes) = builder.Build(_rows.Length);
            columns.Add((name, new NumberColumn(values, codes)));
        }

        foreach (var (name, builder) in _words)
        {
            var (values, codes) = builder.Build(_rows.Length);
            columns.Add((name, new WordColumn(values, codes)));
        }

        return new(section, new(_rows, columns.ToDictionary(each => each.Name, each => ColumnNote.Of(each.Name, each.Column))),
            _rows.Length < Small ? [(Search.Columns.Together, Pack(columns))] : [.. columns.Select(each => (each.Name, Pack([each])))],
            [.. TermBlock.Pack(_terms.OrderBy(term => term.Key, Disk.PathOrder.ByBytes).Select(term => (term.Key, (IReadOnlyList<ushort>)Sorted(term.Value))))]);
    }

    private static byte[] Pack(List<(string Name, Column Column)> columns) => ColumnBytes.Pack(writer =>
    {
        writer.Write7BitEncodedInt(columns.Count);
        foreach (var (name, column) in columns)
        {
            writer.Write(name);
            ColumnBytes.Write(writer, column);
        }
    });

    public static Dictionary<string, Column> Unpack(byte[] packed) => ColumnBytes.Unpack(packed, reader =>
    {
        var columns = new Dictionary<string, Column>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            columns.Add(reader.ReadString(), ColumnBytes.Read(reader));
        }

        return columns;
    });

    // Rows of parts that were merged come part by part.
    private static List<ushort> Sorted(List<ushort> rows)
    {
        for (var at = 1; at < rows.Count; at++)
        {
            if (rows[at] <= rows[at - 1])
            {
                return [.. rows.Distinct().Order()];
            }
        }

        return rows;
    }
}

/// <summary>A part with all that is in it.</summary>
internal sealed record PartWithAll(PartHead Head, IReadOnlyDictionary<string, Column> Columns, IReadOnlyList<byte[]> Terms)
{
    /// <summary>The files that are there.</summary>
    public IEnumerable<ushort> Kept() => Columns.TryGetValue(Search.Columns.Experiment, out var experiment) ? experiment.Any().Rows().Select(row => Head.Rows[row]) : [];

    /// <summary>The files that are gone.</summary>
    public IEnumerable<ushort> Gone() => Head.Rows.Except(Kept());
}
