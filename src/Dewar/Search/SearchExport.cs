using System.Globalization;
using System.Text;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>Writes what was found for other programs.</summary>
internal static class SearchExport
{
    private static readonly string[] Always = ["experiment", "path", "size", "taken", "modified", "registered", "type", "format"];

    /// <summary>CSV (RFC 4180) with a line of names; times in UTC, sizes in bytes.</summary>
    /// <param name="columns">Keys whose values come behind the others.</param>
    public static async Task Csv(Stream output, IAsyncEnumerable<FoundFile> files, IEnumerable<string> columns, CancellationToken ct)
    {
        var keys = columns.SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(name => SearchKeys.Find(name)?.Name ?? name).Distinct().Except(Always).ToList();
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Line([.. Always, .. keys]));
        await foreach (var file in files.WithCancellation(ct))
        {
            await writer.WriteAsync(Line([file.Experiment, file.Path, file.Size.ToString(CultureInfo.InvariantCulture), Time(file.TakenAt), Time(file.ModifiedAt), Time(file.RegisteredAt),
                string.Join("; ", file.Types), file.Format ?? "", .. keys.Select(key => file.Values.FirstOrDefault(value => value.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value ?? "")]));
        }
    }

    public static Task Json(Stream output, IAsyncEnumerable<FoundFile> files, CancellationToken ct) => JsonSerializer.SerializeAsync(output, files, Wire.Json, ct);

    private static string Line(IEnumerable<string> cells) => $"{string.Join(',', cells.Select(Cell))}\r\n";

    // A spreadsheet takes what begins so for a formula, and a file's name may be made to be one: a quote before it makes it text.
    private static string Cell(string text)
    {
        text = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !double.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out _) ? $"'{text}" : text;
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
