using Dewar.Disk;

namespace Dewar.Verification;

/// <summary>What became of the files of a folder.</summary>
/// <param name="Left">With the reason.</param>
/// <param name="Folders">Empty ones that were removed.</param>
public sealed record ReleaseResult(IReadOnlyList<string> Deleted, long Bytes, IReadOnlyList<LocalAnswer> Left, IReadOnlyList<string> Folders);

/// <summary>
/// Deletes local files that the site holds. Each is asked after once more, and must be what was read, to the last sign: then nobody has
/// touched it in between.
/// </summary>
internal sealed class ReleaseRun(Folder root, LocalFiles local)
{
    private const int AtOnce = 500;

    private readonly List<string> _deleted = [];
    private readonly List<LocalAnswer> _left = [];
    private readonly List<string> _folders = [];
    private long _bytes;

    public ReleaseResult Result => new(_deleted, _bytes, _left, _folders);

    /// <summary>What stays, for a reason that is known already.</summary>
    public void Leave(LocalVerdict verdict) => _left.Add(LocalCommands.Answer(verdict));

    public async Task Delete(IEnumerable<LocalVerdict> verdicts, CancellationToken ct)
    {
        foreach (var some in verdicts.Where(verdict => verdict.MayGo).Select(verdict => verdict.File).Chunk(AtOnce))
        {
            foreach (var now in await local.Ask(some, ct))
            {
                ct.ThrowIfCancellationRequested();
                if (!now.MayGo)
                {
                    Leave(now);
                }
                else if (Remove(now.File) is { } trouble)
                {
                    Leave(now with { MayGo = false, Reason = trouble });
                }
                else
                {
                    _deleted.Add(now.File.Shown);
                    _bytes += now.File.Entry.Size;
                }
            }
        }
    }

    /// <summary>Removes folders in which nothing is left, the deepest first; the kernel removes none that holds anything.</summary>
    public void RemoveFolders(IEnumerable<string> folders)
    {
        foreach (var path in folders.OrderByDescending(path => path.Count(each => each == '/')))
        {
            var (place, name) = RelativePath.Split(path);
            try
            {
                using var above = root.Below(place);
                if (above.RemoveFolder(name))
                {
                    _folders.Add(path);
                }
            }
            catch (DiskException)
            {
                // Gone, or not to be entered: it stays as it is.
                continue;
            }
        }
    }

    /// <summary>Why it stays; null when it was removed.</summary>
    private string? Remove(LocalFile file)
    {
        var (place, name) = RelativePath.Split(file.Path!);
        try
        {
            using var folder = root.Below(place);
            using var open = folder.OpenFile(name);
            if (open.Stat() != file.Entry || !folder.TryStat(name, out var entry) || entry != file.Entry)
            {
                return "it was changed since it was read";
            }

            return folder.Remove(name) ? null : "it is gone already";
        }
        catch (DiskException failure)
        {
            return failure.Message;
        }
    }
}
