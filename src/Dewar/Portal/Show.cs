using System.Globalization;
using System.Text;
using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Portal;

/// <summary>How pages write things.</summary>
internal static class Show
{
    private static readonly string[] Prefixes = ["", "m", "µ", "n", "p", "f"];

    /// <summary>A word in what was read of a file; empty when it is not there.</summary>
    public static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>The shape of a signal: 512 × 512.</summary>
    public static string Shape(JsonElement signal) => signal.TryGetProperty("shape", out var shape) ? string.Join(" × ", shape.EnumerateArray()) : "";

    /// <summary>A length or a time with the prefix that leaves few digits: 3.6 nm, not 3.6e-09 m. Others stay in their unit.</summary>
    public static string Scaled(double value, string unit)
    {
        var at = unit is [.. var prefix, 'm' or 's'] ? Array.IndexOf(Prefixes, prefix) : -1;
        if (at < 0 || value == 0 || !double.IsFinite(value))
        {
            return $"{value:g5} {unit}".TrimEnd();
        }

        var steps = (int)Math.Floor(Math.Log10(Math.Abs(value)) / 3 + 1e-9);
        var to = Math.Clamp(at - steps, 0, Prefixes.Length - 1);
        return $"{value * Math.Pow(1000, to - at):g5} {Prefixes[to]}{unit[^1]}";
    }

    /// <summary>
    /// A name as it may be shown: what cannot be seen, or turns the text around it, stands there by its code.
    /// Pages put it in a bdi element, so that letters written from the right stay in their place.
    /// </summary>
    public static string Name(string name)
    {
        if (name.EnumerateRunes().All(IsPlain) && name.Trim() == name)
        {
            return name;
        }

        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            _ = IsPlain(rune) ? shown.Append(rune) : rune.Value < 0x20 ? shown.Append((char)(0x2400 + rune.Value)) : shown.Append($"‹U+{rune.Value:X4}›");
        }

        return shown[0] == ' ' || shown[^1] == ' ' ? $"‘{shown}’" : shown.ToString();
    }

    public static string LastName(string path) => Name(RelativePath.Split(path).Name);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string Ago(DateTimeOffset at, DateTimeOffset now) => now - at is { TotalSeconds: >= 2 } span ? $"{Duration.Show(span)} ago" : "now";

    /// <summary>A word of a command line, in quotes where a shell needs them. What cannot be seen stands there in a way that bash and zsh understand.</summary>
    public static string Shell(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "._-/=:@+,".Contains(letter)) ? word
        : word.EnumerateRunes().All(IsPlain) ? $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : $"$'{string.Concat(word.EnumerateRunes().Select(InShell))}'";

    private static string InShell(Rune rune) => rune.Value switch
    {
        '\\' or '\'' => $"\\{rune}",
        '\n' => "\\n",
        '\t' => "\\t",
        < 0x80 when !IsPlain(rune) => $"\\x{rune.Value:x2}",
        <= 0xffff when !IsPlain(rune) => $"\\u{rune.Value:x4}",
        _ when !IsPlain(rune) => $"\\U{rune.Value:x8}",
        _ => rune.ToString(),
    };

    public static string Experiment(string name) => $"/experiments/{Uri.EscapeDataString(name)}";

    public static string Person(string name) => $"/admin/people/{Uri.EscapeDataString(name)}";

    public static string Station(string name) => $"/stations/{Uri.EscapeDataString(name)}";

    public static string Instrument(string name) => $"/instruments/{Uri.EscapeDataString(name)}";

    public static string Session(string id) => $"/sessions/{id}";

    /// <summary>Who is at an instrument, as far as is known.</summary>
    public static string Who(Session session) => session.Person.Length > 0 ? Name(session.Person) : "nobody said who";

    public static (string Word, string Tone) State(Session it) => it.State switch
    {
        SessionState.Open => ("under way", "good"),
        SessionState.Paused => ("paused", "warn"),
        _ => ("ended", "plain"),
    };

    public static string Acquisition(string experiment, string id) => $"{Experiment(experiment)}/acquisitions/{Uri.EscapeDataString(id)}";

    public static string Folder(string experiment, string path) => path.Length == 0 ? Experiment(experiment) : $"{Experiment(experiment)}/folder/{Query.Path(path)}";

    public static string File(string experiment, string path) => $"{Experiment(experiment)}/file/{Query.Path(path)}";

    public static string Content(string experiment, string path, long? version = null) =>
        Query.Of($"/api/experiments/{Uri.EscapeDataString(experiment)}/content/{Query.Path(path)}", ("version", version?.ToString(CultureInfo.InvariantCulture)));

    /// <summary>All below a folder as one ZIP.</summary>
    public static string Archive(string experiment, string folder) =>
        Query.Of($"/api/experiments/{Uri.EscapeDataString(experiment)}/archive.zip", ("folder", folder.Length == 0 ? null : folder));

    /// <summary>What a replica's state means at a glance: good, bad or neither.</summary>
    public static string Tone(ReplicaState state) => state switch
    {
        ReplicaState.Verified => "good",
        ReplicaState.Suspect or ReplicaState.Missing => "bad",
        _ => "plain",
    };

    public static (string Word, string Tone) State(Acquisition it) => (it.State, it.Totals, it.Sources.Any(source => source.Message is not null)) switch
    {
        (AcquisitionState.Pending, _, _) => ("waiting for its station", "warn"),
        (AcquisitionState.Running or AcquisitionState.Finalizing, _, true) => ("held up", "bad"),
        (AcquisitionState.Running, { Failed: > 0 }, _) => ("running, with problems", "warn"),
        (AcquisitionState.Running, { Moving: > 0 }, _) => ("bringing files", "good"),
        (AcquisitionState.Running, _, _) => ("watching", "good"),
        (AcquisitionState.Finalizing, _, _) => ("last look", "good"),
        (AcquisitionState.Done, { Failed: > 0 }, _) => ("done, with problems", "warn"),
        (AcquisitionState.Done, _, _) => ("done", "plain"),
        (AcquisitionState.Aborted, _, _) => ("aborted", "warn"),
        _ => ("failed", "bad"),
    };

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar;
}
