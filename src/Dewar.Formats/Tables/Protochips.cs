using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Tables;

/// <summary>
/// Logs of Protochips' holders: time, notes and quantities. What holds for all of it stands as notes of the first rows,
/// "Current units = Amps".
/// </summary>
internal static class Protochips
{
    public static bool Is(TableLayout layout) =>
        layout.Columns is [{ Name: "Time" }, { Name: "Notes" }, _, ..] && layout.Sample is [{ Length: > 1 } first, ..]
        && layout.Sample.Take(4).Any(row => row.Length > 1 && (row[1].StartsWith("Date (", StringComparison.Ordinal) || row[1].Contains(" = ", StringComparison.Ordinal)))
        && first.Length == layout.Columns.Count;

    public static void Describe(TableLayout layout, TextRows rows, long count, Extraction into)
    {
        into.Format = "Protochips log (CSV)";
        into.Facts.Tell(CoreNames.Manufacturer, "Protochips", "the form of the file");
        var notes = into.Metadata.AddGroup("notes");
        var words = new Dictionary<string, string>();
        var header = 0;
        foreach (var row in layout.Sample.TakeWhile(row => row.Length > 1 && row[1] is not ""))
        {
            header++;
            var (key, value) = row[1].IndexOf('=') is > 0 and var at ? (row[1][..at].Trim(), row[1][(at + 1)..].Trim()) : ("note", row[1]);
            words.TryAdd(key, value);
            notes.Add(key, value);
        }

        foreach (var row in layout.Sample.Skip(header).Where(row => row.Length > 1 && row[1] is not ""))
        {
            notes.Add(row[0], row[1]);
        }

        // Dots in the date, colons in the time; written in the computer's own zone.
        var time = $"{Starting(words, "Date")?.Replace('.', '-')} {Starting(words, "Time (")}";
        into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(time), "notes");
        into.Facts.Tell(CoreNames.Operator, Starting(words, "User") is "Enter User Name" ? null : Starting(words, "User"), "notes");
        var timeUnit = UnitOf("Time", words) ?? "Milliseconds";
        var places = new TextColumns(rows, count - header, [0], flat: true, skip: header);
        for (var i = 2; i < layout.Columns.Count; i++)
        {
            var name = layout.Columns[i].Name;
            var unit = UnitOf(name, words);
            into.Add(new Signal
            {
                Name = unit is null ? name : $"{name} ({unit})",
                Type = SignalType.Spectrum,
                Element = ElementType.Float64,
                Quantity = name[(name.LastIndexOf(' ') + 1)..],
                Unit = unit,
                Axes = [LoggedTime.Axis(places, count - header, timeUnit is "Milliseconds" ? "ms" : timeUnit)],
                Values = new TextColumns(rows, count - header, [i], flat: true, skip: header),
            });
        }
    }

    private static string? Starting(Dictionary<string, string> words, string key) =>
        words.FirstOrDefault(pair => pair.Key.StartsWith(key, StringComparison.Ordinal)).Value;

    // "Holder Pressure units" goes before "Pressure units".
    private static string? UnitOf(string column, Dictionary<string, string> words)
    {
        var rest = column;
        while (true)
        {
            if (words.TryGetValue($"{rest} units", out var unit))
            {
                return unit;
            }

            if (rest.IndexOf(' ') is not (> 0 and var blank))
            {
                return null;
            }

            rest = rest[(blank + 1)..];
        }
    }
}
