namespace Dewar.Workflows;

internal sealed record Either(Condition One, Condition Other) : Condition
{
    public override bool Holds(Func<string, string?> value) => One.Holds(value) || Other.Holds(value);
}

internal sealed record Both(Condition One, Condition Other) : Condition
{
    public override bool Holds(Func<string, string?> value) => One.Holds(value) && Other.Holds(value);
}

internal sealed record Not(Condition Of) : Condition
{
    public override bool Holds(Func<string, string?> value) => !Of.Holds(value);
}
