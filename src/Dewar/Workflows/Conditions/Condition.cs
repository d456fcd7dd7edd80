namespace Dewar.Workflows;

/// <summary>
/// A condition as workflows write it: an expression like those of Python over texts in which variables stand. It is read before they are filled in,
/// so that no value can change what it means, and never executed as code.
/// </summary>
internal abstract record Condition
{
    /// <exception cref="FormatException">It is none; tells where.</exception>
    public static Condition Parse(string text) => ConditionParser.Parse(text);

    /// <param name="value">Of a variable; null where there is none, which is an empty text.</param>
    public abstract bool Holds(Func<string, string?> value);
}
