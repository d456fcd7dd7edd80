using Dewar.Formats;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>Prints what was found in a file for people.</summary>
internal static class FindingScreen
{
    public static void Print(ByteSource source, Finding finding, bool whole)
    {
        var it = finding.Extraction;
        Screen.Facts([
            ("file", source.Name), ("size", $"{Bytes.Show(source.Length)} ({source.Length} bytes)"), ("format", it.Format),
            ("reader", finding.Reader is { } reader ? $"{reader.Name} {reader.Version}" : null), ("damage", finding.Damage), ("part of", it.PartOf),
            .. it.Parts.Take(20).Select(part => ("part", (string?)$"{part.Path} ({part.Role})")), .. it.Warnings.Select(warning => ("warning", (string?)warning))]);
        if (it.Signals.Count > 0)
        {
            Console.WriteLine();
            Screen.Table([.. it.Signals.Take(100)], ("signal", s => s.Name), ("type", s => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(s.Type.ToString())),
                ("shape", s => string.Join(" × ", s.Shape)), ("elements", s => s.Type == SignalType.Text ? "" : s.Element.ToString()),
                ("axes", s => string.Join(", ", s.Axes.Select(Axis))), ("unit", s => s.Unit ?? ""));
        }

        Facts("", it.Facts);
        foreach (var signal in it.Signals.Take(20).Where(signal => signal.Facts.All.Count > 0))
        {
            Facts(signal.Name is "" ? "this signal:" : $"{signal.Name}:", signal.Facts);
        }

        if (whole)
        {
            Console.WriteLine();
            Tree(it.Metadata, "");
        }
    }

    private static void Facts(string title, Facts facts)
    {
        if (facts.All.Count > 0)
        {
            Console.WriteLine(Screen.OneLine(title));
            Screen.Facts([.. facts.All.Select(fact => (fact.Name.Name.Replace('_', ' '), (string?)$"{Show(fact)}{(fact.Doubt is { } doubt ? $"  (? {doubt})" : "")}"))]);
        }
    }

    private static string Axis(Axis axis) => axis.Scale is { } scale ? $"{axis.Name} {scale:g6} {axis.Unit}" : axis.Name;

    private static string Show(Fact fact) => fact.Si is { } si ? fact.Name.Show(si) : $"{Show(fact.Value)} {fact.Unit}".TrimEnd();

    private static string Show(object? value) => value switch
    {
        null => "",
        double number => number.ToString("g10"),
        Array array => string.Join(", ", array.Cast<object>().Take(12).Select(Show)) + (array.Length > 12 ? " …" : ""),
        _ => value.ToString()!,
    };

    private static void Tree(MetaGroup group, string indent)
    {
        foreach (var child in group.Children)
        {
            if (child is MetaGroup inner)
            {
                Console.WriteLine(Screen.OneLine($"{indent}{child.Name}"));
                Tree(inner, indent + "  ");
            }
            else if (child is MetaValue value)
            {
                Console.WriteLine(Screen.OneLine($"{indent}{child.Name}: {Show(value.Value)} {value.Unit}{(value.Doubt is { } doubt ? $"  (? {doubt})" : "")}"));
            }
        }
    }
}
