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
