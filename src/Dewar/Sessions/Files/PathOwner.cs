namespace Dewar.Sessions;

/// <summary>Whose files are that have a path like this, whoever else is at the instrument.</summary>
/// <param name="Path">A pattern; {person} stands for the folder that is called as they are.</param>
/// <param name="Person">An account or a name; '-': nobody's, such files are of no session; empty: as the path says.</param>
public sealed record PathOwner(string Path, string Person = "")
{
    internal const string Placeholder = "{person}", Nobody = "-";

    /// <summary>As people write it: PATTERN, or PATTERN = PERSON.</summary>
    internal static PathOwner Parse(string text) => text.LastIndexOf('=') is >= 0 and var at && !text.Contains(Placeholder, StringComparison.Ordinal) ? new(text[..at].Trim(), text[(at + 1)..].Trim()) : new(text.Trim());

    public override string ToString() => Person.Length > 0 ? $"{Path} = {Person}" : Path;
}
