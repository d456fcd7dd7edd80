using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Names of an old group, or of external files.</summary>
internal sealed class LocalHeap
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _at;

    private LocalHeap(ReadOnlyMemory<byte> bytes, long at) => (_bytes, _at) = (bytes, at);

    public static LocalHeap Read(Hdf5File file, long at)
    {
        var fields = file.Fields(at, 8 + 2 * file.Sizes.Lengths + file.Sizes.Offsets, "a local heap");
        fields.Expect("HEAP"u8);
        fields.Version(0, 0);
        fields.Skip(3);
        var size = fields.Length();
        fields.Length();
        var address = fields.Offset();
        return new(file.Look(address, size, "a local heap").ToArray(), address);
    }

    /// <summary>The name that begins here.</summary>
    public string Text(long at)
    {
        if (at < 0 || at >= _bytes.Length)
        {
            throw new DamagedException("A name lies outside of its local heap", _at);
        }

        var text = _bytes.Span[(int)at..];
        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
