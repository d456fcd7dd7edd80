using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Dewar.Hosting;

/// <summary>One thing that can be set: in the file as <paramref name="Key"/>, in the environment as DEWAR_KEY.</summary>
/// <param name="Default">Shown in the reference; null when there is none.</param>
internal sealed record Setting(string Key, string? Default, string Help)
{
    public string Environment => $"DEWAR_{Key.ToUpperInvariant().Replace('-', '_')}";
}

/// <summary>A setting as a site uses it.</summary>
/// <param name="From">Where it was said: a file, a variable of the environment, a flag; null for the default.</param>
public sealed record SettingInForce(string Key, string Value, string? From, string Help);

/// <summary>
/// What was set, from file, environment and flags, the later over the earlier. Mistakes are collected, so that
/// an administrator sees all of them at once.
/// </summary>
internal sealed partial class Settings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _from = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Setting> _known;

    /// <param name="known">What there is to set.</param>
    /// <param name="file">A YAML (or JSON) file; null for none. It must exist.</param>
    /// <param name="flags">From the command line; null values were not given.</param>
    public Settings(IReadOnlyList<Setting> known, string? file, IReadOnlyDictionary<string, string?> flags)
    {
        _known = known;
        if (file is not null)
        {
            ReadFile(file);
        }

        foreach (var setting in known)
        {
            if (Environment.GetEnvironmentVariable(setting.Environment) is { Length: > 0 } value)
            {
                (_values[setting.Key], _from[setting.Key]) = (value, setting.Environment);
            }
        }

        foreach (var (key, value) in flags)
        {
            if (value is not null)
            {
                (_values[key], _from[key]) = (value, $"--{key}");
            }
        }
    }

    public List<string> Mistakes { get; } = [];

    /// <summary>Everything as it is in force, and where that was said. What gives access stands there as dots.</summary>
    public IReadOnlyList<SettingInForce> InForce => [.. _known.Select(each => new SettingInForce(each.Key, Secret().Replace(Text(each.Key), "://$1:•••@"), _from.GetValueOrDefault(each.Key), each.Help))];

    public string Text(string key) => _values.GetValueOrDefault(key) ?? _known.Single(each => each.Key == key).Default ?? "";

    /// <summary>Reads a value that must have a form; a mistake is noted and the fallback returned.</summary>
    public T As<T>(string key, Func<string, T> parse, T fallback, string form)
    {
        var text = Text(key);
        try
        {
            return parse(text);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            Mistakes.Add($"{key}: '{text}' is not {form}.");
            return fallback;
        }
    }

    /// <summary>How much is logged. A number would be a level as well, for the language.</summary>
    public LogLevel Level(string key) => As(key, text => Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && !char.IsAsciiDigit(text[0]) && text[0] != '-'
        ? level : throw new FormatException(), LogLevel.Information, "error, warning, information or debug");

    /// <summary>A mapping, in the file as such, elsewhere as name=value,name=value.</summary>
    public Dictionary<string, string> Map(string key)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in List(key))
        {
            var pair = entry.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length < 2 || pair[0].Length == 0 || pair[1].Length == 0)
            {
                Mistakes.Add($"{key}: '{entry}' is not of the form name=value.");
            }
            else if (!map.TryAdd(pair[0], pair[1]))
            {
                Mistakes.Add($"{key}: '{pair[0]}' is given twice.");
            }
        }

        return map;
    }

    public string[] List(string key) => Text(key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Stops the start when anything was wrong, with everything that was.</summary>
    public void Check()
    {
        if (Mistakes.Count > 0)
        {
            throw new Refusal(400, "settings-invalid", "The settings are not right:\n" + string.Join('\n', Mistakes.Select(each => $"  - {each}")));
        }
    }

    /// <summary>A file that a setting names, as text; null, with the mistake noted, when it can't be read.</summary>
    public string? FileOf(string key)
    {
        var file = Text(key);
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            Mistakes.Add($"{key}: '{file}' can't be read: {Unreadable(bad)}.");
            return null;
        }
    }

    /// <summary>Paths that must not depend on where the program was started.</summary>
    public void MustBeAbsolute(string key, IEnumerable<string> paths) =>
        Mistakes.AddRange(paths.Where(path => !Path.IsPathRooted(path)).Select(path => $"{key}: the path '{path}' must be absolute."));

    /// <summary>A password in an address.</summary>
    [GeneratedRegex(@"://([^/?#:@]*):.*@")]
    private static partial Regex Secret();

    private static string Unreadable(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => $"the user '{Environment.UserName}' may not read it",
        _ => failure.Message,
    };

    private void ReadFile(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root)
            {
                foreach (var (key, value) in root.Children)
                {
                    Take(file, key.ToString(), value);
                }
            }
            else if (yaml.Documents.Count > 0)
            {
                Mistakes.Add($"{file}: expected 'name: value' lines.");
            }
        }
        catch (YamlDotNet.Core.YamlException bad)
        {
            Mistakes.Add($"{file}, line {bad.Start.Line}: {bad.Message}");
        }
        catch (InvalidOperationException)
        {
            // The reader of YAML meets some brackets that are never closed in this way, and knows no line.
            Mistakes.Add($"{file}: this can't be read as YAML; is a bracket or a quote open?");
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            Mistakes.Add($"{file}: {Unreadable(bad)}");
        }
    }

    private void Take(string file, string key, YamlNode value)
    {
        if (_known.All(each => each.Key != key))
        {
            var near = _known.MinBy(each => Nearness.Distance(each.Key, key))!.Key;
            Mistakes.Add($"{file}: there is no setting '{key}'{(Nearness.Distance(near, key) <= 3 ? $"; did you mean '{near}'?" : ".")}");
            return;
        }

        _from[key] = file;
        _values[key] = value switch
        {
            YamlMappingNode map => string.Join(',', map.Children.Select(pair => $"{pair.Key}={pair.Value}")),
            YamlSequenceNode list => string.Join(',', list.Children),
            _ => value.ToString(),
        };
    }
}
