using Dewar.Database;

namespace Dewar.Catalogue;

/// <summary>All rooms that follow files, told one after the other.</summary>
internal sealed class FileFollowers(IEnumerable<IFileFollower> all)
{
    public async Task Came(Transaction write, IReadOnlyList<long> fresh, IReadOnlyList<long> changed, CancellationToken ct)
    {
        foreach (var follower in all)
        {
            await follower.Came(write, fresh, changed, ct);
        }
    }

    public async Task Moved(Transaction write, long file, long experiment, string folder, CancellationToken ct)
    {
        foreach (var follower in all)
        {
            await follower.Moved(write, file, experiment, folder, ct);
        }
    }

    /// <param name="but">Who need not be told: it was them.</param>
    public async Task Altered(Transaction write, IReadOnlyList<long> files, CancellationToken ct, IFileFollower? but = null)
    {
        foreach (var follower in all.Where(each => each != but))
        {
            await follower.Altered(write, files, ct);
        }
    }

    public async Task Gone(Transaction write, long file, CancellationToken ct)
    {
        foreach (var follower in all)
        {
            await follower.Gone(write, file, ct);
        }
    }

    public void Ring()
    {
        foreach (var follower in all)
        {
            follower.Ring();
        }
    }

    public async Task<CatalogueFile> Complete(CatalogueFile file, CancellationToken ct)
    {
        foreach (var follower in all)
        {
            file = await follower.Complete(file, ct);
        }

        return file;
    }
}
