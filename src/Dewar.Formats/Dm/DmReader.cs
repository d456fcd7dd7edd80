using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>
/// Gatan DigitalMicrograph 3 and 4: a tree of tags in which images lie. Written to the description of the formats by C. Boothroyd,
/// "The DM3 and DM4 file formats", and Gatan's lists of data types.
/// </summary>
public sealed class DmReader : IFormatReader
{
    public string Name => "dm";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Gatan DigitalMicrograph 3 and 4", ".dm3 .dm4",
            "Images, stacks, spectra, spectrum images, 4D-STEM, Fourier transforms and colour pictures with calibrations; microscope, camera, spectrometer.",
            "C. Boothroyd, The DM3 and DM4 file formats"),
    ];

    public Likelihood Recognise(FileHead head) =>
        DmHeader.Of(head.Bytes.Span) is { } header && LooksLikeTags(head.Bytes.Span[header.Length..]) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var header = DmHeader.Read(file);
        into.Format = $"Gatan DM{header.Version}";
        into.MediaType = "application/x-gatan-dm";
        var first = into.Metadata.AddGroup("Header");
        first.Add("Version", header.Version, at: 0);
        first.Add("Root length", header.RootLength, "bytes", at: 4);
        first.Add("Little-endian", !header.BigEndian, at: header.Length - 4);
        var tags = new DmTags(file, header);
        try
        {
            tags.ReadInto(into.Metadata, ct);
        }
        finally
        {
            // Of a file that breaks off, what came before is worth having.
            AddImages(file, header, tags, into);
        }

        if (tags.IsIncomplete)
        {
            into.Warn("There are more tags than are kept.");
        }
    }

    // Flags, then a count of tags that is small, and the first tag.
    private static bool LooksLikeTags(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && bytes[0] <= 1 && bytes[1] <= 1 && (bytes.Length < 4 || bytes[2] == 0 && bytes[3] == 0);

    private static void AddImages(ByteSource file, DmHeader header, DmTags tags, Extraction into)
    {
        var images = (into.Metadata.Find("ImageList") as MetaGroup)?.Children.OfType<MetaGroup>().ToList() ?? [];
        var thumbnails = Thumbnails(into.Metadata, images);
        var shown = Enumerable.Range(0, images.Count).Where(index => images.Count == 1 || !thumbnails.Contains(index)).ToList();
        var first = true;
        foreach (var index in shown)
        {
            var image = images[index];
            if (new DmImage(file, header, tags).Signal(image, index, first, DmDisplay.Of(into.Metadata, image, index), into) is not { } signal)
            {
                continue;
            }

            var (found, path) = Tags(image, $"ImageList.TagGroup{index}.ImageTags");
            var facts = first ? into.Facts : signal.Facts;
            facts.Tell(CoreNames.Title, signal.Name, $"ImageList.TagGroup{index}.Name");
            TellPixel(signal, facts);
            new DmFacts(found, path, facts).Tell();
            first = false;
        }
    }

    // The Stack Builder keeps the tags of its images apart.
    private static (MetaGroup Tags, string Path) Tags(MetaGroup image, string path) =>
        image.Find("ImageTags", "source", "Tags at creation") is MetaGroup copied
            ? (copied, path + ".source.Tags at creation")
            : (image.Find("ImageTags") as MetaGroup ?? new MetaGroup(""), path);

    private static void TellPixel(Signal signal, Facts facts)
    {
        if (signal.Type == SignalType.Image && signal.Axes is [.., { Unit: { } unit, Scale: { } height }, { Unit: not null, Scale: { } width } x] && x.Unit == unit
            && Unit.TryParse(unit, out var known) && known.Dimension == new Dimension(1))
        {
            facts.Tell(CoreNames.PixelSize, width, unit, $"{signal.Place}.ImageData.Calibrations");
            if (height != width)
            {
                facts.Tell(CoreNames.PixelHeight, height, unit, $"{signal.Place}.ImageData.Calibrations");
            }
        }
    }

    // The list of thumbnails comes after the images. Where the file breaks off before it, the first image is one if it is a small coloured one.
    private static HashSet<int> Thumbnails(MetaGroup root, List<MetaGroup> images) => root.Find("Thumbnails") is MetaGroup list
        ? [.. list.Children.OfType<MetaGroup>().Select(thumbnail => (int)(thumbnail.Number("ImageIndex") ?? -1))]
        : images.Count > 1 && images[0].Number("ImageData", "DataType") is 23 && images[0].Word("Name") is null or "" ? [0] : [];
}
