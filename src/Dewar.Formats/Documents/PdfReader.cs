using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Documents;

/// <summary>PDF documents: what they say about themselves, and how many pages they have. Damaged tables of objects are replaced by a search. Written to ISO 32000-1.</summary>
public sealed partial class PdfReader : IFormatReader
{
    private const int MostDepth = 32;
    private const int MostNodes = 20_000;

    public string Name => "pdf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("PDF documents", ".pdf", "Title, author, dates, programs, pages; whether it is protected.", "ISO 32000-1:2008")];

    public Likelihood Recognise(FileHead head) =>
        head.Has("%PDF-"u8) ? Likelihood.BySignature
        : head.Bytes.Span[..Math.Min(1024, head.Bytes.Length)].IndexOf("%PDF-1."u8) >= 0 ? Likelihood.ByContent
        : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("PDF document", "application/pdf");
        var objects = new PdfObjects(file, ct);
        into.Metadata.Add("version", objects.Version, at: 0);
        objects.Load();
        if (objects.WasSearched)
        {
            into.Warn("The table of objects is damaged; they were sought from the beginning.");
        }

        if (objects.IsLinearised)
        {
            into.Metadata.Add("linearised", true);
        }

        var encrypted = objects.Trailer.ContainsKey("Encrypt");
        if (encrypted)
        {
            into.Metadata.Add("encrypted", true);
            into.Warn("The document is protected; its words can't be read.");
        }

        var catalog = objects.Resolve(objects.Trailer.GetValueOrDefault("Root")) as PdfDictionary;
        Pages(objects, catalog, into);
        if (!encrypted && objects.Resolve(objects.Trailer.GetValueOrDefault("Info")) is PdfDictionary info)
        {
            Information(objects, info, into);
        }

        if (!into.Metadata.Children.Any(child => child.Name is "pages"))
        {
            into.Warn("The tree of pages is not there.");
        }
    }

    private static void Pages(PdfObjects objects, PdfDictionary? catalog, Extraction into)
    {
        if (catalog is null || objects.Resolve(catalog.GetValueOrDefault("Pages")) is not PdfDictionary root)
        {
            return;
        }

        var counted = Count(objects, root, 0, [], out var first);
        var claimed = objects.Resolve(root.GetValueOrDefault("Count")) as double?;
        var isCounted = counted is > 0 and < MostNodes && !objects.IsExhausted;
        into.Metadata.Add("pages", isCounted ? counted : (long)Math.Clamp(claimed ?? counted, 0, int.MaxValue));
        if (claimed is { } number && isCounted && number != counted)
        {
            into.Warn($"The document claims {number} pages, and {counted} were found.");
        }

        if (first is not null && objects.Resolve(first.GetValueOrDefault("MediaBox") ?? root.GetValueOrDefault("MediaBox")) is List<object?> { Count: 4 } box)
        {
            double[] corners = [.. box.Select(value => objects.Resolve(value) as double? ?? double.NaN)];
            into.Metadata.Add("page width", corners[2] - corners[0], "points");
            into.Metadata.Add("page height", corners[3] - corners[1], "points");
        }
    }

    private static long Count(PdfObjects objects, PdfDictionary node, int depth, HashSet<PdfDictionary> seen, out PdfDictionary? first)
    {
        first = null;
        if (depth > MostDepth || seen.Count > MostNodes || !seen.Add(node))
        {
            return 0;
        }

        if (objects.Resolve(node.GetValueOrDefault("Kids")) is not List<object?> kids)
        {
            first = node;
            return 1;
        }

        var count = 0L;
        foreach (var kid in kids)
        {
            if (objects.Resolve(kid) is PdfDictionary page)
            {
                count += Count(objects, page, depth + 1, seen, out var found);
                first ??= found;
            }
        }

        return count;
    }

    private static void Information(PdfObjects objects, PdfDictionary info, Extraction into)
    {
        foreach (var (key, raw) in info.Take(200))
        {
            if (objects.Resolve(raw) is PdfText text && text.Words.Trim('\0', ' ') is { Length: > 0 } words)
            {
                var time = key.EndsWith("Date", StringComparison.Ordinal) ? Time(words) : null;
                into.Metadata.Add(key, time is { } known ? known : words.Length > 4000 ? words[..4000] : words, at: text.At);
            }
        }

        into.Facts.Tell(CoreNames.Title, into.Metadata.Word("Title"), "Title");
        into.Facts.Tell(CoreNames.Description, into.Metadata.Word("Subject"), "Subject");
        into.Facts.Tell(CoreNames.Operator, into.Metadata.Word("Author"), "Author", "The author of the document.");
        into.Facts.Tell(CoreNames.Software, into.Metadata.Word("Creator") ?? into.Metadata.Word("Producer"), "Creator");
        into.Facts.Tell(CoreNames.AcquiredAt, (into.Metadata.Find("CreationDate") as MetaValue)?.Value as FileTime?, "CreationDate", "When the document was made.");
    }

    // D:20241021143650+02'00'
    private static FileTime? Time(string text)
    {
        if (TimeForm.Match(text) is not { Success: true } match)
        {
            return null;
        }

        int Part(string name, int otherwise) => match.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits) : otherwise;
        var iso = $"{Part("y", 1):0000}-{Part("mo", 1):00}-{Part("d", 1):00} {Part("h", 0):00}:{Part("m", 0):00}:{Part("s", 0):00}";
        var zone = match.Groups["z"].Value switch
        {
            "" => "",
            "Z" => "Z",
            var sign => $"{sign}{Part("zh", 0):00}:{Part("zm", 0):00}",
        };
        return TimeText.Parse(iso + zone);
    }

    [GeneratedRegex(@"^(D:)?(?<y>[0-9]{4})(?<mo>[0-9]{2})?(?<d>[0-9]{2})?(?<h>[0-9]{2})?(?<m>[0-9]{2})?(?<s>[0-9]{2})?((?<z>[-+Z])((?<zh>[0-9]{2})'?(?<zm>[0-9]{2})?)?)?")]
    private static partial Regex TimeForm { get; }
}
