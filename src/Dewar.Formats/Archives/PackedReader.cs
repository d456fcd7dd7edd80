using Dewar.Formats.Bytes;
using Dewar.Formats.Codecs;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>One file packed with gzip or bzip2: it is read as what is inside, as detectors' images and FITS files are often kept.</summary>
/// <param name="inside">Who may read what is inside.</param>
public sealed class PackedReader(IReadOnlyList<IFormatReader> inside) : IFormatReader
{
    // Of bzip2 nobody knows how much it is before all was unpacked.
    private const int Small = 4 << 20;
    private static readonly int[] Sizes = [1 << 20, 32 << 20];
    private const int MostSorted = 32 << 20;

    public string Name => "packed";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Files packed with gzip", ".gz", "What the reader of the format inside yields; name, time and size of what is packed.", "RFC 1952"),
        new("Files packed with bzip2", ".bz2", "What the reader of the format inside yields, up to 32 MiB.", "bzip2 1.0.8"),
    ];

    public Likelihood Recognise(FileHead head) =>
        GzipHeader.Is(head) || head.Has("BZh"u8) && head.Has([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 4) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var isGzip = GzipHeader.Is(FileHead.Of(file));
        var (packing, mediaType) = isGzip ? ("gzip", "application/gzip") : ("bzip2", "application/x-bzip2");
        (into.Format, into.MediaType) = ($"{packing.ToUpperInvariant()} file", mediaType);
        if (isGzip)
        {
            GzipHeader.Add(file, into.Metadata.AddGroup("gzip"));
        }

        var name = Path.GetFileNameWithoutExtension(file.Name);
        ByteSource? content = isGzip ? Inflated(name, file, into) : Unsorted(name, file);
        if (content is null)
        {
            into.Warn($"What is inside is too large to be unpacked; more than {Sizes[^1] >> 20} MiB are not.");
            return;
        }

        var head = FileHead.Of(content);
        var reader = inside.Select(reader => (Reader: reader, Likelihood: reader.Recognise(head))).Where(each => each.Likelihood > Likelihood.Fallback)
            .OrderByDescending(each => each.Likelihood).FirstOrDefault().Reader;
        if (reader is null)
        {
            into.Metadata.Add("content", Unknown.Signatures.Find(head).Format);
            return;
        }

        try
        {
            reader.Read(content, into, ct);
        }
        finally
        {
            (into.Format, into.MediaType) = ($"{into.Format}, {packing}", mediaType);
        }
    }

    // A file that was cut off has no length at its end; of a small one it is seen what there is.
    private static ByteSource Inflated(string name, ByteSource file, Extraction into)
    {
        var length = GzipHeader.Length(file);
        var source = new InflatedSource(name, file, length, isGzip: true);
        if (length > Small)
        {
            return source;
        }

        var bytes = new byte[length];
        var count = source.Read(0, bytes);
        if (count < length)
        {
            into.Warn($"What is packed breaks off after {count} of {length} bytes.");
        }

        return new MemorySource(name, bytes.AsMemory(0, count));
    }

    private static MemorySource? Unsorted(string name, ByteSource file)
    {
        if (file.Length > MostSorted)
        {
            return null;
        }

        var packed = file.ReadBytes(0, file.Length);
        foreach (var size in Sizes)
        {
            var bytes = new byte[size];
            var length = Bzip2.Decode(packed, bytes);
            if (length < bytes.Length)
            {
                return new MemorySource(name, bytes.AsMemory(0, length));
            }
        }

        return null;
    }
}
