using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>The header of one unit of a FITS file, and where its data are.</summary>
internal sealed class Header
{
    public const int Block = 2880;
    private const int MostCards = 100_000;
    private readonly List<Card> _cards = [];
    private readonly Dictionary<string, Card> _byName = new(StringComparer.Ordinal);

    /// <summary>In the file's order; those that continue another one are joined with it.</summary>
    public IReadOnlyList<Card> Cards => _cards;

    /// <summary>Where the data begin.</summary>
    public long DataStart { get; private set; }

    /// <summary>It has no END: the file was cut off in it, or it is none.</summary>
    public bool IsCut { get; private set; }

    /// <summary>"IMAGE", "TABLE", "BINTABLE", another extension's, or "PRIMARY".</summary>
    public string Kind => Word("XTENSION") is { } kind ? kind : "PRIMARY";

    /// <summary>EXTNAME, or the number of the unit.</summary>
    public string NameOr(int index) => Word("EXTNAME") is { Length: > 0 } name ? name : index == 0 ? "Primary" : $"HDU {index}";

    public double? Number(string keyword) => Find(keyword)?.Value switch { long whole => whole, double number => number, _ => null };

    public double Number(string keyword, double otherwise) => Number(keyword) ?? otherwise;

    public long? Whole(string keyword) => Number(keyword) is { } number && Math.Abs(number) < 1e18 ? (long)number : null;

    public string? Word(string keyword) => Find(keyword)?.Value as string;

    public bool Flag(string keyword) => Find(keyword)?.Value is true;

    public Card? Find(string keyword) => _byName.GetValueOrDefault(keyword);

    /// <summary>Lengths of the axes, the fastest first.</summary>
    /// <param name="prefix">"NAXIS", or "ZNAXIS" for a picture inside a table.</param>
    public long[] Lengths(string prefix = "NAXIS")
    {
        var count = Whole(prefix) ?? 0;
        if (count is < 0 or > 999)
        {
            throw new DamagedException($"{prefix} says {count} axes, and FITS has up to 999", Find(prefix)?.At);
        }

        var lengths = new long[count];
        for (var i = 0; i < count; i++)
        {
            lengths[i] = Whole($"{prefix}{i + 1}") ?? 0;
            if (lengths[i] < 0)
            {
                throw new DamagedException($"{prefix}{i + 1} is negative", Find($"{prefix}{i + 1}")?.At);
            }
        }

        return lengths;
    }

    /// <summary>Bytes of the data with the heap of a table, without what fills the last block.</summary>
    public long DataLength()
    {
        var lengths = Lengths();
        if (lengths.Length == 0)
        {
            return 0;
        }

        // "Random groups" have a first axis of length nought that does not count.
        var groups = lengths[0] == 0 && Flag("GROUPS");
        var product = 1L;
        foreach (var length in groups ? lengths[1..] : lengths)
        {
            product = checked(product * length);
        }

        var count = checked((Whole("GCOUNT") ?? 1) * ((Whole("PCOUNT") ?? 0) + product));
        return checked(count * (Math.Abs(Whole("BITPIX") ?? 8) / 8));
    }

    /// <summary>Reads a header; null when there is none, as in what some programs leave after the last unit.</summary>
    public static Header? Read(ByteSource file, long start)
    {
        var header = new Header();
        var block = new byte[Block];
        for (var at = start; ; at += Block)
        {
            var read = file.Read(at, block);
            for (var line = 0; line + Card.Length <= read; line += Card.Length)
            {
                var bytes = block.AsSpan(line, Card.Length);
                if (at == start && line == 0 && !bytes.StartsWith("SIMPLE  "u8) && !bytes.StartsWith("XTENSION"u8))
                {
                    return null;
                }

                if (bytes.StartsWith("END"u8) && bytes[3..].TrimEnd((byte)' ').IsEmpty)
                {
                    header.DataStart = at + Block;
                    return header;
                }

                header.Add(Card.Parse(bytes, at + line));
            }

            if (read < Block || header._cards.Count > MostCards)
            {
                header.DataStart = file.Length;
                header.IsCut = true;
                return header;
            }
        }
    }

    private void Add(Card card)
    {
        if (card.Keyword is "CONTINUE" && card.Value is string more && _cards is [.., { Value: string before } last])
        {
            card = last with { Value = before.TrimEnd('&') + more, Comment = $"{last.Comment} {card.Comment}".Trim() };
            _cards.RemoveAt(_cards.Count - 1);
            _byName.Remove(card.Keyword);
        }

        _cards.Add(card);
        _byName.TryAdd(card.Keyword, card);
    }
}
