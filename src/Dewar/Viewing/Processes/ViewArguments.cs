using System.Globalization;

namespace Dewar.Viewing;

/// <summary>The arguments of a question.</summary>
internal sealed class ViewArguments(IReadOnlyDictionary<string, IReadOnlyList<string>> given)
{
    /// <summary>Null when it was not given, or empty.</summary>
    public string? Text(string name) => given.TryGetValue(name, out var values) && values is [.., { Length: > 0 } last] ? last : null;

    /// <summary>All that were given under a name; null when there are none.</summary>
    public IReadOnlyList<string>? All(string name) => given.TryGetValue(name, out var values) && values.Count > 0 ? values : null;

    public bool Is(string name) => Text(name) is { } text && !text.Equals("false", StringComparison.OrdinalIgnoreCase) && text is not "0";

    /// <exception cref="ViewFault">It is no number, or not one of these.</exception>
    public long Number(string name, long otherwise, long least, long most) => Text(name) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw ViewFault.Wrong($"'{name}' is a whole number from {least} to {most}, not '{text}'.");

    /// <summary>Whole numbers with commas between them; null when there are none.</summary>
    /// <exception cref="ViewFault">They are no numbers.</exception>
    public long[]? Numbers(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var parts = text.Split(',');
        var numbers = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw ViewFault.Wrong($"'{name}' is a list of whole numbers such as 0,12,5, not '{text}'.");
            }
        }

        return numbers;
    }
}
