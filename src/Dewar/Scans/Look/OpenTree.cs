using Dewar.Disk;
using Dewar.Storages;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>A storage's tree, open.</summary>
internal sealed class OpenTree : IDisposable
{
    private readonly Posix.Entry _entry;

    public OpenTree(Storage storage)
    {
        (Storage, Root) = (storage, storage.Open());
        _entry = Root.Stat();
    }

    public Storage Storage { get; }

    public Folder Root { get; }

    /// <summary>The file system of its root.</summary>
    public ulong Device => _entry.Device;

    /// <summary>Throws when it is not there any more, or another tree is: what was seen is not believed then.</summary>
    public void MustBeSame() => Looker.MustBeSame(Storage, _entry);

    public void Dispose() => Root.Dispose();
}
