using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class ValuesTests
{
    [Fact]
    public void What_is_decoded_is_decoded_once_and_read_in_parts()
    {
        var times = 0;
        var values = new DecodedValues(
            ElementType.UInt8,
            [3, 4],
            () =>
            {
                times++;
                return [.. Enumerable.Range(0, 12).Select(i => (byte)i)];
            });

        Assert.Equal([5, 7], values.ReadNumbers(new([1, 1], [1, 2], [1, 2])));
        Assert.Equal([0, 8], values.ReadNumbers(new([0, 0], [2, 1], [2, 1])));
        Assert.Equal(1, times);
    }

    [Theory, InlineData(11), InlineData(13), InlineData(0)]
    public void What_is_decoded_to_another_length_is_damage(int length) =>
        Assert.Throws<DamagedException>(
            () => new DecodedValues(ElementType.UInt8, [3, 4], () => new byte[length]).ReadNumbers(Slab.All([3, 4])));

    [Fact]
    public void A_broken_stream_is_damage()
    {
        var values = new DecodedValues(ElementType.UInt8, [1], () => throw new InvalidDataException("no end"));

        Assert.Contains("no end", Assert.Throws<DamagedException>(() => values.ReadNumbers(Slab.All([1]))).Message);
    }

    [Fact]
    public void Too_much_is_not_even_tried()
    {
        var values = new DecodedValues(ElementType.Float64, [1 << 20, 1 << 20], () => throw new InvalidOperationException());

        Assert.Throws<DamagedException>(() => values.ReadNumbers(new([0, 0], [1, 1], [1, 1])));
        Assert.Throws<DamagedException>(() => DecodedValues.Size(ElementType.UInt8, [long.MaxValue, 2]));
        Assert.Equal(24, DecodedValues.Size(ElementType.Rgb8, [2, 4]));
    }

    public static TheoryData<long, long, long> Stretches
    {
        get
        {
            var rows = new TheoryData<long, long, long>();
            for (var start = 0L; start < 9; start++)
            {
                for (var step = 1L; step < 5; step++)
                {
                    rows.Add(start, (9 - start + step - 1) / step, step);
                }
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Stretches))]
    public void Values_of_several_files_are_one_whole(long start, long count, long step)
    {
        var joined = new JoinedValues([Rows(0, 2), Rows(2, 1), Rows(3, 0), Rows(3, 6)]);

        Assert.Equal([9, 2], joined.Shape);
        var expected = Enumerable.Range(0, (int)count).SelectMany(i => new double[] { 2 * (start + i * step), 2 * (start + i * step) + 1 });
        Assert.Equal(expected, joined.ReadNumbers(new([start, 0], [count, 2], [step, 1])));
        Assert.Equal([2 * start + 1], joined.ReadNumbers(new([start, 1], [1, 1], [1, 1])));
    }

    [Fact]
    public void Records_are_columns_of_their_own_types()
    {
        byte[] row = [7, 0xff, 0xfe, (byte)'T', .. BitConverter.GetBytes(2.5f)];
        byte[] second = [8, 0x00, 0x03, (byte)'F', .. BitConverter.GetBytes(-1f)];
        byte[] third = [9, 0x80, 0x00, (byte)'?', .. BitConverter.GetBytes(float.NaN)];
        var table = new RecordTable(new MemorySource("a", (byte[])[.. row, .. second, .. third]), 3,
        [
            new(0, 8, ElementType.UInt8) { Scale = 2, Zero = 1 },
            new(1, 8, ElementType.Int16, BigEndian: true) { Blank = -32768 },
            null,
            new(3, 8, ElementType.UInt8) { IsLogical = true },
            new(4, 8, ElementType.Float32),
        ]);

        Assert.Equal([15, -2, double.NaN, 1, 2.5, 17, 3, double.NaN, 0, -1, 19, double.NaN, double.NaN, double.NaN, double.NaN],
            table.ReadNumbers(Slab.All([3, 5])));
        Assert.Equal([double.NaN, 2.5, double.NaN, double.NaN], table.ReadNumbers(new([0, 2], [2, 2], [2, 2])));
        Assert.Empty(table.ReadNumbers(new([0, 0], [0, 5], [1, 1])));
    }

    [Fact]
    public void Of_complex_columns_the_magnitude_is_given()
    {
        byte[] bytes = [.. BitConverter.GetBytes(3f).Reverse(), .. BitConverter.GetBytes(4f).Reverse()];

        Assert.Equal(5, new RecordColumn(0, 8, ElementType.Complex64, BigEndian: true).Decode(bytes));
    }

    [Fact]
    public void Records_beyond_the_end_are_damage()
    {
        var table = new RecordTable(new MemorySource("a", new byte[10]), 1000,
            [new(0, 4, ElementType.Int32), new(long.MaxValue, 4, ElementType.UInt8)]);

        Assert.Equal([0, 0], table.ReadNumbers(new([0, 0], [2, 1], [1, 1])));
        Assert.Throws<DamagedException>(() => table.ReadNumbers(new([0, 0], [3, 1], [1, 1])));
        Assert.Throws<DamagedException>(() => table.ReadNumbers(new([0, 1], [1, 1], [1, 1])));
        Assert.Throws<OverflowException>(() => table.ReadNumbers(new([1, 1], [1, 1], [1, 1])));
    }

    [Fact]
    public void A_layout_names_what_lies_in_a_record()
    {
        var layout = new RecordLayout("""
            u2 width px
            x2
            f4*2 pitch nm
            s4 name
            s2*2 words
            i1 shift
            """);
        byte[] bytes = [4, 1, 0, 0, .. BitConverter.GetBytes(0.1f), .. BitConverter.GetBytes(2f), .. "ab\0c"u8, .. "x yz"u8, 0xff];
        var group = new MetaGroup("");
        var cursor = new Cursor(new MemorySource("a", bytes));
        layout.AddTo(group, cursor);

        Assert.Equal(layout.Length, cursor.Position);
        Assert.Equal(260, group.Number("width"));
        Assert.Equal("px", ((MetaValue)group.Find("width")!).Unit);
        Assert.Equal([(double)0.1f, 2], (double[])((MetaValue)group.Find("pitch")!).Value!);
        Assert.Equal(4, ((MetaValue)group.Find("pitch")!).At);
        Assert.Equal("ab", group.Word("name"));
        Assert.Equal(["x", "yz"], (string[])((MetaValue)group.Find("words")!).Value!);
        Assert.Equal(-1, group.Number("shift"));
    }

    [Fact]
    public void Of_a_record_that_is_cut_off_the_whole_fields_stay()
    {
        var group = new MetaGroup("");

        Assert.Throws<DamagedException>(() => new RecordLayout("u1 a\nu4 b").AddTo(group, new Cursor(new MemorySource("a", new byte[3]))));
        Assert.Equal(["a"], group.Children.Select(child => child.Name));
    }

    [Fact]
    public void A_name_is_found_wherever_it_is()
    {
        var tree = new MetaGroup("root");
        var inner = tree.AddGroup("a").AddGroup("b");
        inner.Add("x", 1);
        tree.Add("x", 2);
        tree.AddGroup("text").Add("#text", "words");

        Assert.Equal(1L, TreeSearch.First(tree, "x")!.Value);
        Assert.Equal("root/a/b/x", TreeSearch.Place(tree, "x"));
        Assert.Equal("words", TreeSearch.First(tree, "text")!.Value);
        Assert.Same(inner, TreeSearch.Group(tree, "b"));
        Assert.Null(TreeSearch.First(tree, "a"));
        Assert.Null(TreeSearch.Group(tree, "x"));
        Assert.Equal("y", TreeSearch.Place(tree, "y"));
    }

    [Fact]
    public void A_tree_of_absurd_depth_does_not_end_the_stack()
    {
        var tree = new MetaGroup("");
        var inner = tree;
        for (var i = 0; i < 10_000; i++)
        {
            inner = inner.AddGroup("g");
        }

        inner.Add("x", 1);
        Assert.Null(TreeSearch.First(tree, "x"));
    }

    private static PackedValues Rows(int first, int count) =>
        new(new MemorySource("a", Enumerable.Range(2 * first, 2 * count).Select(i => (byte)i).ToArray()), 0, ElementType.UInt8, [count, 2]);
}
