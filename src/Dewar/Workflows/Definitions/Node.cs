namespace Dewar.Workflows;

/// <summary>What a definition is made of, whether it was written as JSON, as YAML or as a literal of Python.</summary>
/// <param name="At">Where it begins.</param>
internal abstract record Node(Place At)
{
    /// <summary>For people.</summary>
    public abstract string Kind { get; }
}

internal sealed record TextNode(string Text, Place At) : Node(At)
{
    public override string Kind => "a text";
}

/// <param name="Written">As it stands there: 1 and 1.0 are different versions.</param>
internal sealed record NumberNode(double Number, string Written, Place At) : Node(At)
{
    public override string Kind => "a number";
}

internal sealed record TruthNode(bool Truth, Place At) : Node(At)
{
    public override string Kind => Truth ? "true" : "false";
}

internal sealed record NothingNode(Place At) : Node(At)
{
    public override string Kind => "nothing";
}

internal sealed record ListNode(IReadOnlyList<Node> Items, Place At) : Node(At)
{
    public override string Kind => "a list";
}

/// <param name="Entries">In the order in which they stand there; a key may be there twice.</param>
internal sealed record MapNode(IReadOnlyList<(TextNode Key, Node Value)> Entries, Place At) : Node(At)
{
    public override string Kind => "a map";
}
