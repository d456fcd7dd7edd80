namespace Dewar.Downloads;

/// <summary>One file of an archive and where its parts lie in it.</summary>
internal sealed class ArchiveEntry
{
    /// <summary>With the archive's own folder before it, in UTF-8.</summary>
    public required byte[] Name { get; init; }

    public required long Size { get; init; }
    public required long ModifiedNs { get; init; }
    public required byte[] Sha256 { get; init; }
    public long Version { get; init; }

    /// <summary>Where its content stands among the texts that the archive itself brings; null for a file of the catalogue.</summary>
    public long? Text { get; init; }

    /// <summary>Where it begins in the archive.</summary>
    public required long Offset { get; init; }

    /// <summary>Where its record begins in the directory at the end.</summary>
    public required long Central { get; init; }

    /// <summary>Where its row stands.</summary>
    public required long Row { get; init; }

    /// <summary>Null until its content was read.</summary>
    public uint? Crc { get; set; }

    public long ContentAt => Offset + ZipFormat.LocalLength(this);

    public long ContentEnd => ContentAt + Size;

    public long End => ContentEnd + ZipFormat.DescriptorLength(Size);
}
