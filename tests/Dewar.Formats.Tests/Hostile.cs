using System.IO.Compression;
using System.Text;

namespace Dewar.Formats;

/// <summary>What is done on purpose rather than by accident: false numbers, loops, nesting, entities and bombs.</summary>
internal static class Hostile
{
    private static readonly string[] Numbers =
        ["0", "-1", "1", "65536", "2147483647", "2147483648", "4294967295", "9223372036854775807",
            "99999999999999999999", "1e308", "nan", "1e-320", ""];

    private static readonly string[] Texts = ["(", "[", "{", "<a>", "<<", "/A<<", "[[", "\"", "\n", ",", "<a b=\"", "loop_\n", "0 ", "#"];

    /// <summary>Spoils a file.</summary>
    /// <param name="other">Another file of its reader, or itself.</param>
    public static byte[] Spoil(byte[] sample, byte[] other, Random random) => random.Next(12) switch
    {
        0 => Falsify(sample, random),
        1 => Falsify(Falsify(sample, random), random),
        2 => Copy(Copy((byte[])sample.Clone(), random), random),
        3 when sample.AsSpan().StartsWith("PK\x03\x04"u8) => Repack(sample, random),
        4 when sample.AsSpan().StartsWith("PK\x03\x04"u8) => Repack(sample, random),
        5 when sample.AsSpan().IndexOf((byte)'<') is >= 0 and < 4 => Laugh(sample, random),
        6 when random.Next(8) == 0 => Nest(sample, random),
        7 when Streams.AreIn(sample) => Streams.Spoil(sample, random),
        8 or 9 or 10 => Misplaced.Spoil(sample, other, random),
        _ => Mutations.Spoil(sample, random),
    };

    /// <summary>Another number in the place of one that is written in digits.</summary>
    private static byte[] Falsify(byte[] sample, Random random)
    {
        var at = Place(sample, random);
        var from = sample.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (from < 0)
        {
            return Mutations.Spoil(sample, random);
        }

        from += at;
        var length = sample.AsSpan(from).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var to = length < 0 ? sample.Length : from + length;
        var other = Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]);

        // Formats with fixed columns want what follows to stay where it is.
        var end = random.Next(2) == 0 ? to : Math.Min(sample.Length, from + Math.Max(other.Length, to - from));
        return [.. sample[..from], .. other, .. sample[end..]];
    }

    /// <summary>A word from elsewhere in the file: an offset that leads back, a type that belongs to another length.</summary>
    private static byte[] Copy(byte[] bytes, Random random)
    {
        var size = 1 << random.Next(4);
        var (from, to) = (Place(bytes, random) / size * size, Place(bytes, random) / size * size);
        var count = Math.Min(size, bytes.Length - Math.Max(from, to));
        bytes.AsSpan(from, count).CopyTo(bytes.AsSpan(to));
        return bytes;
    }

    /// <summary>A stretch, of the file itself or of something that opens, thousands of times.</summary>
    private static byte[] Nest(byte[] sample, Random random)
    {
        var at = Place(sample, random);
        var once = random.Next(2) == 0 ? Encoding.ASCII.GetBytes(Texts[random.Next(Texts.Length)])
            : sample[at..Math.Min(sample.Length, at + random.Next(1, 64))];
        var times = 1 << random.Next(8, 18);
        var many = new byte[Math.Min(2 << 20, once.Length * times)];
        for (var i = 0; i < many.Length; i++)
        {
            many[i] = once[i % once.Length];
        }

        return [.. sample[..at], .. many, .. sample[at..]];
    }

    /// <summary>Entities of entities, used in an element.</summary>
    private static byte[] Laugh(byte[] sample, Random random)
    {
        var text = Encoding.Latin1.GetString(sample);
        var start = text.StartsWith("<?", StringComparison.Ordinal) ? text.IndexOf("?>", StringComparison.Ordinal) + 2 : 0;
        var levels = string.Concat(Enumerable.Range(1, 20).Select(i => $"<!ENTITY e{i} \"&e{i - 1};&e{i - 1};&e{i - 1};&e{i - 1};\">"));
        var type = $"<!DOCTYPE x [<!ENTITY e0 \"ha\"><!ENTITY f SYSTEM \"file:///etc/passwd\">{levels}]>";
        var close = text.IndexOf("</", Math.Max(start, random.Next(text.Length)), StringComparison.Ordinal);
        close = close < start ? text.Length : close;
        return Encoding.Latin1.GetBytes($"{text[..start]}{type}{text[start..close]}&e20;&f;{text[close..]}");
    }

    /// <summary>A ZIP file that is whole, but one of its entries is spoilt, or much larger than it looks.</summary>
    private static byte[] Repack(byte[] sample, Random random)
    {
        using var packed = new MemoryStream();
        try
        {
            using var old = new ZipArchive(new MemoryStream(sample));
            using var again = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true);
            var (chosen, bomb) = (random.Next(Math.Max(1, old.Entries.Count)), random.Next(128) == 0);
            foreach (var (place, entry) in old.Entries.Index().Where(entry => entry.Item.Length < 4 << 20))
            {
                using var inside = new MemoryStream();
                using (var content = entry.Open())
                {
                    content.CopyTo(inside);
                }

                using var into = again.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                var bytes = inside.ToArray();
                into.Write(place == chosen && bytes.Length > 0 ? Spoil(bytes, bytes, random) : bytes);
                var zeros = new byte[bomb && place == chosen ? 1 << 20 : 0];
                for (var i = 0; i < 300 && zeros.Length > 0; i++)
                {
                    into.Write(zeros);
                }
            }
        }
        catch (InvalidDataException)
        {
            return Mutations.Spoil(sample, random);
        }

        return packed.ToArray();
    }

    /// <summary>Headers are at the beginning, directories of some formats at the end.</summary>
    private static int Place(byte[] bytes, Random random) => random.Next(4) switch
    {
        0 => random.Next(bytes.Length),
        1 => Math.Max(0, bytes.Length - 1 - random.Next(2048)),
        _ => random.Next(Math.Min(bytes.Length, 2048)),
    };
}
