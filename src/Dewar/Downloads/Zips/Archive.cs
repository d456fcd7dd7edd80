using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>
/// What an archive will hold, to the byte: its rows are written down once, in their order, so that what is sent is one state of the
/// catalogue. A row takes some hundred bytes in a spool, not in memory.
/// </summary>
/// <param name="folder">Where its rows are kept when they are many.</param>
/// <param name="prefix">The folder in the archive that all of it is in; "" or with a slash at its end.</param>
/// <param name="payload">The folder below that one for the files of the catalogue.</param>
internal sealed class Archive(string folder, string prefix, string payload) : IDisposable
{
    /// <summary>Rows that are read at a time; the place of every so many is kept in memory.</summary>
    private const int PerBlock = 256;

    private const int Fixed = 2 + 8 + 8 + 32 + 8 + 8 + 5;
    private const int CrcAt = Fixed - 5;

    private readonly Spool _rows = new(folder);
    private readonly List<(long Row, long Offset, long Central)> _blocks = [];
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _offset, _central;
    private byte[]? _end;

    /// <summary>What the archive itself brings, one behind the other.</summary>
    public Spool Texts { get; } = new(folder);

    /// <summary>How many bytes stand before a catalogued file's own path.</summary>
    public int PayloadPrefix { get; } = Encoding.UTF8.GetByteCount(prefix + payload);

    public long Count { get; private set; }

    /// <summary>All contents together.</summary>
    public long Bytes { get; private set; }

    /// <summary>The time stamp of the newest file; for what the archive brings itself.</summary>
    public long NewestNs { get; set; }

    public int Blocks => _blocks.Count;

    public long CentralOffset => _offset;

    public long EndOffset => _offset + _central;

    public byte[] End => _end ?? throw new InvalidOperationException("The archive is not sealed.");

    public long Length => EndOffset + End.Length;

    /// <summary>In hex, over all that decides a byte of it: what has the same is the same.</summary>
    public string Digest { get; private set; } = "";

    public void Add(CatalogueFile file)
    {
        if (RelativePath.Fault(file.Path) is not null || file.Path.Split('/', '\\').Any(name => name is "" or "." or "..") || file.Path.Contains(":\\", StringComparison.Ordinal))
        {
            throw Refusal.Conflict("name-unsafe",
                $"'{file.Path}' could lead out of the folder where an archive is unpacked, on some systems. Leave it out with a filter, and fetch it by itself.");
        }

        NewestNs = Math.Max(NewestNs, file.ModifiedNs);
        Add(Encoding.UTF8.GetBytes(prefix + payload + file.Path), file.Size, file.ModifiedNs, Convert.FromHexString(file.Sha256), file.Version, null, null);
    }

    /// <summary>A file that the archive brings itself; its content stands in <see cref="Texts"/>.</summary>
    public void AddText(string name, long at, long length, byte[] sha256, uint crc) =>
        Add(Encoding.UTF8.GetBytes(prefix + name), length, NewestNs, sha256, 0, at, crc);

    public void Seal()
    {
        _end = ZipFormat.End(Count, _offset, _central);
        Digest = Convert.ToHexStringLower(_digest.GetHashAndReset());
    }

    /// <summary>The block with the entry that this place of the archive is in.</summary>
    public int BlockAt(long offset) => Last(block => block.Offset <= offset);

    /// <summary>The same for a place in the directory, counted from its beginning.</summary>
    public int BlockAtCentral(long central) => Last(block => block.Central <= central);

    public ArchiveEntry[] Read(int block)
    {
        var (row, offset, central) = _blocks[block];
        var end = block + 1 < _blocks.Count ? _blocks[block + 1].Row : _rows.Length;
        var bytes = new byte[end - row];
        _rows.Read(bytes, row);
        var entries = new ArchiveEntry[Math.Min(PerBlock, Count - (long)block * PerBlock)];
        var rest = bytes.AsSpan();
        for (var index = 0; index < entries.Length; index++)
        {
            var length = Fixed + BinaryPrimitives.ReadUInt16LittleEndian(rest);
            var entry = entries[index] = Parse(rest[..length], row, offset, central);
            (row, offset, central) = (row + length, entry.End, central + ZipFormat.CentralLength(entry));
            rest = rest[length..];
        }

        return entries;
    }

    /// <summary>Writes the checksum beside the row.</summary>
    public void Note(ArchiveEntry entry, uint crc)
    {
        entry.Crc = crc;
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[1..], crc);
        _rows.Put(bytes, entry.Row + CrcAt);
    }

    public void Dispose()
    {
        _rows.Dispose();
        Texts.Dispose();
        _digest.Dispose();
    }

    private void Add(byte[] name, long size, long modifiedNs, byte[] sha256, long version, long? text, uint? crc)
    {
        var entry = new ArchiveEntry
        {
            Name = name,
            Size = size,
            ModifiedNs = modifiedNs,
            Sha256 = sha256,
            Version = version,
            Text = text,
            Offset = _offset,
            Central = _central,
            Row = _rows.Length,
            Crc = crc,
        };
        if (Count % PerBlock == 0)
        {
            _blocks.Add((entry.Row, _offset, _central));
        }

        Span<byte> row = stackalloc byte[Fixed];
        BinaryPrimitives.WriteUInt16LittleEndian(row, (ushort)name.Length);
        BinaryPrimitives.WriteInt64LittleEndian(row[2..], size);
        BinaryPrimitives.WriteInt64LittleEndian(row[10..], modifiedNs);
        sha256.CopyTo(row[18..]);
        BinaryPrimitives.WriteInt64LittleEndian(row[50..], version);
        BinaryPrimitives.WriteInt64LittleEndian(row[58..], text ?? -1);
        row[CrcAt] = crc is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteUInt32LittleEndian(row[(CrcAt + 1)..], crc ?? 0);
        // The version of a file changes none of its bytes, and the checksum follows from the digest.
        _digest.AppendData(row[..50]);
        _digest.AppendData(name);
        _rows.Append(row);
        _rows.Append(name);
        Count++;
        Bytes += size;
        _offset = entry.End;
        _central += ZipFormat.CentralLength(entry);
    }

    private static ArchiveEntry Parse(ReadOnlySpan<byte> row, long at, long offset, long central)
    {
        var text = BinaryPrimitives.ReadInt64LittleEndian(row[58..]);
        return new()
        {
            Name = row[Fixed..].ToArray(),
            Size = BinaryPrimitives.ReadInt64LittleEndian(row[2..]),
            ModifiedNs = BinaryPrimitives.ReadInt64LittleEndian(row[10..]),
            Sha256 = row[18..50].ToArray(),
            Version = BinaryPrimitives.ReadInt64LittleEndian(row[50..]),
            Text = text < 0 ? null : text,
            Offset = offset,
            Central = central,
            Row = at,
            Crc = row[CrcAt] == 0 ? null : BinaryPrimitives.ReadUInt32LittleEndian(row[(CrcAt + 1)..]),
        };
    }

    private int Last(Func<(long Row, long Offset, long Central), bool> isBefore)
    {
        var (low, high) = (0, _blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = isBefore(_blocks[middle]) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}

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
