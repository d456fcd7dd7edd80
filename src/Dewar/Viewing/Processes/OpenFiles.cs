using Dewar.Disk;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>The files that were asked about last. Few stay open, and not for long: what is beside them may be deleted in the catalogue.</summary>
internal sealed class OpenFiles(IReadOnlyList<IFormatReader> readers, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, long>> ask) : IDisposable
{
    private const int Most = 3;
    private const int Milliseconds = 60_000;

    private readonly List<(string Key, OpenedFile File, long OpenedAt)> _files = [];

    /// <exception cref="ViewFault">It can't be had, or is another one now.</exception>
    public OpenedFile Open(ViewOrder order)
    {
        foreach (var old in _files.Where(file => Environment.TickCount64 - file.OpenedAt > Milliseconds).ToList())
        {
            _files.Remove(old);
            old.File.Dispose();
        }

        var at = _files.FindIndex(file => file.Key == order.Key);
        if (at >= 0)
        {
            return _files[at].File;
        }

        if (_files.Count == Most)
        {
            _files[0].File.Dispose();
            _files.RemoveAt(0);
        }

        var opened = New(order);
        _files.Add((order.Key, opened, Environment.TickCount64));
        return opened;
    }

    public void Dispose() => _files.ForEach(file => file.File.Dispose());

    private OpenedFile New(ViewOrder order)
    {
        var root = Folder.OpenRoot(order.Root);
        try
        {
            var experiment = root.Below(order.Folder);
            var source = FileSource.Open(new AskedFolder(experiment, order.Path, ask), order.Path);
            return source?.Length == order.Size ? new(source, root, experiment, readers) : throw new ViewFault(409, source is null
                ? $"The storage does not have '{order.Path}' just now. Tell the administrator." : $"'{order.Path}' has {source.Length} bytes now, not {order.Size}.");
        }
        catch (DiskException away)
        {
            throw new ViewFault(503, away.Message);
        }
    }
}
