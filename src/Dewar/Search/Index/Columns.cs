namespace Dewar.Search;

/// <summary>The names of columns.</summary>
internal static class Columns
{
    /// <summary>All columns of a small part, together.</summary>
    public const string Together = "*";

    /// <summary>The file's experiment, by its number: who may see the file.</summary>
    public static readonly string Experiment = Number("experiment", "id");

    public static readonly string Name = Word("name"), Folder = Word("folder"), Extension = Word("extension"), Month = Word("month");

    /// <summary>Numbers of a key that measure the same.</summary>
    public static string Number(string key, string measure) => $"#{key}|{measure}";

    public static string Word(string key) => $"${key}";

    /// <summary>The key that a column belongs to.</summary>
    public static string KeyOf(string column) => column[0] == '#' ? column[1..column.LastIndexOf('|')] : column[1..];

    /// <summary>What the numbers of a column measure.</summary>
    public static string MeasureOf(string column) => column[(column.LastIndexOf('|') + 1)..];

    public static bool IsNumbers(string column) => column[0] == '#';
}
