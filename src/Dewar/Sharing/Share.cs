using Dewar.Experiments;

namespace Dewar.Sharing;

/// <summary>A link that shows a part of an experiment to whoever has it: to be read, for a while, until it is revoked.</summary>
/// <param name="Label">For whom it is.</param>
/// <param name="Shows">experiment, folder or files.</param>
/// <param name="Folder">The folder that it shows; null for an experiment or single files.</param>
/// <param name="Files">How many single files it shows; null otherwise.</param>
/// <param name="UsedAt">When it was last opened; null when it never was.</param>
public sealed record Share(
    string Id, string Label, string Shows, string? Folder, long? Files, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt,
    DateTimeOffset? UsedAt)
{
    internal bool IsOver(DateTimeOffset now) => RevokedAt is not null || ExpiresAt <= now;
}

/// <param name="Label">For whom it is: a journal, a referee.</param>
/// <param name="Folder">Only what is below it.</param>
/// <param name="Paths">Only these files.</param>
/// <param name="Days">How long it lives.</param>
public sealed record NewShare(string Label = "", string? Folder = null, IReadOnlyList<string>? Paths = null, int Days = 30);

/// <param name="Link">The whole address. It is said once and kept nowhere.</param>
public sealed record ShareMade(Share Share, string Link);

/// <summary>A link that was opened.</summary>
public sealed record OpenShare(long Key, string Secret, Share Share, Experiment Experiment)
{
    public string Address => $"/shared/{Secret}";

    /// <summary>The folder that its listing begins with, as a path.</summary>
    public string Root => Share.Folder ?? "";

    /// <summary>Single files, not a folder with all below it.</summary>
    public bool IsSelection => Share.Files is not null;

    public bool Holds(string path) => Root.Length == 0 || path == Root || path.StartsWith($"{Root}/", StringComparison.Ordinal);
}
