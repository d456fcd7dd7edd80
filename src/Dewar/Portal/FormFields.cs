using System.Globalization;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>The fields of a form as a browser sends them; one that is not there is empty.</summary>
internal sealed class FormFields(IFormCollection form)
{
    public string this[string name] => form[name].ToString();

    public string? OrNull(string name) => this[name].Trim() is { Length: > 0 } text ? text : null;

    public bool Has(string name) => form.ContainsKey(name);

    /// <summary>Of a field that may be there several times.</summary>
    public IReadOnlyList<string> All(string name) => [.. form[name].OfType<string>()];

    /// <summary>The rows of PropertyFields.</summary>
    public Dictionary<string, string> Properties()
    {
        var properties = new Dictionary<string, string>();
        foreach (var (key, value) in All("key").Zip(All("value")).Where(pair => pair.First.Trim().Length > 0))
        {
            properties[key.Trim()] = value.Trim();
        }

        return properties;
    }

    public static DateTimeOffset? Day(string? text) => string.IsNullOrWhiteSpace(text) ? null
        : DateTimeOffset.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day
        : throw Refusal.Invalid("date-invalid", $"'{text}' is no day: write it as 2026-03-31.");

    public static async Task<FormFields> Read(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType)
        {
            throw new Refusal(415, "media-type", "This address takes a form. Programs use the API; /api/try shows it.");
        }

        try
        {
            return new(await http.Request.ReadFormAsync(ct));
        }
        catch (InvalidDataException bad)
        {
            throw Refusal.Invalid("request-invalid", $"The form can't be read: {bad.Message}");
        }
    }
}
