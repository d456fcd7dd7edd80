using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>A TIFF file as the dialects see it: its pages, and the series they make.</summary>
internal sealed class Document
{
    private const int MostSeries = 500;
    private const int MostAside = 64;

    private readonly Lazy<string> _description;
    private readonly Dictionary<Page, int> _numbers = [];

    private Document(TiffFile file, List<Page> pages)
    {
        (File, Pages) = (file, pages);
        _description = new(() => First.Text(Tags.ImageDescription) ?? "");
    }

    public TiffFile File { get; }

    public ByteSource Source => File.Source;

    /// <summary>The pictures of the main chain, in the file's order; at least one.</summary>
    public IReadOnlyList<Page> Pages { get; }

    public Ifd First => Pages[0].Ifd;

    /// <summary>The text in which many programs keep what they know.</summary>
    public string Description => _description.Value;

    public List<Series> Series { get; } = [];

    /// <summary>The series that is shown first.</summary>
    public Series Main => Series.Find(series => series.IsMain) ?? Series[0];

    public static Document Open(ByteSource source, Extraction into, CancellationToken ct)
    {
        var file = TiffFile.Open(source);
        List<Page> pages = [];
        var other = 0;
        foreach (var ifd in file.Chain(file.First, int.MaxValue, into.Warn, ct))
        {
            if (Page.From(ifd) is { } page)
            {
                pages.Add(page);
            }
            else if (++other == 1)
            {
                into.Warn($"The directory at byte {ifd.At} describes no picture.");
            }
        }

        if (pages.Count == 0)
        {
            throw new DamagedException($"{source.Name} has no directory that describes a picture", file.First);
        }

        var document = new Document(file, pages);
        document.Group(into);
        return document;
    }

    /// <summary>The number of a page, from one.</summary>
    public int NumberOf(Page page) => _numbers.GetValueOrDefault(page, 1);

    // Pages of equal shape are one series, also when others lie between them.
    private void Group(Extraction into)
    {
        var groups = new Dictionary<object, List<Frame>>();
        List<List<Frame>> order = [];
        for (var i = 0; i < Pages.Count; i++)
        {
            var key = (Pages[i].Key, Palette.Fingerprint(Pages[i]));
            if (!groups.TryGetValue(key, out var frames))
            {
                if (order.Count == MostSeries)
                {
                    into.Warn($"There are pictures of more than {MostSeries} shapes; the others are not listed.");
                    continue;
                }

                groups[key] = frames = [];
                order.Add(frames);
                _numbers[Pages[i]] = i + 1;
            }

            frames.Add(new(Pages[i]));
        }

        foreach (var frames in order)
        {
            var number = NumberOf(frames[0].Page);
            Series.Add(new(frames)
            {
                Name = frames[0].Page.IsAside ? "reduced" : order.Count > 1 ? $"page {number}" : "",
                Place = order.Count > 1 ? $"page {number}" : null,
            });
        }

        AddAside();
        (Series.Find(series => !series.Page.IsAside) ?? Series[0]).IsMain = true;
    }

    // Directories below those of the pages: smaller copies as a rule.
    private void AddAside()
    {
        var seen = new HashSet<long>(Pages.Select(page => page.Ifd.At));
        foreach (var parent in Series.Take(16).ToList())
        {
            if (parent.Page.Ifd[Tags.SubIfds] is not { IsBytes: false } entry)
            {
                continue;
            }

            foreach (var at in parent.Page.Ifd.Integers(entry, MostAside))
            {
                if (seen.Add(at) && File.Read(at) is { } ifd && Page.From(ifd) is { } page && Series.Count < MostSeries + MostAside)
                {
                    var number = NumberOf(parent.Page);
                    _numbers[page] = number;
                    Series.Add(new([new(page)])
                    {
                        Name = page.IsAside ? "reduced" : $"below page {number}",
                        Place = $"below page {number}, byte {at}",
                    });
                }
            }
        }
    }
}
