using Dewar.Database;

namespace Dewar.Catalogue;

/// <summary>A room further on that has to do with every file. It is told in the transaction in which something happens.</summary>
internal interface IFileFollower
{
    /// <summary>Files have a new current version, or lie at another path.</summary>
    /// <param name="fresh">Files that were not there before.</param>
    /// <param name="changed">Files that were.</param>
    Task Came(Transaction write, IReadOnlyList<long> fresh, IReadOnlyList<long> changed, CancellationToken ct);

    /// <summary>A file, as it is, went from another experiment into a folder of this one.</summary>
    Task Moved(Transaction write, long file, long experiment, string folder, CancellationToken ct) => Came(write, [], [file], ct);

    /// <summary>Other things are known of files: somebody described them, deleted them, or what is in them was read.</summary>
    Task Altered(Transaction write, IReadOnlyList<long> files, CancellationToken ct) => Task.CompletedTask;

    /// <summary>A file and all its bytes are gone.</summary>
    Task Gone(Transaction write, long file, CancellationToken ct);

    /// <summary>What was told is true now: the transaction ended well.</summary>
    void Ring();

    /// <summary>Adds to what is shown of one file what this room knows.</summary>
    Task<CatalogueFile> Complete(CatalogueFile file, CancellationToken ct) => Task.FromResult(file);
}
