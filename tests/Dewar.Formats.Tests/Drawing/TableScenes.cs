using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Tables and texts, made up.</summary>
internal static class TableScenes
{
    public static IEnumerable<(string Name, Extraction Extraction)> All =>
    [
        ("table of numbers", Scenes.One(Table(["time", "temperature", "pressure"], ["s", "°C", "mbar"], 300, (row, column) => column == 0 ? row * 0.5 : column == 1 ? 20 + 400 * (1 - Math.Exp(-row / 80.0)) : 5 * Math.Sin(row / 20.0)))),
        ("table of one column", Scenes.One(Table(["value"], [null], 50, (row, _) => row * row))),
        ("table with dates", Scenes.One(Table(["when", "load"], [null, "N"], 48, (row, column) => column == 0 ? double.NaN : Math.Sin(row / 6.0),
            new() { [0] = [.. Enumerable.Range(0, 48).Select(hour => new DateTime(2024, 3, 1).AddHours(hour).ToString("yyyy-MM-dd HH:mm"))] }))),
        ("table of words", Scenes.One(Table(["Sample", "Operator", "Mass", "Remark"], [null, null, "mg", null], 30, (row, column) => column == 2 ? row * 1.25 + 3 : double.NaN,
            new()
            {
                [0] = [.. Enumerable.Range(1, 30).Select(row => $"S-{row:000}")],
                [1] = [.. Enumerable.Range(1, 30).Select(row => row % 3 == 0 ? "Müller" : "Søndergård")],
                [3] = [.. Enumerable.Range(1, 30).Select(row => row % 4 == 0 ? "broken at the edge, measured again on the next day" : "")],
            }))),
        ("text", Scenes.One(new Signal { Name = "", Type = SignalType.Text, Text = string.Join('\n', Enumerable.Range(1, 60).Select(line => $"{line,3}  Beam energy\t{12.5 + line} keV; Δθ = {line * 0.01:0.00}°, λ ≈ 1.5406 Å — ok")) })),
        ("no values", Scenes.One(new Signal { Name = "frame", Type = SignalType.Image, Axes = [new("y", 2048), new("x", 2048)] })),
    ];

    public static Signal Table(
        string[] columns, string?[] units, long rows, Func<long, long, double> value, Dictionary<int, IReadOnlyList<string>>? words = null, DrawingHints? hints = null)
    {
        return new()
        {
            Name = "table",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Columns = columns,
            ColumnUnits = units,
            Words = words ?? [],
            Hints = hints,
            Axes = [new("row", rows), new("column", columns.Length)],
            Values = new MadeValues(ElementType.Float64, [rows, columns.Length], (place, _) => value(place[0], place[1])),
        };
    }
}
