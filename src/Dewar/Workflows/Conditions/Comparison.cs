namespace Dewar.Workflows;

/// <summary>Operands with what must hold between each and the next; one alone holds if it is not empty.</summary>
internal sealed record Comparison(Operand First, IReadOnlyList<(string Sign, Operand Next)> Rest) : Condition
{
    public override bool Holds(Func<string, string?> value)
    {
        var left = First.Filled(value);
        if (Rest.Count == 0)
        {
            return First.IsTrue(left);
        }

        var before = First;
        foreach (var (sign, next) in Rest)
        {
            var right = next.Filled(value);
            if (!Is(sign, before, left, next, right))
            {
                return false;
            }

            (before, left) = (next, right);
        }

        return true;
    }

    private static bool Is(string sign, Operand one, string left, Operand other, string right)
    {
        if (sign is "in" or "not in")
        {
            return right.Contains(left, StringComparison.Ordinal) == (sign == "in");
        }

        // Without quotes they are numbers, if both look like it.
        var order = one.Number(left) is { } first && other.Number(right) is { } second ? first.CompareTo(second) : string.CompareOrdinal(left, right);
        return sign switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }
}
