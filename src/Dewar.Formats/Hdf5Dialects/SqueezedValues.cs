using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Values without an axis that has a single element.</summary>
/// <param name="all">The values with it.</param>
/// <param name="axis">The axis to leave out.</param>
internal sealed class SqueezedValues(SignalValues all, int axis) : SignalValues
{
    public override ElementType Element => all.Element;

    public override IReadOnlyList<long> Shape { get; } = [.. all.Shape.Where((_, number) => number != axis)];

    public override void Read(in Slab part, Span<byte> into) => all.Read(new(With(part.Start, 0), With(part.Count, 1), With(part.Step, 1)), into);

    private List<long> With(IReadOnlyList<long> numbers, long one)
    {
        var list = numbers.ToList();
        list.Insert(axis, one);
        return list;
    }
}
