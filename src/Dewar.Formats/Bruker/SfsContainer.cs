using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>
/// The single file system of AidAim Software: a file of pages with a small file system in it. A page begins with 32 bytes of its own, of
/// which the first four number the page that goes on where this one ends.
/// </summary>
internal sealed class SfsContainer
{
    public const int SignatureLength = 8;
    private const int FirstPage = 0x118;
    private const int PageHead = 0x20;
    private const int ItemLength = 0x200;
    private const int MostItems = 10_000;
    private readonly List<SfsItem> _items = [];

    /// <summary>Reads the directory.</summary>
    /// <exception cref="DamagedException">It is none, or its pages are not there.</exception>
    public SfsContainer(ByteSource file)
    {
        File = file;
        var cursor = new Cursor(file, 0x124);
        FormatVersion = Math.Round(cursor.F32(), 2);
        PageLength = cursor.U32();
        cursor.Position = 0x140;
        var tree = cursor.U32();
        var count = cursor.U32();
        Pages = cursor.U32();
        if (PageLength is < 64 or > 1 << 26 || count > MostItems)
        {
            throw new DamagedException($"A container with pages of {PageLength} bytes and {count} entries can't be", 0x128);
        }

        var perPage = Usable / ItemLength;
        if (perPage == 0)
        {
            throw new DamagedException($"Pages of {PageLength} bytes hold no entry", 0x128);
        }

        ReadItems(tree, (int)count, (int)perPage);
    }

    public static ReadOnlySpan<byte> Signature => "AAMVHFSS"u8;

    public ByteSource File { get; }

    public double FormatVersion { get; }

    public uint Pages { get; }

    public uint PageLength { get; }

    /// <summary>Bytes of a page without its head.</summary>
    public uint Usable => PageLength - PageHead;

    public IReadOnlyList<SfsItem> Items => _items;

    /// <summary>Where the content of a page begins.</summary>
    public long Place(uint page) => (long)page * PageLength + FirstPage + PageHead;

    /// <summary>The page that goes on where this one ends.</summary>
    public uint Next(uint page) => new Cursor(File, (long)page * PageLength + FirstPage).U32();

    /// <summary>A file by its name, in whichever folder; null when there is none.</summary>
    public SfsItem? Find(string name) => _items.Find(item => !item.IsFolder && item.Name == name);

    private void ReadItems(uint page, int count, int perPage)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && i % perPage == 0)
            {
                page = Next(page);
            }

            var at = Place(page) + i % perPage * (long)ItemLength;
            var cursor = new Cursor(File, at);
            var (table, length) = (cursor.U32(), cursor.I64());
            var (created, changed) = (cursor.U64(), cursor.U64());
            cursor.Position = at + 0x28;
            var parent = cursor.I32();
            cursor.Position = at + 0xDC;
            var isFolder = cursor.U8() != 0;
            cursor.Position = at + 0xE0;
            _items.Add(new(this, cursor.Text(256, Encoding.UTF8), table, length, parent, isFolder, created, changed));
        }
    }
}

/// <summary>A file or folder in a container.</summary>
/// <param name="Table">The page that lists the pages of its content.</param>
/// <param name="Length">Bytes, as they are stored.</param>
/// <param name="Parent">The number of the folder that it is in; -1 at the root.</param>
internal sealed record SfsItem(SfsContainer Container, string Name, uint Table, long Length, int Parent, bool IsFolder, ulong Created, ulong Changed)
{
    private const uint CompressedSignature = 0x53434141;
    private const int CompressedHead = 0x80;

    /// <summary>The content. Where the container is compressed, it is unpacked on the way.</summary>
    public Stream Open()
    {
        var stored = new SfsStored(this);
        var cursor = new Cursor(stored);
        if (stored.Length < CompressedHead || cursor.U32() != CompressedSignature)
        {
            return new SfsPlainStream(stored);
        }

        var blockLength = cursor.U32();
        cursor.Skip(4);
        return new SfsPackedStream(stored, CompressedHead, blockLength, cursor.U32());
    }

    /// <summary>All of the content in memory.</summary>
    /// <param name="most">Bytes that it may have.</param>
    public byte[] ReadAll(int most)
    {
        using var stream = Open();
        using var whole = new MemoryStream();
        var block = new byte[64 * 1024];
        while (stream.Read(block) is > 0 and var read)
        {
            if (whole.Length + read > most)
            {
                throw new DamagedException($"{Name} has more than {most} bytes");
            }

            whole.Write(block, 0, read);
        }

        return whole.ToArray();
    }
}
