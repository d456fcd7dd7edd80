using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Dewar.Logger.Site;

namespace Dewar.Logger;

/// <summary>What stands in the file beside the program.</summary>
/// <param name="values">By their names in the file.</param>
internal sealed class Settings(IDictionary<string, string> values)
{
    public const string FileName = "dewar-logger.ini";

    private static readonly string[] Names = ["site", "computer", "instrument", "key", "secret", "folder", "copy", "quiet", "older"];

    private static readonly Dictionary<string, string> Explained = new()
    {
        ["site"] = "The address of the site.",
        ["computer"] = "This computer's name at the site, and the instrument that it runs.",
        ["key"] = "By these the site knows this computer. Whoever has them can speak for it: keep the file where others can't read it.",
        ["folder"] = "Where the instrument writes its files.",
        ["copy"] = "Are files copied to the site from here? yes or no. Not needed where a station sees the folder.",
        ["quiet"] = "For how many seconds a file must have stood still before it is copied.",
        ["older"] = "Are files copied that were there before the session began? yes or no.",
    };

    public Uri Site { get; } = new(values["site"]);

    public string Computer => values["computer"];

    public string Instrument => values["instrument"];

    public Key Key { get; } = new(values["key"], Key.SecretOf(values["secret"])!);

    /// <summary>Empty where nothing is said.</summary>
    public string Folder => Value("folder", "");

    public bool Copies => Value("copy", "no") == "yes";

    public int QuietSeconds => int.Parse(Value("quiet", "30"), CultureInfo.InvariantCulture);

    public bool TakesOlder => Value("older", "no") == "yes";

    /// <summary>Says in words what is wrong.</summary>
    public static Settings Read(string text)
    {
        var values = new Dictionary<string, string>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim('\r', ' ', '\t', '\uFEFF');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=');
            var name = equals < 0 ? line : line.Substring(0, equals).Trim();
            if (equals < 0 || Array.IndexOf(Names, name) < 0)
            {
                throw new FormatException("Line " + number + ": '" + name + "' is no setting. There are: " + string.Join(", ", Names) + ".");
            }

            values[name] = line.Substring(equals + 1).Trim();
        }

        Check(values);
        return new(values);
    }

    /// <summary>Null where there is no file.</summary>
    public static Settings? Find(params string[] folders)
    {
        foreach (var folder in folders)
        {
            var path = Path.Combine(folder, FileName);
            if (File.Exists(path))
            {
                try
                {
                    return Read(File.ReadAllText(path));
                }
                catch (FormatException wrong)
                {
                    throw new FormatException(path + ": " + wrong.Message, wrong);
                }
            }
        }

        return null;
    }

    /// <summary>As it can be read again, by people, too.</summary>
    public string Write()
    {
        var text = new StringBuilder("# Settings of the Dewar logger. Lines that begin with # are not read.\r\n");
        foreach (var name in Names)
        {
            if (Explained.TryGetValue(name, out var explanation))
            {
                text.Append("\r\n# ").Append(explanation).Append("\r\n");
            }

            text.Append(name).Append(" = ").Append(values.TryGetValue(name, out var value) ? value : Default(name)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>An address of a site, or null.</summary>
    public static Uri? AddressOf(string text) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && (uri.Scheme == "http" || uri.Scheme == "https") && uri.PathAndQuery == "/" ? uri : null;

    private static string Default(string name) => name == "quiet" ? "30" : name is "copy" or "older" ? "no" : "";

    private static void Check(Dictionary<string, string> values)
    {
        foreach (var needed in new[] { "site", "computer", "instrument", "key", "secret" })
        {
            Must(values.TryGetValue(needed, out var value) && value.Length > 0, "'" + needed + "' is missing.");
        }

        Must(AddressOf(values["site"]) is not null, "'site' must be an address like https://dewar.example.org, without anything behind it.");
        Must(Key.SecretOf(values["secret"]) is not null, "'secret' is not one of the site's: 32 bytes in base64.");
        Must(!values.TryGetValue("quiet", out var quiet) || int.TryParse(quiet, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86400,
            "'quiet' must be a number of seconds.");
        foreach (var question in new[] { "copy", "older" })
        {
            Must(!values.TryGetValue(question, out var answer) || answer is "yes" or "no", "'" + question + "' must be yes or no.");
        }

        Must(!values.TryGetValue("copy", out var copies) || copies == "no" || values.TryGetValue("folder", out var folder) && folder.Length > 0,
            "'copy' is yes, but 'folder' does not say of what.");
    }

    private static void Must(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }

    private string Value(string name, string otherwise) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : otherwise;
}
