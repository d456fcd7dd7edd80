using Dewar.Disk;
using Dewar.Storages;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>A storage's tree, open.</summary>
internal sealed class OpenTree(Storage storage) : IDisposable
{
    private readonly Posix.Entry _entry = Check(storage);

    public Storage Storage => storage;

    public Folder Root { get; } = storage.Open();

    /// <summary>The file system of its root.</summary>
    public ulong Device => _entry.Device;

    /// <summary>Throws when it is not there any more, or another tree is: what was seen is not believed then.</summary>
    public void MustBeSame() => Looker.MustBeSame(storage, _entry);

    public void Dispose() => Root.Dispose();

    private static Posix.Entry Check(Storage storage)
    {
        using var root = storage.Open();
        return root.Stat();
    }
}
