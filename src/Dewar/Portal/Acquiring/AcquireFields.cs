using System.Globalization;
using Dewar.Acquisitions;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Sdk;

namespace Dewar.Portal;

/// <summary>What was typed to start an acquisition or an upload; empty texts leave things as they are by themselves.</summary>
/// <param name="Quiet">Seconds, or a duration.</param>
/// <param name="Meta">Lines of key=value.</param>
public sealed record AcquireFields(
    string Kind, string Folder, string? Station, string To, string Quiet, string? Instrument, string Include, string Exclude, string Marker, string StopAfter, string Meta,
    bool Hidden, bool OnlyNew, bool Once, string Verify)
{
    private static readonly char[] Lines = ['\r', '\n'];

    internal static AcquireFields Of(IQueryCollection query) => Of(name => query[name].ToString());

    internal static AcquireFields Of(FormFields form) => Of(name => form[name]);

    /// <summary>The same as it is written on a command line.</summary>
    public string Command(string experiment) => string.Concat(
    [
        $"{(Kind == "upload" ? "upload" : "acquire start")} {experiment} {(Folder.Length > 0 ? Show.Shell(Folder) : "FOLDER")}", Word("--station", Station), Word("--to", To),
        Word("--instrument", Instrument), Word("--quiet", Quiet.All(char.IsAsciiDigit) && Quiet.Length > 0 ? $"{Quiet}s" : Quiet), Word("--marker", Marker),
        .. Split(Include).Select(pattern => Word("--include", pattern)), .. Split(Exclude).Select(pattern => Word("--exclude", pattern)), .. Split(Meta).Select(pair => Word("--meta", pair)),
        Hidden ? " --hidden" : "", OnlyNew ? " --only-new" : "", Once ? " --no-reprocess" : "", Word("--for", StopAfter), Verify is "" or "reread" ? "" : Word("--verify", Verify),
    ]);

    /// <summary>The address of the page with all of this typed; to look into another folder, or to do the same again.</summary>
    public string Address(string experiment, string? folder = null, string? after = null) => Query.Of($"{Show.Experiment(experiment)}/acquire", ("kind", Given(Kind)), ("station", Station),
        ("folder", Given(folder ?? Folder)), ("after", after), ("to", Given(To)), ("quiet", Given(Quiet)), ("instrument", Instrument), ("include", Given(Include)), ("exclude", Given(Exclude)),
        ("marker", Given(Marker)), ("for", Given(StopAfter)), ("meta", Given(Meta)), ("hidden", Hidden ? "yes" : null), ("new", OnlyNew ? "yes" : null), ("once", Once ? "yes" : null), ("verify", Given(Verify)));

    /// <summary>What an acquisition that was started had typed.</summary>
    internal static AcquireFields Of(Acquisition it) => new(Show.Word(it.Kind), it.Sources[0].Folder, it.Sources[0].Station, it.Sources[0].To,
        it.Options.Settling is { } settling ? settling.QuietSeconds.ToString(CultureInfo.InvariantCulture) : "", it.Options.Instrument, string.Join('\n', it.Options.Include),
        string.Join('\n', it.Options.Exclude), it.Options.Settling?.Marker ?? "", it.Options.StopAfterSeconds is { } stop ? $"{stop.ToString(CultureInfo.InvariantCulture)}s" : "",
        string.Join('\n', it.Options.Metadata.Select(pair => $"{pair.Key}={pair.Value}")), it.Options.Hidden, it.Options.OnlyNew, !it.Options.Reprocess, Show.Word(it.Options.Verify));

    internal NewAcquisition Wanted(IReadOnlyList<Instrument> instruments)
    {
        var rules = instruments.FirstOrDefault(each => each.Name == Instrument)?.Settling ?? new();
        var watches = Kind != "upload";
        return new([new(Folder, Station, To)], watches ? AcquisitionKind.Acquisition : AcquisitionKind.Upload, new()
        {
            Include = Split(Include),
            Exclude = Split(Exclude),
            Hidden = Hidden,
            OnlyNew = OnlyNew && watches,
            Reprocess = !Once,
            Metadata = Pairs(),
            StopAfterSeconds = StopAfter.Length > 0 && watches ? Span(StopAfter, "stop-after-invalid") : null,
            Verify = Enum.TryParse<VerifyPolicy>(Verify, ignoreCase: true, out var verify) && Enum.IsDefined(verify) ? verify : VerifyPolicy.Reread,
            Instrument = Instrument,
            Settling = Quiet.Length == 0 && Marker.Length == 0 ? null
                : rules with { QuietSeconds = Quiet.Length > 0 ? Span(Quiet, "quiet-invalid") : rules.QuietSeconds, Marker = Marker.Length > 0 ? Marker : rules.Marker },
        });
    }

    private static AcquireFields Of(Func<string, string> field) => new(field("kind") is "upload" ? "upload" : "acquisition", field("folder").Trim(), OrNull(field("station")), field("to").Trim(),
        field("quiet").Trim(), OrNull(field("instrument")), field("include").Trim(), field("exclude").Trim(), field("marker").Trim(), field("for").Trim(), field("meta").Trim(),
        field("hidden") == "yes", field("new") == "yes", field("once") == "yes", field("verify"));

    private static string[] Split(string lines) => lines.Split(Lines, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A number alone is seconds.</summary>
    private static double Span(string text, string code)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds;
        }

        try
        {
            return Duration.Parse(text).TotalSeconds;
        }
        catch (FormatException)
        {
            throw Refusal.Invalid(code, $"'{text}' is no number of seconds, and no time such as 30s, 5m or 8h.");
        }
    }

    private Dictionary<string, string> Pairs()
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Split(Meta))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            pairs[at > 0 ? line[..at].Trim() : throw Refusal.Invalid("metadata-invalid", $"'{line}' is not of the form name=value.")] = line[(at + 1)..].Trim();
        }

        return pairs;
    }

    private static string Word(string option, string? value) => string.IsNullOrEmpty(value) ? "" : $" {option} {Show.Shell(value)}";

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private static string? OrNull(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
