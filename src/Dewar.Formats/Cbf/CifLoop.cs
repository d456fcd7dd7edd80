using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>A table of a CIF: names, and then values row by row.</summary>
internal sealed class CifLoop(long at)
{
    private const int LeastRows = 8;
    private const int MostKept = 16 << 20;

    // Tables that say how an instrument is built hold no measured numbers.
    private static readonly string[] Geometry = ["_axis.", "_diffrn_", "_array_", "_map_"];
    private readonly List<string> _names = [];
    private readonly List<List<double>> _numbers = [];
    private readonly List<List<string>> _words = [];
    private readonly List<bool> _numeric = [];
    private long _values;

    public IReadOnlyList<string> Names => _names;

    /// <summary>Whole rows.</summary>
    public long Rows => _names.Count == 0 ? 0 : _values / _names.Count;

    public void Name(string name)
    {
        if (_names.Count >= 1000)
        {
            throw new DamagedException("A table has more than a thousand columns", at);
        }

        _names.Add(name);
        _numbers.Add([]);
        _words.Add([]);
        _numeric.Add(true);
    }

    public void Value(string text, bool quoted)
    {
        var column = (int)(_values++ % _names.Count);
        if (_words[column].Count < MetaValue.Most)
        {
            _words[column].Add(text);
        }

        if (_numeric[column] && _values <= MostKept)
        {
            var known = Number(text, out var number);
            _numeric[column] = known && !quoted || text is "." or "?";
            _numbers[column].Add(known ? number : double.NaN);
        }
    }

    /// <summary>Adds the columns to their category; of long ones the beginning.</summary>
    public void Tell(Func<string, (MetaGroup Group, string Name)> place)
    {
        for (var column = 0; column < _names.Count; column++)
        {
            var (group, name) = place(_names[column]);
            var alone = _values <= _names.Count;
            object? value = _words[column] is not [var first, ..] ? null
                : alone ? CifValue(first)
                : _numeric[column] && _numbers[column].Exists(number => !double.IsNaN(number)) ? _numbers[column].ToArray() : _words[column].ToArray();
            group.Add(new MetaValue(name, value) { At = at, Length = alone ? null : Rows });
        }
    }

    /// <summary>A table of measured or modelled numbers as a signal; null when there is nothing to plot.</summary>
    public Signal? Describe(string block)
    {
        var rows = _values > MostKept ? 0 : Rows;
        if (rows < LeastRows || !_numeric.Contains(true) || Array.Exists(Geometry, prefix => _names[0].StartsWith(prefix, StringComparison.Ordinal)))
        {
            return null;
        }

        string[] names = [.. _names.Select(name => name.TrimStart('_'))];
        var words = Enumerable.Range(0, names.Length).Where(column => !_numeric[column]).ToDictionary(column => column, column => (IReadOnlyList<string>)_words[column]);
        return new()
        {
            Name = names[0].Split('.')[0],
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", names.Length)],
            Columns = names,
            ColumnUnits = new string?[names.Length],
            Words = words,
            Place = $"{block}, {_names[0]}",
            Values = new DecodedValues(ElementType.Float64, [rows, names.Length], () => Rowwise(rows)),
        };
    }

    /// <summary>"1.5418(2)" is a number with the uncertainty of its last digits.</summary>
    public static bool Number(string text, out double number) => NumberText.TryParse(text.EndsWith(')') && text.IndexOf('(') is > 0 and var open ? text[..open] : text, out number);

    /// <summary>A value by itself: a number when it is one; nothing for what is unknown or does not apply.</summary>
    public static object? CifValue(string text) => text is "." or "?" ? null : Number(text, out var number) ? number : text;

    private byte[] Rowwise(long rows)
    {
        var whole = new double[rows * _names.Count];
        for (var column = 0; column < _names.Count; column++)
        {
            for (var row = 0; row < rows; row++)
            {
                whole[row * _names.Count + column] = _numeric[column] ? _numbers[column][row] : double.NaN;
            }
        }

        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(whole.AsSpan()).ToArray();
    }
}
