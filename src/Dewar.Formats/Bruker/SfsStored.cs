using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>The stored bytes of a file in a container, put together from its pages.</summary>
internal sealed class SfsStored : ByteSource
{
    private readonly SfsItem _item;
    private readonly uint[] _pages;

    /// <exception cref="DamagedException">It is to be larger than the container, or its list of pages is not there.</exception>
    public SfsStored(SfsItem item)
    {
        _item = item;
        var container = item.Container;
        if (item.Length < 0 || item.Length > container.File.Length)
        {
            throw new DamagedException($"{item.Name} is to have {item.Length} bytes in a container of {container.File.Length}");
        }

        var count = (int)((item.Length + container.Usable - 1) / container.Usable);
        _pages = new uint[count];
        var (page, perPage) = (item.Table, (int)(container.Usable / 4));
        for (var done = 0; done < count; done += perPage)
        {
            if (done > 0)
            {
                page = container.Next(page);
            }

            var numbers = container.File.ReadBytes(container.Place(page), Math.Min(perPage, count - done) * 4L);
            for (var i = 0; i < numbers.Length / 4; i++)
            {
                _pages[done + i] = BinaryPrimitives.ReadUInt32LittleEndian(numbers.AsSpan(i * 4));
            }
        }
    }

    public override string Name => _item.Name;

    public override long Length => _item.Length;

    public override int Read(long offset, Span<byte> into)
    {
        var (usable, done) = (_item.Container.Usable, 0);
        while (done < into.Length && offset + done < Length)
        {
            var (page, within) = ((int)((offset + done) / usable), (offset + done) % usable);
            var count = (int)Math.Min(Math.Min(into.Length - done, usable - within), Length - offset - done);
            var read = _item.Container.File.Read(_item.Container.Place(_pages[page]) + within, into.Slice(done, count));
            done += read;
            if (read < count)
            {
                throw new DamagedException($"{Name} breaks off: its page {_pages[page]} is beyond the end of {_item.Container.File.Name}");
            }
        }

        return done;
    }

    public override ByteSource? Companion(string path) => null;

    public override IReadOnlyList<string> Companions(string prefix) => [];

    protected override void Dispose(bool disposing)
    {
        // The container belongs to whoever opened it.
    }
}
