using System.Text;

namespace Dewar.Search;

/// <summary>
/// Words and the rows that have them, in the order of the words. A word is kept as how much of its beginning is that of the one before, and the rest;
/// rows as runs: how many are left out, how many follow.
/// </summary>
internal static class TermBlock
{
    private const int Size = 32 << 10;

    /// <summary>Blocks of words that come in their order.</summary>
    public static IEnumerable<(string First, byte[] Body)> Pack(IEnumerable<(string Word, IReadOnlyList<ushort> Rows)> words)
    {
        var (block, first, before) = (new MemoryStream(), (string?)null, "");
        foreach (var (word, rows) in words)
        {
            if (block.Length >= Size)
            {
                yield return (first!, ColumnBytes.Pack(writer => writer.Write(block.GetBuffer().AsSpan(0, (int)block.Length))));
                (block, first, before) = (new MemoryStream(), null, "");
            }

            using var writer = new BinaryWriter(block, Encoding.UTF8, leaveOpen: true);
            var common = before.AsSpan().CommonPrefixLength(word);
            // A pair of surrogates is one letter.
            common -= common > 0 && char.IsHighSurrogate(word[common - 1]) ? 1 : 0;
            writer.Write7BitEncodedInt(common);
            writer.Write(word[common..]);
            Write(writer, rows);
            (first, before) = (first ?? word, word);
        }

        if (first is not null)
        {
            yield return (first, ColumnBytes.Pack(writer => writer.Write(block.GetBuffer().AsSpan(0, (int)block.Length))));
        }
    }

    /// <summary>The words of a block with their rows.</summary>
    /// <param name="wants">Whether the rows of a word are wanted; null ends it.</param>
    public static IEnumerable<(string Word, List<ushort> Rows)> Read(byte[] block, Func<string, bool?> wants)
    {
        var reader = new BinaryReader(new MemoryStream(block), Encoding.UTF8);
        var word = "";
        while (reader.BaseStream.Position < block.Length)
        {
            var common = reader.Read7BitEncodedInt();
            word = word[..common] + reader.ReadString();
            if (wants(word) is not { } wanted)
            {
                yield break;
            }

            var rows = Rows(reader, wanted);
            if (wanted)
            {
                yield return (word, rows);
            }
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<ushort> rows)
    {
        var runs = new List<(int Start, int Length)>();
        foreach (var row in rows)
        {
            if (runs.Count > 0 && runs[^1] is var last && last.Start + last.Length == row)
            {
                runs[^1] = (last.Start, last.Length + 1);
            }
            else
            {
                runs.Add((row, 1));
            }
        }

        writer.Write7BitEncodedInt(runs.Count);
        var next = 0;
        foreach (var (start, length) in runs)
        {
            writer.Write7BitEncodedInt(start - next);
            writer.Write7BitEncodedInt(length);
            next = start + length;
        }
    }

    private static List<ushort> Rows(BinaryReader reader, bool wanted)
    {
        var rows = new List<ushort>();
        var next = 0;
        for (var runs = reader.Read7BitEncodedInt(); runs > 0; runs--)
        {
            next += reader.Read7BitEncodedInt();
            var end = next + reader.Read7BitEncodedInt();
            for (; next < end; next++)
            {
                if (wanted)
                {
                    rows.Add((ushort)next);
                }
            }
        }

        return rows;
    }
}
