using System.Text.RegularExpressions;

namespace Dewar.Workflows;

/// <summary>Regular expressions as Python writes them. Where that can be done they never go back, so that no text takes long; where not, they give up.</summary>
internal static partial class PythonRegex
{
    private const int Longest = 4000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentException">It is none.</exception>
    public static Regex Of(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new ArgumentException($"It has more than {Longest} characters.");
        }

        var here = Backward().Replace(Group().Replace(pattern, "(?<"), @"\k<$1>").Replace(@"\Z", @"\z", StringComparison.Ordinal);
        try
        {
            return new(here, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            return new(here, RegexOptions.CultureInvariant, Patience);
        }
    }

    /// <summary>What is wrong with it; null if nothing.</summary>
    public static string? Fault(string pattern)
    {
        try
        {
            _ = Of(pattern);
            return null;
        }
        catch (ArgumentException bad)
        {
            return $"The regular expression '{(pattern.Length > 100 ? pattern[..100] + "…" : pattern)}' can't be read: {bad.Message}";
        }
    }

    /// <summary>The names of its groups.</summary>
    public static IEnumerable<string> Names(string pattern) => Of(pattern).GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]));

    [GeneratedRegex(@"\(\?P<", RegexOptions.CultureInvariant)]
    private static partial Regex Group();

    [GeneratedRegex(@"\(\?P=(\w+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Backward();
}
