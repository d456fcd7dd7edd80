using System.Globalization;

namespace Dewar.Workflows;

/// <summary>A text in a condition, in which variables may stand.</summary>
/// <param name="IsQuoted">Else it is a number, a truth or a variable alone.</param>
internal sealed record Operand(string Text, bool IsQuoted)
{
    public string Filled(Func<string, string?> value) => Variables.Fill(Text, name => value(name) ?? "");

    public double? Number(string filled) => !IsQuoted && double.TryParse(filled, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>As Python has it: what is empty does not hold, nor do zero and False that stand without quotes.</summary>
    public bool IsTrue(string filled) => filled.Length > 0 && (IsQuoted || (filled is not ("False" or "false" or "None" or "null") && Number(filled) is not 0));
}
