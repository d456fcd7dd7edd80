using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Tables;

/// <summary>
/// Logs of DENSsolutions' Impulse: time of day, seconds since the start, and quantities. The experiment's own words are in a file beside
/// it, <c>…_Metadata.log</c>.
/// </summary>
internal static class Impulse
{
    private const string Time = "Experiment time";

    public static bool Is(TableLayout layout) => layout.Columns is [{ Name: "TimeStamp" }, { Name: Time }, _, ..];

    public static void Describe(ByteSource file, TableLayout layout, TextRows rows, long count, Extraction into)
    {
        into.Format = "DENSsolutions Impulse log (CSV)";
        into.Facts.Tell(CoreNames.Manufacturer, "DENSsolutions", "the form of the file");
        Experiment(file, into);
        var places = new TextColumns(rows, count, [1], flat: true);
        var axis = LoggedTime.Axis(places, count, "s");
        for (var i = 2; i < layout.Columns.Count; i++)
        {
            var (name, unit) = (layout.Columns[i].Name, layout.Columns[i].Unit);
            unit ??= name.StartsWith("Temperature", StringComparison.Ordinal) ? "degC" : null;
            into.Add(new Signal
            {
                Name = unit is null ? name : $"{name} ({unit})",
                Type = SignalType.Spectrum,
                Element = ElementType.Float64,
                Quantity = name.Replace(" Measured", "", StringComparison.Ordinal),
                Unit = unit,
                Axes = [axis],
                Values = new TextColumns(rows, count, [i], flat: true),
            });
        }
    }

    private static void Experiment(ByteSource file, Extraction into)
    {
        // "StubExperiment_Heat raw.csv" belongs to "StubExperiment_Metadata.log".
        var end = file.Name.LastIndexOf('_');
        var name = end > 0 ? file.Name[..end] + "_Metadata.log" : null;
        if (name is null || file.Companion(name) is not { Length: < 1 << 20 } log || TextBytes.Of(log) is not { } text)
        {
            into.Warn("The experiment's log, ending in _Metadata.log, is not there: its date is not known.");
            return;
        }

        into.AddPart(name, "metadata");
        var group = into.Metadata.AddGroup("experiment");
        var lines = new Lines(text);
        for (var i = 0; i < 1000 && lines.Next(out var bytes); i++)
        {
            var line = text.Encoding.GetString(bytes).Trim('\uFEFF', ' ');
            if (line.IndexOfAny([',', '\t', ':', '=']) is > 0 and var at)
            {
                KeyValues.Add(group, into.Facts, line[..at].Trim(), line[(at + 1)..].Trim(' ', ',', '\t'), null);
            }
        }

        // Day first, as the program is Dutch: 06-08-2021 is in August.
        var date = group.Word("Experiment date")?.Split('-');
        into.Facts.Tell(
            CoreNames.AcquiredAt, date is [var day, var month, var year] ? TimeText.Parse($"{year}-{month}-{day} {group.Word("Experiment time")}") : null, "experiment");
        into.Facts.Tell(CoreNames.Instrument, group.Word("System version") is { } version ? $"Impulse {version}" : null, "experiment/System version");
    }
}
