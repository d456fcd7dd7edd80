using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>Opens a storage's tree after having made sure that it is that storage and not the empty mount point of it.</summary>
internal static class StorageTree
{
    public static Folder Open(Destination destination) => MarkedTree.Open(destination.Root, destination.Mark, destination.Storage);

    public static Folder OpenExperiment(Destination destination)
    {
        using var root = Open(destination);
        return root.Below(destination.Folder, create: true, made: parent => parent.Flush());
    }

    /// <summary>A failure on the storage's side.</summary>
    public static ParcelProblem Problem(DiskException failure) =>
        new(failure.ConcernsTheWholeStorage ? ParcelProblemKind.StorageTrouble : ParcelProblemKind.Refused, failure.Message);
}

/// <summary>Temporary names: hidden, told from users' files by their beginning, and from other stations' by the tag.</summary>
internal static class TemporaryName
{
    public static string Prefix(string tagPrefix) => $"{RelativePath.OwnPrefix}-{tagPrefix}";

    /// <summary>Whether a tag is one of this source: a station's sign, the source's number, and the file's. Nobody else's can be named so.</summary>
    public static bool IsTagOf(long source, string tag) => tag.Split('-') is [var sign, var number, var file] && IsWord(sign) && IsWord(file) && IsNumber(number, source);

    /// <summary>Whether all tags that begin so are of this source: all of a station's, or one with a dot behind it.</summary>
    public static bool IsPrefixOf(long source, string prefix) => prefix.EndsWith('.') ? IsTagOf(source, prefix[..^1])
        : prefix.Split('-') is [var sign, var number, ""] && IsWord(sign) && IsNumber(number, source);

    /// <summary>Bytes on their way.</summary>
    public static string Part(string tag) => $"{RelativePath.OwnPrefix}-{tag}.part";

    /// <summary>The tag, if it is such a name.</summary>
    public static string? ParsePart(string name) =>
        name.StartsWith($"{RelativePath.OwnPrefix}-", StringComparison.Ordinal) && name.EndsWith(".part", StringComparison.Ordinal) ? name[(RelativePath.OwnPrefix.Length + 1)..^5] : null;

    /// <summary>
    /// About to trade places with a file that has the final name. The name says which content it had before: if it has another one, the
    /// trade was made and these are the old bytes.
    /// </summary>
    public static string Ready(string tag, string sha256) => $"{RelativePath.OwnPrefix}-{tag}.{sha256}.ready";

    private static bool IsWord(string word) => word.Length is > 0 and <= 32 && word.All(char.IsAsciiLetterOrDigit);

    private static bool IsNumber(string text, long number) => text == number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where a trade takes two steps: the old bytes between the first and the second.</summary>
    public static string Old(string ready) => $"{ready}.old";

    public static (string Tag, string Sha256, bool IsOld)? ParseReady(string name)
    {
        var parts = name.StartsWith($"{RelativePath.OwnPrefix}-", StringComparison.Ordinal) ? name[(RelativePath.OwnPrefix.Length + 1)..].Split('.') : [];
        return parts switch
        {
            [var tag, { Length: 64 } sha256, "ready"] => (tag, sha256, false),
            [var tag, { Length: 64 } sha256, "ready", "old"] => (tag, sha256, true),
            _ => null,
        };
    }
}
