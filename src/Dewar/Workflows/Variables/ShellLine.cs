using System.Text;

namespace Dewar.Workflows;

/// <summary>
/// A line for the shell with the variables of a job. Values are not glued into the line, where the shell would read them as a part of the program: they are
/// set before it, and the line names them. Only between single quotes, where the shell looks for no names, the text itself stands, with its own quotes
/// made harmless.
/// </summary>
internal sealed class ShellLine
{
    /// <summary>Before each name, so that no argument of a job can be PATH or LD_PRELOAD.</summary>
    private const string Prefix = "dewar_";

    private readonly string _line;
    private readonly Func<string, string?> _value;
    private readonly StringBuilder _written = new();
    private readonly SortedDictionary<string, string> _set = new(StringComparer.Ordinal);
    private readonly Stack<Quoting> _in = new([Quoting.None]);
    private int _at;

    private ShellLine(string line, Func<string, string?> value) => (_line, _value) = (line, value);

    private enum Quoting { None, Single, Double, Backtick, Parenthesis }

    /// <summary>For /bin/sh: each variable that is used, then the line. Names that <paramref name="value"/> does not know are left to the shell.</summary>
    public static string Script(string line, Func<string, string?> value)
    {
        var it = new ShellLine(line, value);
        it.Write();
        return string.Concat(it._set.Select(each => $"{Prefix}{each.Key}={Quoted(each.Value)}\n")) + it._written;
    }

    /// <summary>For people: what the line comes to.</summary>
    public static string Shown(string line, Func<string, string?> value) => Variables.Fill(line, value);

    /// <summary>As one word, whatever is in it.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private void Write()
    {
        while (_at < _line.Length)
        {
            var quoting = _in.Peek();
            if (_line[_at] == '$' && Variables.NameAt(_line, _at) is var (name, length) && _value(name) is { } value)
            {
                _written.Append(Named(name, value, quoting));
                _at += length;
            }
            else if (_line[_at] == '\\' && quoting != Quoting.Single && _at + 1 < _line.Length)
            {
                _written.Append(_line, _at, 2);
                _at += 2;
            }
            else if (_line[_at] == '#' && quoting == Quoting.None && (_at == 0 || char.IsWhiteSpace(_line[_at - 1])))
            {
                var end = _line.IndexOf('\n', _at) is var found and >= 0 ? found : _line.Length;
                _written.Append(_line, _at, end - _at);
                _at = end;
            }
            else
            {
                Turn(quoting);
                _written.Append(_line[_at++]);
            }
        }
    }

    private string Named(string name, string value, Quoting quoting)
    {
        if (quoting == Quoting.Single)
        {
            return value.Replace("'", "'\\''", StringComparison.Ordinal);
        }

        // Quotes in a value that stands without any part its words, as they would in a line that somebody types.
        if (quoting != Quoting.Double && value.AsSpan().IndexOfAny('\'', '"', '\\') >= 0 && ShellWords.Of(value) is { } words)
        {
            return string.Join(' ', words.Select((word, number) =>
            {
                _set[$"{name}_{number}"] = word;
                return $"\"${{{Prefix}{name}_{number}}}\"";
            }));
        }

        _set[name] = value;
        return $"${{{Prefix}{name}}}";
    }

    private void Turn(Quoting quoting)
    {
        switch (_line[_at], quoting)
        {
            case ('\'', Quoting.Single) or ('"', Quoting.Double) or ('`', Quoting.Backtick) or (')', Quoting.Parenthesis):
                _in.Pop();
                break;
            case (_, Quoting.Single):
                break;
            case ('`', _):
                _in.Push(Quoting.Backtick);
                break;
            case ('(', _) when _at > 0 && _line[_at - 1] == '$':
                _in.Push(Quoting.Parenthesis);
                break;
            case ('(', Quoting.Parenthesis):
                _in.Push(Quoting.Parenthesis);
                break;
            case ('"', not Quoting.Double):
                _in.Push(Quoting.Double);
                break;
            case ('\'', not Quoting.Double):
                _in.Push(Quoting.Single);
                break;
        }
    }
}
