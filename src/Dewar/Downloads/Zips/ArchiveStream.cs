using System.Text;
using Dewar.Catalogue;
using Dewar.Disk;

namespace Dewar.Downloads;

/// <summary>
/// An archive as bytes, made while they are read, from any place on. What is passed over is only read where its checksum is wanted and
/// nobody has found it before. When bytes are missing it throws, so that whoever receives them sees a broken line and no short archive.
/// </summary>
internal sealed class ArchiveStream(Archive archive, ExperimentTree tree, ChecksumStore checksums, bool keeps) : Stream
{
    /// <summary>So many checksums are kept at a time.</summary>
    private const int Batch = 1000;

    private const int Buffer = 256 << 10;

    private readonly Dictionary<string, uint> _found = new(StringComparer.Ordinal);
    private readonly byte[] _record = new byte[70_000];
    private long _position;
    private int _block = -1;
    private ArchiveEntry[] _entries = [];
    private int _index;

    /// <summary>The entry whose header is in the record, or whose file is open.</summary>
    private ArchiveEntry? _header, _opened;
    private OpenFile? _file;

    /// <summary>The checksum of the open file's content up to here.</summary>
    private (long To, uint Crc) _read;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => archive.Length;

    public override long Position { get => _position; set => _position = value; }

    /// <summary>Looks whether the first files are there, so that it can be said before anything is sent.</summary>
    public void Look(int most, CancellationToken ct)
    {
        foreach (var entry in archive.Blocks == 0 ? [] : archive.Read(0).Take(most).Where(entry => entry.Text is null))
        {
            Open(entry, ct).Dispose();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var filled = 0;
        while (filled < buffer.Length && _position < Length)
        {
            var got = await Step(buffer[filled..], cancellationToken);
            filled += got;
            _position += got;
        }

        return filled;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await Keep(least: 1, CancellationToken.None);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            tree.Dispose();
            archive.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Some bytes from where it stands: of a header, a content, a checksum, or of the directory.</summary>
    private async ValueTask<int> Step(Memory<byte> into, CancellationToken ct)
    {
        if (_position >= archive.EndOffset)
        {
            return Part(archive.End, _position - archive.EndOffset, into);
        }

        if (_position >= archive.CentralOffset)
        {
            return await Directory(into, ct);
        }

        var entry = EntryAt(_position);
        if (_position < entry.ContentAt)
        {
            var length = ZipFormat.LocalLength(entry);
            if (_header != entry)
            {
                ZipFormat.WriteLocal(_record, entry);
                _header = entry;
            }

            return Part(_record.AsMemory(0, length), _position - entry.Offset, into);
        }

        if (_position < entry.ContentEnd)
        {
            return Content(entry, into, ct);
        }

        _header = null;
        await Know([entry], ct);
        await Keep(Batch, ct);
        var descriptor = _record.AsMemory(0, ZipFormat.DescriptorLength(entry.Size));
        ZipFormat.WriteDescriptor(descriptor.Span, entry.Size, entry.Crc!.Value);
        return Part(descriptor, _position - entry.ContentEnd, into);
    }

    private async ValueTask<int> Directory(Memory<byte> into, CancellationToken ct)
    {
        _header = null;
        var at = _position - archive.CentralOffset;
        if (_entries.Length == 0 || at < _entries[0].Central || at >= _entries[^1].Central + ZipFormat.CentralLength(_entries[^1]))
        {
            Take(archive.BlockAtCentral(at));
        }

        // The whole block at once: one question to the database, not one for each.
        await Know(_entries, ct);
        while (_index + 1 < _entries.Length && _entries[_index + 1].Central <= at || _entries[_index].Central > at)
        {
            _index = _entries[_index].Central > at ? 0 : _index + 1;
        }

        var record = _record.AsMemory(0, ZipFormat.CentralLength(_entries[_index]));
        ZipFormat.WriteCentral(record.Span, _entries[_index], _entries[_index].Crc!.Value);
        return Part(record, at - _entries[_index].Central, into);
    }

    private int Content(ArchiveEntry entry, Memory<byte> into, CancellationToken ct)
    {
        var at = _position - entry.ContentAt;
        var span = into.Span[..(int)Math.Min(into.Length, entry.Size - at)];
        if (entry.Text is { } text)
        {
            return archive.Texts.Read(span, text + at);
        }

        if (_opened != entry)
        {
            _file?.Dispose();
            _file = Open(entry, ct);
            (_opened, _read) = (entry, (0, 0));
        }

        var got = _file!.Read(span, at, span.Length);
        if (got < span.Length)
        {
            throw Lost(entry);
        }

        if (_read.To == at && entry.Crc is null)
        {
            _read = (at + got, Crc32.Append(_read.Crc, span));
            if (_read.To == entry.Size)
            {
                Note(entry, _read.Crc);
            }
        }

        return got;
    }

    private ArchiveEntry EntryAt(long offset)
    {
        if (_entries.Length == 0 || offset < _entries[0].Offset || offset >= _entries[^1].End)
        {
            Take(archive.BlockAt(offset));
        }

        if (_entries[_index].Offset > offset)
        {
            _index = 0;
        }

        while (_entries[_index].End <= offset)
        {
            _index++;
        }

        return _entries[_index];
    }

    private void Take(int block)
    {
        if (_block != block)
        {
            (_block, _entries) = (block, archive.Read(block));
        }

        _index = 0;
    }

    /// <summary>Makes their checksums known: they were read on the way, were found before, or are read now.</summary>
    private async ValueTask Know(IReadOnlyList<ArchiveEntry> entries, CancellationToken ct)
    {
        if (entries.All(entry => entry.Crc is not null))
        {
            return;
        }

        var missing = entries.Where(entry => entry.Crc is null).ToList();
        var known = await checksums.Find(missing.Where(entry => entry.Size > 0).Select(Hex), ct);
        foreach (var entry in missing)
        {
            if (entry.Size == 0 || known.TryGetValue(Hex(entry), out var crc))
            {
                archive.Note(entry, entry.Size == 0 ? 0 : known[Hex(entry)]);
            }
            else
            {
                Note(entry, ReadWhole(entry, ct));
                await Keep(Batch, ct);
            }
        }
    }

    private uint ReadWhole(ArchiveEntry entry, CancellationToken ct)
    {
        using var file = Open(entry, ct);
        var buffer = new byte[Math.Min(Buffer, entry.Size)];
        var crc = 0u;
        for (long at = 0; at < entry.Size;)
        {
            ct.ThrowIfCancellationRequested();
            var got = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.Size - at)), at);
            if (got == 0)
            {
                throw Lost(entry);
            }

            crc = Crc32.Append(crc, buffer.AsSpan(0, got));
            at += got;
        }

        return crc;
    }

    private void Note(ArchiveEntry entry, uint crc)
    {
        archive.Note(entry, crc);
        if (keeps)
        {
            _found[Hex(entry)] = crc;
        }
    }

    private async Task Keep(int least, CancellationToken ct)
    {
        if (_found.Count >= least)
        {
            await checksums.Keep(_found, ct);
            _found.Clear();
        }
    }

    private OpenFile Open(ArchiveEntry entry, CancellationToken ct) => tree.Open(
        new(PathOf(entry), entry.Version, true, entry.Size, Hex(entry), DateTimeOffset.UnixEpoch.AddTicks(entry.ModifiedNs / 100)), ct) ?? throw Lost(entry);

    private Hosting.Refusal Lost(ArchiveEntry entry) => tree.Lost(PathOf(entry), entry.Version, entry.Size);

    private string PathOf(ArchiveEntry entry) => Encoding.UTF8.GetString(entry.Name.AsSpan(archive.PayloadPrefix));

    private static string Hex(ArchiveEntry entry) => Convert.ToHexStringLower(entry.Sha256);

    private static int Part(ReadOnlyMemory<byte> of, long from, Memory<byte> into)
    {
        var part = of[(int)from..];
        part = part[..Math.Min(part.Length, into.Length)];
        part.CopyTo(into);
        return part.Length;
    }
}
