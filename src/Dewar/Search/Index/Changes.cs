using System.Runtime.InteropServices;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>Notes which files are to have a new place in the index, in the transaction in which that becomes so: one row for a batch.</summary>
internal sealed class Changes : IFileFollower
{
    /// <summary>Rings when there is something to do.</summary>
    public Bell Bell { get; } = new();

    public Task Came(Transaction write, IReadOnlyList<long> fresh, IReadOnlyList<long> changed, CancellationToken ct) => Altered(write, [.. fresh, .. changed], ct);

    public async Task Altered(Transaction write, IReadOnlyList<long> files, CancellationToken ct)
    {
        if (files.Count > 0)
        {
            await write.Execute($"insert into search_change (files) values ({Pack(files)})", ct);
        }
    }

    public Task Gone(Transaction write, long file, CancellationToken ct) => Altered(write, [file], ct);

    public void Ring() => Bell.Ring();

    public static byte[] Pack(IReadOnlyList<long> files) => MemoryMarshal.AsBytes<long>(files.ToArray()).ToArray();

    public static long[] Unpack(byte[] files) => MemoryMarshal.Cast<byte, long>(files).ToArray();
}
