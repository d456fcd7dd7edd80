using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Compound;

/// <summary>
/// A compound file (OLE2): a file system in a file, with storages for folders and streams for files. Written to [MS-CFB].
/// </summary>
internal sealed class CompoundFile
{
    private const uint EndOfChain = 0xfffffffe;
    private const uint LastRegular = 0xfffffffa;
    private const int EntryLength = 128;
    private const int MostEntries = 50_000;
    private const int MostStream = 256 << 20;
    private readonly ByteSource _file;
    private readonly int _sectorSize;
    private readonly int _miniSectorSize;
    private readonly uint _miniCutoff;
    private readonly uint[] _fat;
    private readonly Lazy<uint[]> _miniFat;
    private readonly Lazy<byte[]> _miniStream;
    private readonly List<CompoundEntry> _streams = [];

    /// <exception cref="DamagedException">Its header or directory is damaged.</exception>
    public CompoundFile(ByteSource file)
    {
        _file = file;
        var header = file.ReadBytes(0, 512);
        var (shift, miniShift) = (U16(header, 30), U16(header, 32));
        if (shift is < 7 or > 16 || miniShift < 2 || miniShift > shift)
        {
            throw new DamagedException($"{file.Name} claims sectors of 2^{shift} and 2^{miniShift} bytes", 30);
        }

        (_sectorSize, _miniSectorSize, _miniCutoff) = (1 << shift, 1 << miniShift, U32(header, 56));
        _fat = ReadFat(header);
        var (miniFatStart, miniFatCount) = (U32(header, 60), U32(header, 64));
        _miniFat = new(() => ToNumbers(ReadChain(miniFatStart, Math.Min(miniFatCount * (long)_sectorSize, MostStream))));
        var directory = ReadChain(U32(header, 48), (long)MostEntries * EntryLength);
        var root = directory.Length >= EntryLength ? directory.AsSpan(0, EntryLength) : throw new DamagedException($"{file.Name} has no directory", 48);
        var (miniStart, miniLength) = (U32(root, 116), Size(root));
        RootClass = new Guid(root.Slice(80, 16));
        _miniStream = new(() => ReadChain(miniStart, Math.Min(miniLength, MostStream)));
        Walk(directory, U32(root, 76), "");
    }

    /// <summary>Its streams, with their paths.</summary>
    public IReadOnlyList<CompoundEntry> Streams => _streams;

    /// <summary>Which program's it is.</summary>
    public Guid RootClass { get; }

    public static bool Is(FileHead head) => head.Has([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) && head.Length >= 1024;

    /// <summary>The stream of this path; null when there is none.</summary>
    public CompoundEntry? Find(string path) => _streams.Find(stream => stream.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a stream. Where its chain of sectors breaks, it ends.</summary>
    /// <param name="most">Bytes that are wanted.</param>
    public byte[] Read(CompoundEntry stream, long most = MostStream)
    {
        var length = Math.Min(Math.Min(stream.Length, most), MostStream);
        return stream.Length < _miniCutoff ? ReadMini(stream.Start, length) : ReadChain(stream.Start, length);
    }

    private uint[] ReadFat(byte[] header)
    {
        var most = _file.Length / _sectorSize + 1;
        var sectors = new List<uint>();
        for (var i = 0; i < 109; i++)
        {
            sectors.Add(U32(header, 76 + 4 * i));
        }

        // Further places of the table are in sectors of their own, each of which names the next.
        var next = U32(header, 68);
        for (var i = 0; next <= LastRegular && i <= most / (_sectorSize / 4) + 1 && HasSector(next); i++)
        {
            var numbers = ToNumbers(ReadSector(next));
            sectors.AddRange(numbers[..^1]);
            next = numbers[^1];
        }

        var fat = new List<uint>();
        foreach (var sector in sectors)
        {
            if (sector <= LastRegular && HasSector(sector) && fat.Count <= most)
            {
                fat.AddRange(ToNumbers(ReadSector(sector)));
            }
        }

        return [.. fat];
    }

    private byte[] ReadChain(uint start, long most)
    {
        var bytes = new MemoryStream();
        var sector = start;
        for (var i = 0L; sector <= LastRegular && bytes.Length < most && i <= _fat.Length && HasSector(sector); i++)
        {
            bytes.Write(ReadSector(sector));
            sector = sector < _fat.Length ? _fat[sector] : EndOfChain;
        }

        bytes.SetLength(Math.Min(bytes.Length, most));
        return bytes.ToArray();
    }

    private byte[] ReadMini(uint start, long length)
    {
        var (fat, stream) = (_miniFat.Value, _miniStream.Value);
        var bytes = new MemoryStream();
        var sector = start;
        for (var i = 0; sector <= LastRegular && bytes.Length < length && i <= fat.Length; i++)
        {
            var at = (long)sector * _miniSectorSize;
            if (at >= stream.Length)
            {
                break;
            }

            bytes.Write(stream.AsSpan((int)at, (int)Math.Min(_miniSectorSize, stream.Length - at)));
            sector = sector < fat.Length ? fat[sector] : EndOfChain;
        }

        bytes.SetLength(Math.Min(bytes.Length, length));
        return bytes.ToArray();
    }

    // Entries of a folder are a binary tree; hostile ones are a loop.
    private void Walk(byte[] directory, uint first, string folder)
    {
        var seen = new HashSet<uint>();
        var open = new Stack<(uint Entry, string Folder)>([(first, folder)]);
        while (open.TryPop(out var next) && seen.Count < MostEntries)
        {
            var at = (long)next.Entry * EntryLength;
            if (next.Entry > LastRegular || at + EntryLength > directory.Length || !seen.Add(next.Entry))
            {
                continue;
            }

            var entry = directory.AsSpan((int)at, EntryLength);
            var name = Encoding.Unicode.GetString(entry[..Math.Clamp(U16(entry, 64) - 2, 0, 64)]).TrimEnd('\0');
            var path = next.Folder is "" ? name : $"{next.Folder}/{name}";
            open.Push((U32(entry, 72), next.Folder));
            open.Push((U32(entry, 68), next.Folder));
            if (entry[66] == 1 && path.Length < 2000)
            {
                open.Push((U32(entry, 76), path));
            }
            else if (entry[66] == 2)
            {
                _streams.Add(new(path, U32(entry, 116), Size(entry)));
            }
        }

        _streams.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
    }

    // Of files with small sectors the upper half of a length is not defined.
    private long Size(ReadOnlySpan<byte> entry) =>
        _sectorSize == 512 ? U32(entry, 120) : Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(entry[120..]));

    private bool HasSector(uint sector) => (sector + 1L) * _sectorSize < _file.Length;

    private byte[] ReadSector(uint sector)
    {
        // The last one may be cut.
        var at = (sector + 1L) * _sectorSize;
        var bytes = new byte[_sectorSize];
        _file.Read(at, bytes.AsSpan(0, (int)Math.Min(_sectorSize, _file.Length - at)));
        return bytes;
    }

    private static uint[] ToNumbers(byte[] bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = U32(bytes, 4 * i);
        }

        return numbers;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}

/// <summary>A stream in a compound file.</summary>
/// <param name="Path">Its name with the storages that it is in.</param>
/// <param name="Start">Its first sector.</param>
/// <param name="Length">Bytes.</param>
internal sealed record CompoundEntry(string Path, uint Start, long Length);
