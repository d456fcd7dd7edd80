using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>Signals that lie.</summary>
public sealed class HostileTests
{
    private const long Huge = 1L << 40;

    public static TheoryData<string, SignalType> Lies => new MatrixTheoryData<string, SignalType>(
        ["damaged", "huge", "empty", "short", "endless lists"], Enum.GetValues<SignalType>());

    [Theory, MemberData(nameof(Lies))]
    public void A_lie_gives_a_picture_or_none(string lie, SignalType type)
    {
        foreach (var rank in Enumerable.Range(0, 6))
        {
            foreach (var size in new[] { Preview.Thumbnail, Preview.Full })
            {
                Preview.Draw(Scenes.One(Lie(lie, type, rank)), size, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public void A_row_that_is_very_long_is_not_held_whole()
    {
        var signal = new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = ElementType.Float32,
            Axes = [new("y", 2), new("x", 1L << 28)],
            Values = new Zeros([2, 1L << 28]),
        };

        Assert.NotNull(Taken.AtMost(128 << 20, () => Preview.Draw(Scenes.One(signal), Preview.Full, TestContext.Current.CancellationToken)));
    }

    private static Signal Lie(string lie, SignalType type, int rank)
    {
        long[] shape = [.. Enumerable.Range(0, rank).Select(axis => lie is "huge" ? Huge >> (rank == 1 ? 0 : axis) : lie is "empty" ? axis : 3L)];
        return new()
        {
            Name = new('x', 1000),
            Type = type,
            Element = ElementType.Float32,
            Axes = [.. shape.Select(length => new Axis("x\n\0", lie is "short" ? length + 1 : length)
            {
                Scale = lie is "short" ? double.NaN : 1e300,
                Offset = 1e308,
                Unit = "nm",
                Places = lie is "endless lists" ? () => [double.PositiveInfinity] : null,
            })],
            Columns = lie is "short" ? ["x"] : [.. Enumerable.Repeat("x", 100)],
            ColumnUnits = ["s", "m", "?"],
            Words = new Dictionary<int, IReadOnlyList<string>> { [-1] = ["a"], [0] = ["\ud800"], [70] = [] },
            Text = lie is "short" ? null : new('\uffff', 100_000),
            Hints = new() { Palette = lie is "short" ? [1, 2] : null, Low = double.NaN, High = double.NegativeInfinity, Orientation = 99, Over = 1000, Plot = [-1, 1000] },
            Values = lie is "damaged" ? new Damaged(shape) : lie is "huge" ? new Zeros(shape) : new MadeValues(ElementType.Float32, shape, (place, _) => place.Sum()),
        };
    }

    private sealed class Damaged(long[] shape) : SignalValues
    {
        public override ElementType Element => ElementType.Float32;

        public override IReadOnlyList<long> Shape => shape;

        public override void Read(in Slab part, Span<byte> into) => throw new DamagedException("Nothing is there");
    }

    private sealed class Zeros(long[] shape) : SignalValues
    {
        public override ElementType Element => ElementType.Float32;

        public override IReadOnlyList<long> Shape => shape;

        public override void Read(in Slab part, Span<byte> into) => Assert.Equal(part.Elements * 4, into.Length);
    }
}
