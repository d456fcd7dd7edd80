namespace Dewar.Hosting;

/// <summary>Addresses with parameters; those without a value are left out.</summary>
internal static class Query
{
    public static string Of(string path, params ReadOnlySpan<(string Key, string? Value)> parameters)
    {
        var query = new List<string>();
        foreach (var (key, value) in parameters)
        {
            if (value is not null)
            {
                query.Add($"{key}={Uri.EscapeDataString(value)}");
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    /// <summary>A name as one piece of an address. Dots alone would lead to another address, and so would nothing.</summary>
    public static string Name(string name) => name switch
    {
        "" => throw new FormatException("A name is empty."),
        "." or ".." => throw new FormatException($"'{name}' is no name."),
        _ => Uri.EscapeDataString(name),
    };

    /// <summary>A path whose names are escaped one by one.</summary>
    public static string Path(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
