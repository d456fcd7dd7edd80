using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Edf;

/// <summary>A header between braces: <c>{ Name = value ; Name = value ; }</c>, as EDF and SMV have it, filled up with blanks.</summary>
internal sealed class BraceHeader
{
    private const int Longest = 256 * 1024;
    private const int Block = 512;
    private readonly List<(string Name, string Value)> _entries = [];

    public IReadOnlyList<(string Name, string Value)> Entries => _entries;

    /// <summary>Where it begins.</summary>
    public long Start { get; private init; }

    /// <summary>Bytes up to the data.</summary>
    public long Length { get; private set; }

    /// <summary>The value of a name, whatever its case.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (each, value) in _entries)
            {
                if (each.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    public long? Whole(string name) => long.TryParse(this[name], out var number) ? number : null;

    public double? Number(string name) => this[name] is { } text && NumberText.TryParse(text.Split(' ')[0], out var number) ? number : null;

    /// <summary>Reads a header; null when there is none at this place.</summary>
    public static BraceHeader? Read(ByteSource file, long start)
    {
        var bytes = new byte[Block];
        var length = file.Read(start, bytes);
        var blanks = bytes.AsSpan(0, length).IndexOfAnyExcept(" \r\n\t\0"u8);
        if (blanks < 0 || bytes[blanks] != '{')
        {
            return null;
        }

        // The brace that closes it ends a block, so that braces in values do no harm; where none does, the first one at a line's end counts.
        for (var early = -1; ;)
        {
            var here = bytes.AsSpan(0, length);
            if (here.EndsWith("}\n"u8))
            {
                return Parse(here, start, length);
            }

            early = early < 0 ? Closing(here) : early;
            if (length < bytes.Length || length >= Longest || early > 0 && length > early + 64 * Block)
            {
                return early > 0 ? Parse(here[..early], start, early) : throw new DamagedException("A header that begins with a brace has no end", start);
            }

            Array.Resize(ref bytes, length + Block);
            length += file.Read(start + length, bytes.AsSpan(length));
        }
    }

    /// <summary>Tells all of it.</summary>
    public void Tell(MetaGroup into)
    {
        foreach (var (name, value) in _entries)
        {
            into.Add(name, long.TryParse(value, out var whole) ? whole : NumberText.TryParse(value, out var number) ? number : value, at: Start);
        }
    }

    private static int Closing(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf("}\n"u8) is >= 0 and var plain ? plain + 2 : bytes.IndexOf("}\r\n"u8) is >= 0 and var other ? other + 3 : -1;
        return at;
    }

    private static BraceHeader Parse(ReadOnlySpan<byte> bytes, long start, int length)
    {
        var header = new BraceHeader { Start = start, Length = length };
        var text = LineReader.Decode(bytes);
        var open = text.IndexOf('{');
        var close = text.LastIndexOf('}');
        foreach (var line in text[(open + 1)..Math.Max(open + 1, close)].Split(';', '\n'))
        {
            var equals = line.IndexOf('=');
            if (equals > 0 && line[..equals].Trim() is { Length: > 0 } name && header._entries.Count < 10_000)
            {
                header._entries.Add((name, line[(equals + 1)..].Trim().Trim('"')));
            }
        }

        return header;
    }
}
