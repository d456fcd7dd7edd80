using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// A file in the HDF5 File Format Specification version 3.0. Opening it reads the superblock; everything else is read when it is asked
/// for, and small structures stay in memory for a while.
/// </summary>
internal sealed class Hdf5File
{
    private const int MostCompanions = 4096;
    private const int DeepestCompanion = 6;

    private readonly Pages _pages;
    private readonly Dictionary<string, ByteSource?> _sources = [];
    private readonly Dictionary<string, Hdf5File?> _files = [];
    private readonly List<string> _doubts = [];
    private readonly Lazy<SharedMessages?> _shared;
    private readonly ByteSource _whole;
    private readonly int _depth;

    private Hdf5File(ByteSource whole, long start, int depth)
    {
        _whole = whole;
        _depth = depth;
        UserBlock = start;
        Source = start == 0 ? whole : new PartSource(whole, start);
        Superblock = Superblock.Read(Source);
        _pages = new(Source);
        _shared = new(() => SharedMessages.Read(this));
        GlobalHeap = new(this);
        Chunks = new();
        Root = new Hdf5Group(this, "/", new(() => ObjectHeader.Read(this, Superblock.RootAddress)));
        if (!Superblock.IsRight)
        {
            Doubt("The checksum of the superblock is wrong: what it says may be false.");
        }

        if (Superblock.Length > Source.Length)
        {
            Doubt($"The file is cut off: it should have {UserBlock + Superblock.Length} bytes and has {whole.Length}.");
        }
    }

    /// <summary>The group that everything else is in.</summary>
    public Hdf5Group Root { get; }

    public Superblock Superblock { get; }

    /// <summary>Bytes before the superblock. Addresses in the file count from it.</summary>
    public long UserBlock { get; }

    /// <summary>The file's name, without folders.</summary>
    public string Name => _whole.Name;

    /// <summary>What is odd in the file and was read nevertheless, in sentences.</summary>
    public IReadOnlyList<string> Doubts => _doubts;

    /// <summary>The bytes from the superblock on.</summary>
    internal ByteSource Source { get; }

    internal FieldSizes Sizes => Superblock.Sizes;

    internal GlobalHeap GlobalHeap { get; }

    internal ChunkCache Chunks { get; }

    /// <summary>Opens a file. The source stays its owner's.</summary>
    /// <exception cref="DamagedException">It has no superblock that can be read.</exception>
    public static Hdf5File Open(ByteSource source) => Open(source, 0);

    /// <summary>The object at a path from the root, over links of all kinds; null when there is none.</summary>
    public Hdf5Object? Find(string path) => Root.Find(path);

    /// <summary>The dataset at a path from the root; null when there is none, or it is something else.</summary>
    public Hdf5Dataset? Dataset(string path) => Find(path) as Hdf5Dataset;

    /// <summary>The group at a path from the root; null when there is none, or it is something else.</summary>
    public Hdf5Group? Group(string path) => Find(path) as Hdf5Group;

    /// <summary>The object whose header is at an address, as references name it.</summary>
    internal Hdf5Object At(long address, string path)
    {
        var header = ObjectHeader.Read(this, address);
        var known = new Lazy<ObjectHeader>(header);
        return header.Has(MessageType.Layout) && header.Has(MessageType.Dataspace) ? new Hdf5Dataset(this, path, known)
            : header.Has(MessageType.Datatype) ? new Hdf5NamedType(this, path, known)
            : new Hdf5Group(this, path, known);
    }

    /// <summary>Another HDF5 file by its path from this one's folder, opened once; null when there is none, or it can't be read.</summary>
    internal Hdf5File? Companion(string path)
    {
        lock (_sources)
        {
            if (!_files.TryGetValue(path, out var file) && _depth < DeepestCompanion)
            {
                var source = RawCompanion(path);
                file = source is not null && Superblock.Find(source) >= 0 ? Open(source, _depth + 1) : null;
                _files.Add(path, file);
            }

            return file;
        }
    }

    /// <summary>The bytes of another file by its path from this one's folder, opened once; null when there is none.</summary>
    internal ByteSource? RawCompanion(string path)
    {
        // What a program wrote with the path of its own computer is looked for beside this file, as the library does.
        path = path.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        lock (_sources)
        {
            if (_sources.TryGetValue(path, out var known) || _sources.Count >= MostCompanions || path.EndsWith('/') || path is "")
            {
                return known;
            }

            var source = path.StartsWith('/') ? null : _whole.Companion(path);
            source ??= _whole.Companion(path[(path.LastIndexOf('/') + 1)..]);
            _sources.Add(path, source);
            return source;
        }
    }

    internal ReadOnlySpan<byte> Look(long at, long count, string part) => _pages.Look(at, count, part);

    internal Fields Fields(long at, long count, string part) => new(_pages.Look(at, count, part), at, Sizes, part);

    internal Fields Fields(in HeaderMessage message, string part) => new(message.Body.Span, message.At, Sizes, part);

    /// <summary>The message itself, if this one only says where it is.</summary>
    internal HeaderMessage Shared(in HeaderMessage message) => message.IsShared ? SharedMessages.Fetch(this, message, _shared) : message;

    /// <summary>The message of a kind with this identifier in the heap of shared ones.</summary>
    internal HeaderMessage SharedInHeap(MessageType type, ReadOnlySpan<byte> id) => SharedMessages.FromHeap(_shared.Value, type, id);

    internal void Doubt(string sentence)
    {
        lock (_doubts)
        {
            if (_doubts.Count < 20 && !_doubts.Contains(sentence))
            {
                _doubts.Add(sentence);
            }
        }
    }

    private static Hdf5File Open(ByteSource source, int depth) => Superblock.Find(source) is >= 0 and var start
        ? new(source, start, depth)
        : throw new DamagedException($"{source.Name} has no superblock of HDF5", 0);
}
