using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Parts of other files, one after the other, as if they were one: where an external file list says the elements are.</summary>
internal sealed class ExternalFiles : ByteSource
{
    private readonly Hdf5File _file;
    private readonly List<(string Name, long At, long Start, long Length)> _parts = [];

    private ExternalFiles(Hdf5File file) => _file = file;

    public override string Name => _file.Name;

    public override long Length => _parts.Count == 0 ? 0 : _parts[^1].Start + _parts[^1].Length;

    /// <summary>The names of the files.</summary>
    public IEnumerable<string> Names => _parts.Select(part => part.Name).Distinct();

    public static ExternalFiles Read(Hdf5File file, Fields fields)
    {
        var list = new ExternalFiles(file);
        fields.Version(1, 1);
        fields.Skip(5);
        var used = fields.U16();
        var names = LocalHeap.Read(file, fields.Offset());
        long start = 0;
        for (var i = 0; i < used; i++)
        {
            var (name, at, length) = (names.Text(fields.Length()), fields.Length(), fields.Length());
            length = length < 0 ? long.MaxValue / 2 - start : length;
            list._parts.Add((name, Math.Max(0, at), start, length));
            start = checked(start + length);
        }

        return list;
    }

    public override int Read(long offset, Span<byte> into)
    {
        var done = 0;
        foreach (var part in _parts)
        {
            if (done == into.Length || offset >= part.Start + part.Length)
            {
                continue;
            }

            var within = offset - part.Start;
            var here = into.Slice(done, (int)Math.Min(into.Length - done, part.Length - within));
            var source = _file.RawCompanion(part.Name) ?? throw new DamagedException($"The values are in {part.Name}, which is not there");
            var read = source.Read(part.At + within, here);

            // A file that was never written to its end has zeros there.
            here[read..].Clear();
            done += here.Length;
            offset += here.Length;
        }

        return done;
    }

    public override ByteSource? Companion(string path) => null;

    public override IReadOnlyList<string> Companions(string prefix) => [];

    protected override void Dispose(bool disposing)
    {
        // The other files are closed with the one that named them.
    }
}
