using Dewar.Catalogue;

namespace Dewar.Extraction;

/// <summary>
/// A worker's result as it is kept. It is made before the transaction, so that nobody waits while it is packed, and takes nothing on trust: a
/// worker runs strangers' readers on strangers' files.
/// </summary>
internal sealed class ReadingRow
{
    private const int LongestText = 2000;
    private const int MostAsked = 1000;
    private const int LargestPicture = 8 << 20;

    private static readonly byte[] Png = [0x89, .. "PNG\r\n\x1a\n"u8];

    private readonly byte[]? _thumbnail, _preview;

    private ReadingRow(ReadingResult result, long nowUs)
    {
        Result = DocumentFault.Of(result.Document) is { } fault
            ? result with { Document = null, Failure = result.Failure ?? $"What was found is not in the form that a site keeps: {fault}." } : result;
        ReadUs = nowUs;
        Packed = Result.Packed();
        if (IsPicture(result.Thumbnail, 256) && IsPicture(result.Preview, 1024) && Result.Failure is null)
        {
            (_thumbnail, _preview) = (result.Thumbnail, result.Preview);
        }
    }

    public ReadingResult Result { get; }
    public byte[] Packed { get; }
    public long ReadUs { get; }

    public long File => Result.File;
    public long Version => Result.Version;
    public string Lease => Result.Lease;
    public string? Away => Cut(Result.Away);
    public string State => Result.State.ToString().ToLowerInvariant();
    public ReadBy Reader => Result.Reader is { Name: { } name } by ? new(Cut(name)!, by.Version) : new("none", 0);
    public string Format => Cut(Result.Text("format")) ?? "";
    public string MediaType => Cut(Result.Text("mediaType")) ?? "application/octet-stream";
    public string? Message => Cut(Result.Message);
    public string? PartOf => Cut(Result.Text("partOf"));
    public long? Thumbnail => _thumbnail?.LongLength;
    public long? Preview => _preview?.LongLength;

    /// <summary>What was asked for beside the file; a text with a NUL is the name of nothing, and no database keeps it.</summary>
    public IReadOnlyList<AskedFor> Asked => [.. (Result.Asked ?? []).Where(asked => asked is { Path.Length: < 4000 } && !asked.Path.Contains('\0')).Distinct().Take(MostAsked)];

    public static ReadingRow Of(ReadingResult result, long nowUs) => new(result, nowUs);

    public void PutPictures(Pictureshelf shelf)
    {
        if (_thumbnail is not null && _preview is not null)
        {
            shelf.Put(File, ReadUs, _thumbnail, _preview);
        }
    }

    /// <summary>It begins as a PNG does, and its header has a size that was asked for.</summary>
    private static bool IsPicture(byte[]? bytes, int most) =>
        bytes is { Length: > 45 and <= LargestPicture } && bytes.AsSpan().StartsWith(Png) && bytes.AsSpan(12, 4).SequenceEqual("IHDR"u8)
        && Size(bytes.AsSpan(16)) is > 0 and var width && width <= most && Size(bytes.AsSpan(20)) is > 0 and var height && height <= most;

    private static long Size(ReadOnlySpan<byte> at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(at);

    private static string? Cut(string? text)
    {
        var clean = text?.Replace('\0', '\ufffd');
        return clean is { Length: > LongestText } ? $"{clean[..LongestText]}…" : clean;
    }
}
