using System.Text.RegularExpressions;

namespace Dewar;

/// <summary>A file of ours, for the tests that read sources.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    public static SourceFile[] Product { get; } = [.. Below("src")];
    public static SourceFile[] Tests { get; } = [.. Below("tests")];

    /// <summary>
    /// The text without comments and without what stands in quotes, line for line; the holes of interpolated strings stay, they are code.
    /// In a page quotes mostly hold code, so only comments go.
    /// </summary>
    public string Code { get; } = Path.EndsWith(".razor", StringComparison.Ordinal)
        ? PageComment.Replace(Text, LineEndsOf)
        : CommentOrLiteral.Replace(Text, found => found.Value is ['$', ..] ? string.Concat(HoleOrLineEnd.Matches(found.Value)) : LineEndsOf(found));

    public int Lines { get; } = Text.AsSpan().Count('\n') + (Text is [] or [.., '\n'] ? 0 : 1);

    private static IEnumerable<SourceFile> Below(string folder) =>
        from path in Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories)
        let name = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where Ours.IsMatch(name)
        orderby name
        select new SourceFile(name, File.ReadAllText(path));

    private static string LineEndsOf(Match found) => new('\n', found.ValueSpan.Count('\n'));

    [GeneratedRegex("""^(?!.*/(bin|obj|node_modules)/).*\.(cs|razor|sql|py)$""")]
    private static partial Regex Ours { get; }

    // Comments; raw, verbatim and plain strings; characters. Whichever begins first wins, as in the compiler.
    [GeneratedRegex(""""
        //[^\n]* | /\*.*?\*/
        | \$*(?<quotes>"{3,}).*?\k<quotes>"*
        | (\$@|@\$?)"("" | [^"])*"
        | \$?"(\\. | [^"\\\n])*"
        | '(\\[^\n]+? | [^'\\\n])'
        """", RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrLiteral { get; }

    [GeneratedRegex("""@\*.*?\*@|<!--.*?-->""", RegexOptions.Singleline)]
    private static partial Regex PageComment { get; }

    [GeneratedRegex("""\{[^{}]*\}|\n""")]
    private static partial Regex HoleOrLineEnd { get; }
}
