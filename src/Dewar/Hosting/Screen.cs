using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Dewar.Hosting;

/// <summary>How verbs talk: tables for people, JSON for programs, progress on the error stream so that output can be piped.</summary>
internal static class Screen
{
    public static Option<bool> AsJson { get; } = new("--json") { Description = "Print JSON for programs instead of tables", Recursive = true };

    /// <summary>Messages and progress go to the error stream: standard output has only what was asked for.</summary>
    public static IAnsiConsole Side { get; } = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

    private static IAnsiConsole Out { get; } = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Out) });

    public static void Json<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, Wire.Indented));

    public static void Say(string sentence) => Console.Error.WriteLine(Clean(sentence));

    /// <summary>A table; to a pipe it goes as tab-separated lines, which other programs can cut.</summary>
    public static void Table<T>(IReadOnlyCollection<T> rows, params (string Header, Func<T, string> Cell)[] columns)
    {
        if (Console.IsOutputRedirected)
        {
            foreach (var row in rows)
            {
                Console.WriteLine(string.Join('\t', columns.Select(column => OneLine(column.Cell(row)))));
            }

            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        foreach (var (header, _) in columns)
        {
            table.AddColumn(new TableColumn(new Markup($"[bold]{Markup.Escape(header)}[/]")));
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => Markup.Escape(OneLine(column.Cell(row)))).ToArray());
        }

        Out.Write(table);
    }

    /// <summary>One thing, as a list of names and values.</summary>
    public static void Facts(params (string Name, string? Value)[] facts)
    {
        var width = facts.Max(fact => fact.Name.Length);
        foreach (var (name, value) in facts.Where(fact => fact.Value is not null))
        {
            Console.WriteLine($"{name.PadRight(width)}  {OneLine(value!)}");
        }
    }

    public static string When(DateTimeOffset? instant) => instant?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>A name may hold a line break, which would make two rows of one.</summary>
    public static string OneLine(string text) => Clean(text).Replace("\n", "\\x0a", StringComparison.Ordinal);

    /// <summary>A file name may hold control characters that would drive the terminal: they are spelled out.</summary>
    public static string Clean(string text) => text.Any(each => char.IsControl(each) && each != '\n')
        ? string.Concat(text.Select(each => char.IsControl(each) && each != '\n' ? $"\\x{(int)each:x2}" : each.ToString())) : text;
}
