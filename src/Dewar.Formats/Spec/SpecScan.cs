using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spec;

/// <summary>A scan while its lines are read.</summary>
/// <param name="group">Where its metadata go; null when there is no more room for them.</param>
internal sealed class SpecScan(SpecHeader header, string line, string label, MetaGroup? group)
{
    private readonly Dictionary<string, Mca> _spectra = [];
    private MetaGroup? _motors;
    private MetaGroup? _others;
    private MetaGroup? _words;
    private string _names = "";
    private int _announced;
    private int _width;
    private double[]? _calibration;
    private double[]? _channels;
    private double[]? _times;
    private double? _count;
    private FileTime? _time;
    private string _scanTitle = "";

    /// <summary>"3.2" is the second scan with the number 3.</summary>
    public string Label => label;

    /// <summary>Nodes of metadata so far.</summary>
    public int Nodes { get; private set; }

    public long Rows { get; private set; }

    public long DataStart { get; private set; } = -1;

    public long DataEnd { get; private set; }

    /// <summary>Takes a line that begins with a number sign.</summary>
    public void Take(string key, string text, long at)
    {
        switch (key)
        {
            case "N":
                _announced = (int)Math.Clamp(Numbers(text).FirstOrDefault(), 0, 10_000);
                Tell(key, _announced, null, at);
                return;
            case "L" when _names is "":
                _names = text;
                Tell(key, SpecNames.Split(text, _announced > 0 ? _announced : null), null, at);
                return;
            case "D" when TimeText.Parse(text) is { } time:
                _time ??= time;
                Tell(key, time, null, at);
                return;
            case "T" or "M" when Numbers(text) is [var count, ..]:
                _count ??= key is "T" ? count : null;
                Tell(key, count, text.IndexOf('(') is > 0 and var open ? text[(open + 1)..].TrimEnd(')', ' ') : null, at);
                return;
            case "@CALIB":
                _calibration = Numbers(text);
                break;
            case "@CHANN":
                _channels = Numbers(text);
                break;
            case "@CTIME":
                _times = Numbers(text);
                break;
            case "C" or "U" when _scanTitle is "" && Rows == 0:
                _scanTitle = text;
                break;
        }

        if (SpecHeader.Numbered(key, 'P') is { } motors)
        {
            TellNamed(ref _motors, "positioners", header.Names('P', motors, Numbers(text).Length), Numbers(text), at);
        }
        else if (SpecHeader.Numbered(key, 'V') is { } others && Numbers(text) is { Length: > 0 } values)
        {
            TellNamed(ref _others, "values", header.Names('V', others, values.Length), values, at);
        }
        else if (key is "MD" && text.IndexOf('=') is > 0 and var equals)
        {
            _words ??= group?.AddGroup("MD");
            Add(_words, text[..equals].Trim(), Typed(text[(equals + 1)..].Trim()), null, at);
        }
        else
        {
            Tell(key, key is ['G', ..] or "Q" or ['@', ..] && Numbers(text) is { Length: > 0 } numbers ? numbers : text, null, at);
        }
    }

    /// <summary>Takes a line of numbers.</summary>
    public void TakeRow(ReadOnlySpan<byte> text, long start, long end)
    {
        if (Rows == 0)
        {
            _width = NumberText.Row(text, []);
            if (_width <= 0)
            {
                return;
            }

            DataStart = start;
        }

        Rows++;
        DataEnd = end;
    }

    /// <summary>Takes the first line of a spectrum: an at sign, the detector's letter, channels.</summary>
    public void TakeSpectrum(ReadOnlySpan<byte> text, long start, bool continues)
    {
        var space = text.IndexOf((byte)' ');
        var name = LineReader.Decode(space < 0 ? text : text[..Math.Min(space, 16)]);
        if (!_spectra.TryGetValue(name, out var spectrum) && _spectra.Count < 64)
        {
            _spectra[name] = spectrum = new(space < 0 ? text.Length : space);
        }

        spectrum?.Begin(text, start, continues);
    }

    /// <summary>Takes a further line of the spectrum that was begun last.</summary>
    public void ContinueSpectrum(ReadOnlySpan<byte> text)
    {
        foreach (var spectrum in _spectra.Values)
        {
            spectrum.Continue(text);
        }
    }

    /// <summary>Describes what was read; <paramref name="into"/> is null when only the metadata are wanted.</summary>
    public void Finish(ByteSource file, Extraction? into)
    {
        Tell("points", Rows, null, DataStart < 0 ? null : DataStart);
        if (into is null)
        {
            return;
        }

        if (Rows > 0)
        {
            var names = SpecNames.Fit(SpecNames.Split(_names, _width), _width);
            TellFacts(into.Add(new Signal
            {
                Name = line.Trim(),
                Type = SignalType.Table,
                Element = ElementType.Float64,
                Axes = [new("row", Rows), new("column", _width)],
                Columns = names,
                ColumnUnits = new string?[_width],
                Place = $"scan {label}",
                Hints = new DrawingHints { Over = 0, Plot = _width > 1 ? [_width - 1] : null },
                Values = new TextTable(file, DataStart, DataEnd, Rows, _width) { Skip = "#@" },
            }).Facts);
        }

        foreach (var (name, spectrum) in _spectra)
        {
            if (spectrum.Describe(file, $"{line.Trim()} {name}", $"scan {label}, {name}", _calibration, _channels) is { } signal)
            {
                TellFacts(into.Add(signal).Facts);
            }
        }
    }

    private void TellFacts(Facts facts)
    {
        var from = $"scan {label}";
        if (NumberText.TryParse(line.Trim().Split(' ')[0], out var number))
        {
            facts.Tell(CoreNames.ScanNumber, number, "", from + "/S");
        }

        facts.Tell(CoreNames.ScanCommand, Command(line), from + "/S");
        facts.Tell(CoreNames.AcquiredAt, _time, from + "/D");
        facts.Tell(CoreNames.Description, _scanTitle, from + "/C");
        facts.Tell(CoreNames.ExposureTime, _count, "s", from + "/T");
        if (_times is [_, var live, var real, ..])
        {
            facts.Tell(CoreNames.LiveTime, live, "s", from + "/@CTIME");
            facts.Tell(CoreNames.RealTime, real, "s", from + "/@CTIME");
        }
    }

    /// <summary>What stands after the number of the scan.</summary>
    public static string Command(string line) => line.Trim().IndexOf(' ') is > 0 and var space ? line.Trim()[space..].Trim() : "";

    private static double[] Numbers(string text)
    {
        var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new List<double>();
        foreach (var word in words)
        {
            if (!NumberText.TryParse(word, out var number))
            {
                break;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static object Typed(string text) => long.TryParse(text, out var whole) ? whole : NumberText.TryParse(text, out var number) ? number : text;

    private void TellNamed(ref MetaGroup? into, string name, string[] names, double[] values, long at)
    {
        into ??= group?.AddGroup(name);
        for (var i = 0; i < values.Length; i++)
        {
            Add(into, names[i], values[i], null, at);
        }
    }

    private void Tell(string name, object value, string? unit, long? at) => Add(group, name, value, unit, at);

    private void Add(MetaGroup? into, string name, object value, string? unit, long? at)
    {
        if (Nodes < 20_000)
        {
            into?.Add(name, value, unit, at);
            Nodes++;
        }
    }
}
