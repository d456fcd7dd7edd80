using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Compound;

/// <summary>What a document says about itself: the summary streams of compound files. Written to [MS-OLEPS].</summary>
internal static class PropertySet
{
    private const int Most = 256;

    private static readonly Dictionary<uint, string> SummaryNames = new()
    {
        [2] = "Title", [3] = "Subject", [4] = "Author", [5] = "Keywords", [6] = "Comments", [7] = "Template", [8] = "Last saved by",
        [9] = "Revision", [12] = "Created", [13] = "Last saved", [14] = "Pages", [15] = "Words", [16] = "Characters", [18] = "Application",
    };

    private static readonly Dictionary<uint, string> DocumentNames = new()
    {
        [2] = "Category", [14] = "Manager", [15] = "Company", [5] = "Lines", [6] = "Paragraphs", [7] = "Slides",
    };

    /// <summary>Adds what the two summary streams say.</summary>
    public static void Read(CompoundFile file, Extraction into)
    {
        foreach (var (path, names) in new[] { ("\u0005SummaryInformation", SummaryNames), ("\u0005DocumentSummaryInformation", DocumentNames) })
        {
            if (file.Find(path) is { } stream)
            {
                Read(file.Read(stream, 1 << 20), names, into.Metadata.AddGroup(path[1..]));
            }
        }

        var summary = into.Metadata.Find("SummaryInformation") as MetaGroup;
        into.Facts.Tell(CoreNames.Title, summary?.Word("Title"), "SummaryInformation/Title");
        into.Facts.Tell(CoreNames.Description, summary?.Word("Comments"), "SummaryInformation/Comments");
        into.Facts.Tell(CoreNames.Operator, summary?.Word("Author"), "SummaryInformation/Author", "The author of the document.");
        into.Facts.Tell(CoreNames.Software, summary?.Word("Application"), "SummaryInformation/Application");
        into.Facts.Tell(
            CoreNames.AcquiredAt, (summary?.Find("Created") as MetaValue)?.Value as FileTime?, "SummaryInformation/Created", "When the document was made.");
    }

    private static void Read(byte[] bytes, Dictionary<uint, string> names, MetaGroup into)
    {
        if (bytes.Length < 48)
        {
            return;
        }

        var set = bytes.AsSpan((int)Math.Min(U32(bytes, 44), bytes.Length));
        var encoding = Encoding.Latin1;
        var count = set.Length < 8 ? 0 : Math.Min(U32(set, 4), Most);
        for (var i = 0; i < count && 16 + 8 * i <= set.Length; i++)
        {
            var (id, at) = (U32(set, 8 + 8 * i), U32(set, 12 + 8 * i));
            if (at + 8L > set.Length)
            {
                continue;
            }

            var value = set[(int)at..];
            if (id == 1)
            {
                encoding = EncodingOf(BinaryPrimitives.ReadUInt16LittleEndian(value[4..]));
            }
            else if (names.TryGetValue(id, out var name) && ValueOf(value, encoding) is { } found)
            {
                into.Add(name, found);
            }
        }
    }

    private static object? ValueOf(ReadOnlySpan<byte> value, Encoding encoding)
    {
        switch (U32(value, 0) & 0xffff)
        {
            case 2:
                return BinaryPrimitives.ReadInt16LittleEndian(value[4..]);
            case 3:
                return BinaryPrimitives.ReadInt32LittleEndian(value[4..]);
            case 30 or 31:
                var wide = (U32(value, 0) & 0xffff) == 31;
                var length = Math.Min(U32(value, 4) * (wide ? 2L : 1L), value.Length - 8);
                var text = (wide || encoding.CodePage == 1200 ? Encoding.Unicode : encoding).GetString(value.Slice(8, (int)length)).TrimEnd('\0').Trim();
                return text is "" ? null : text;
            case 64 when value.Length >= 12:
                var ticks = BinaryPrimitives.ReadInt64LittleEndian(value[4..]);
                return ticks > 0 && ticks < new DateTime(2200, 1, 1).ToFileTimeUtc() && ticks > new DateTime(1950, 1, 1).ToFileTimeUtc()
                    ? FileTime.Utc(DateTime.FromFileTimeUtc(ticks))
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The encoding of a code page; Windows' Western one when it is not known.</summary>
    public static Encoding EncodingOf(int codePage)
    {
        try
        {
            return codePage switch
            {
                65001 => Encoding.UTF8,
                1200 => Encoding.Unicode,
                _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? TextBytes.Windows1252,
            };
        }
        catch (ArgumentException)
        {
            return TextBytes.Windows1252;
        }
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
