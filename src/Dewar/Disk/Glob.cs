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

    /// <summary>A pattern that only this text fits.</summary>
    public static string Exactly(string text) => string.Concat(text.Select(letter => letter is '*' or '?' or '[' or '{' ? $"[{letter}]" : $"{letter}"));

    public string Pattern { get; }

    /// <summary>The folder below which all matches lie: what stands before the first wild name. "" when that is the root.</summary>
    public string Below
    {
        get
        {
            var pattern = Pattern.TrimStart('/');
            var wild = pattern.AsSpan().IndexOfAny("*?[{");
            return wild < 0 ? RelativePath.Split(pattern).Folder : pattern[..(pattern.LastIndexOf('/', wild) + 1)];
        }
    }

    /// <summary>What every match begins with. "" for a pattern that is matched against the name alone.</summary>
    public string Start
    {
        get
        {
            var pattern = Pattern.TrimStart('/');
            return _nameOnly ? "" : pattern.AsSpan().IndexOfAny("*?[{") is var wild and >= 0 ? pattern[..wild] : pattern;
        }
    }

    /// <summary>True when matches may also lie in folders below the one that <see cref="Start"/> names.</summary>
    public bool GoesDeeper => _nameOnly || Pattern.TrimStart('/')[Start.Length..] is var rest && (rest.Contains('/', StringComparison.Ordinal) || rest.Contains("**", StringComparison.Ordinal));

    /// <summary>For SQL's <c>like</c> with <c>!</c> as its escape: fits the name of every match, and may fit others.</summary>
    public string NameLike
    {
        get
        {
            var cut = Pattern.LastIndexOf('/') + 1;
            var (folder, name) = (Pattern[..cut], Pattern[cut..]);
            if (EndsOpen(folder) || EndsOpen(name) || (folder.Contains('[', StringComparison.Ordinal) && name.Contains(']', StringComparison.Ordinal)) ||
                (Pattern.Contains('[', StringComparison.Ordinal) && Pattern.Contains('{', StringComparison.Ordinal)))
            {
                // What began in a folder's name may go on here. People write this by mistake only.
                return "%";
            }

            var (open, close) = (name.IndexOf('{', StringComparison.Ordinal), name.LastIndexOf('}'));
            return Like(open < 0 ? name : $"{name[..open]}*{name[(Math.Max(open, close) + 1)..]}");
        }
    }

    public bool Matches(string path) => _regex.IsMatch(_nameOnly ? RelativePath.Split(path).Name : path);

    /// <summary>Where the set closes that begins here; 0 when it does not. A bracket right at its beginning is a member.</summary>
    private static int EndOfSet(string pattern, int start)
    {
        var first = start + 1 < pattern.Length && pattern[start + 1] == '!' ? start + 2 : start + 1;
        return first < pattern.Length ? Math.Max(0, pattern.IndexOf(']', first + 1)) : 0;
    }

    /// <summary>The members of a set, each on its own, so that nothing in it means more to the engine than to us. Never a slash.</summary>
    private static string Set(string members)
    {
        var (negated, set) = (members.StartsWith('!'), new StringBuilder());
        for (var i = negated ? 1 : 0; i < members.Length; i++)
        {
            var (from, to) = i + 2 < members.Length && members[i + 1] == '-' ? (members[i], members[i + 2]) : (members[i], members[i]);
            i += i + 2 < members.Length && members[i + 1] == '-' ? 2 : 0;
            set.Append($"\\u{(int)from:x4}-\\u{(int)to:x4}");
        }

        return negated ? $"[^/{set}]" : $"[{set}]";
    }

    /// <summary>A brace is open at its end.</summary>
    private static bool EndsOpen(string pattern)
    {
        var depth = 0;
        foreach (var letter in pattern)
        {
            depth = letter == '{' ? depth + 1 : letter == '}' ? Math.Max(0, depth - 1) : depth;
        }

        return depth > 0;
    }

    private static string Like(string name)
    {
        var like = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name.AsSpan(i).StartsWith("**"))
            {
                // Runs over folders, so what stood before it need not be in the name.
                like.Clear().Append('%');
                i++;
            }
            else if (name[i] is '*' or '?' or '[')
            {
                like.Append('%');
                i = name[i] == '[' ? Math.Max(i, EndOfSet(name, i)) : i;
            }
            else
            {
                _ = name[i] is '%' or '_' or '!' ? like.Append('!').Append(name[i]) : like.Append(name[i]);
            }
        }

        return like.ToString();
    }

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
                case '[' when EndOfSet(pattern, i) is var end and > 0:
                    regex.Append(Set(pattern[(i + 1)..end]));
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
