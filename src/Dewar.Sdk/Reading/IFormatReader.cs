namespace Dewar.Sdk;

/// <summary>
/// Understands one family of file formats: what a file says about itself, and the signals in it. Pure: it sees bytes and nothing else,
/// opens no file or address itself, and gives the same answer for the same bytes.
/// </summary>
/// <remarks>
/// It runs in a process that may be killed: a file that is hostile must cost little, but need not be survived at any price. One object
/// serves many files, one after the other and side by side, so it keeps nothing between them.
/// </remarks>
public interface IFormatReader
{
    /// <summary>Short, lower case, unique. It stands beside everything that this reader found.</summary>
    string Name { get; }

    /// <summary>Raise it when the same file would now give another answer; old findings can then be made again.</summary>
    int Version { get; }

    /// <summary>What it reads, for the documentation.</summary>
    IReadOnlyList<FormatPassport> Formats { get; }

    /// <summary>Says by the bytes whether the file is one of its own; the name is a hint at best. Must not throw.</summary>
    Likelihood Recognise(FileHead head);

    /// <summary>
    /// Reads the file and adds what it finds at once, so that of a damaged file everything before the damage is kept. Signals are
    /// described here; their values are only read when somebody asks for them, while <paramref name="file"/> is open.
    /// </summary>
    /// <exception cref="DamagedException">The file is cut off, contradicts itself, or is not what it seemed.</exception>
    void Read(ByteSource file, Extraction into, CancellationToken ct);
}

/// <summary>How sure a reader is. The surest gets the file; among equals the one that was registered first.</summary>
public enum Likelihood
{
    /// <summary>Not one of its own.</summary>
    No,

    /// <summary>It could be read so, as almost anything could; the last resort.</summary>
    Fallback,

    /// <summary>Nothing speaks against it, and the name speaks for it.</summary>
    ByName,

    /// <summary>The content looks like it, though there is no signature.</summary>
    ByContent,

    /// <summary>The format's own signature is there.</summary>
    BySignature,

    /// <summary>The signature of a general format and in it that of a special one, which a general reader could also read.</summary>
    BySpeciality,
}

/// <summary>A format, as the documentation lists it.</summary>
/// <param name="Name">In the words of the field: "Gatan DigitalMicrograph 3 and 4".</param>
/// <param name="Extensions">Usual endings of names, with the dot; for people, not for recognition.</param>
/// <param name="Yields">What is read from it, in a sentence.</param>
/// <param name="Source">The specification, paper or description that the reader was written to.</param>
public sealed record FormatPassport(string Name, string Extensions, string Yields, string Source);

/// <summary>A file as it is first seen.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Bytes">Its beginning: up to <see cref="Size"/> bytes.</param>
/// <param name="Source">All of it, for the rare format that shows itself elsewhere.</param>
public sealed record FileHead(string Name, long Length, ReadOnlyMemory<byte> Bytes, ByteSource Source)
{
    /// <summary>Bytes that are looked at to recognise a file.</summary>
    public const int Size = 16 * 1024;

    /// <summary>Reads the beginning of a file.</summary>
    public static FileHead Of(ByteSource source)
    {
        var bytes = new byte[Math.Min(Size, source.Length)];
        return new(source.Name, source.Length, bytes.AsMemory(0, source.Read(0, bytes)), source);
    }

    /// <summary>Whether these bytes stand at the offset.</summary>
    public bool Has(ReadOnlySpan<byte> signature, int at = 0) =>
        Bytes.Length >= at + signature.Length && Bytes.Span.Slice(at, signature.Length).SequenceEqual(signature);

    /// <summary>Whether the name ends so; upper and lower case are the same.</summary>
    public bool Named(params ReadOnlySpan<string> extensions)
    {
        foreach (var extension in extensions)
        {
            if (Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
