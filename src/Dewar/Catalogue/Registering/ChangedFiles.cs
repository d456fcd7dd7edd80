using System.Runtime.InteropServices;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>Notes files of which other things are known now, in the transaction in which that becomes so: one row for a batch, eight bytes a file.</summary>
/// <param name="table">Where they wait for the room that follows them: a key, and their keys in <c>files</c>.</param>
internal abstract class ChangedFiles(string table) : IFileFollower
{
    /// <summary>Rings when there is something to do.</summary>
    public Bell Bell { get; } = new();

    public Task Came(Transaction write, IReadOnlyList<long> fresh, IReadOnlyList<long> changed, CancellationToken ct) => Altered(write, [.. fresh, .. changed], ct);

    public Task Altered(Transaction write, IReadOnlyList<long> files, CancellationToken ct) =>
        files.Count == 0 ? Task.CompletedTask : write.Insert(table, ["files"], [[Pack(files)]], ct);

    public Task Gone(Transaction write, long file, CancellationToken ct) => Altered(write, [file], ct);

    public void Ring() => Bell.Ring();

    public static byte[] Pack(IReadOnlyList<long> files) => MemoryMarshal.AsBytes<long>(files.ToArray()).ToArray();

    public static long[] Unpack(byte[] files) => MemoryMarshal.Cast<byte, long>(files).ToArray();
}
