namespace Dewar.Formats.Spec;

/// <summary>Names in a line. SPEC puts two blanks between them, as a name may hold one; other programs put only one.</summary>
internal static class SpecNames
{
    /// <summary>The names of a line.</summary>
    /// <param name="count">How many there should be, by the values that belong to them; null when that is not known.</param>
    public static string[] Split(string line, int? count = null)
    {
        var byTwo = line.Split(["  ", "\t"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (byTwo.Length == count || count is null && byTwo.Length > 1)
        {
            return byTwo;
        }

        var byOne = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return byOne.Length == count || count is null || byTwo.Length == 1 && byOne.Length > 1 && count > 1 ? byOne : byTwo;
    }

    /// <summary>As many names as there are columns.</summary>
    public static string[] Fit(string[] names, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i < names.Length ? names[i] : $"column {i + 1}")];
}
