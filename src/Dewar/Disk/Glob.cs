using System.Text;
using System.Text.RegularExpressions;

namespace Dewar.Disk;

/// <summary>
/// A path pattern: <c>*</c> any run within a name, <c>**</c> any run of folders, <c>?</c> one character, <c>[abc]</c> one of them,
/// <c>{a,b}</c> either. A pattern without a slash is matched against the name alone.
/// </summary>
internal sealed class Glob
{
    private readonly Regex _regex;
    private readonly bool _nameOnly;

    public Glob(string pattern)
    {
        Pattern = pattern;
        _nameOnly = !pattern.Contains('/', StringComparison.Ordinal);
        // The non-backtracking engine: a pattern from outside can't make matching slow.
        try
        {
            _regex = new(Translate(pattern.TrimStart('/')), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (ArgumentException)
        {
            throw new FormatException($"'{pattern}' is no pattern: look at what stands between '[' and ']'.");
        }
    }

    public string Pattern { get; }

    /// <summary>The folder below which all matches lie: what stands before the first wild name. "" when that is the root.</summary>
    public string Below
    {
        get
        {
            var wild = Pattern.AsSpan().IndexOfAny("*?[{");
            return wild < 0 ? RelativePath.Split(Pattern).Folder : Pattern[..(Pattern.LastIndexOf('/', wild) + 1)];
        }
    }

    public bool Matches(string path) => _regex.IsMatch(_nameOnly ? RelativePath.Split(path).Name : path);

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder("^");
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when pattern.AsSpan(i).StartsWith("**/"):
                    regex.Append("(?:.*/)?");
                    i += 2;
                    break;
                case '*' when pattern.AsSpan(i).StartsWith("**"):
                    regex.Append(".*");
                    i++;
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 1) is var end and > 0:
                    var set = pattern[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                    regex.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                    i = end;
                    break;
                case '{' when pattern.IndexOf('}', i) > 0:
                    depth++;
                    regex.Append("(?:");
                    break;
                case '}' when depth > 0:
                    depth--;
                    regex.Append(')');
                    break;
                case ',' when depth > 0:
                    regex.Append('|');
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.Append(depth > 0 ? new string(')', depth) : "").Append('$').ToString();
    }
}
