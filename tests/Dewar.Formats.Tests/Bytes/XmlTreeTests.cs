using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class XmlTreeTests
{
    [Fact]
    public void Elements_become_groups_and_values_with_types()
    {
        var tree = Tree("<a x=\"1\"><b>2.5</b><c/><d>true</d><e>007</e><f unit=\"nm\">3</f></a>");

        Assert.Equal(1L, ((MetaValue)tree.Find("a", "x")!).Value);
        Assert.Equal(2.5, ((MetaValue)tree.Find("a", "b")!).Value);
        Assert.Null(((MetaValue)tree.Find("a", "c")!).Value);
        Assert.Equal(true, ((MetaValue)tree.Find("a", "d")!).Value);
        Assert.Equal("007", ((MetaValue)tree.Find("a", "e")!).Value);
        Assert.Equal((3L, "nm"), (((MetaValue)tree.Find("a", "f")!).Value, ((MetaValue)tree.Find("a", "f")!).Unit));
    }

    [Fact]
    public void A_label_a_value_and_a_unit_are_one_value()
    {
        var tree = Tree("<a><b><Label>Stage X</Label><Value>1.5</Value><Unit>m</Unit></b><c><Label>Mode</Label><Value>STEM</Value><Unit>Unitless</Unit></c><d><Label>e</Label></d></a>");

        Assert.Equal((1.5, "m"), (tree.Number("a", "Stage X"), ((MetaValue)tree.Find("a", "Stage X")!).Unit));
        Assert.Equal(("STEM", null), (tree.Word("a", "Mode"), ((MetaValue)tree.Find("a", "Mode")!).Unit));
        Assert.Equal("e", tree.Word("a", "d", "Label"));
    }

    [Theory, InlineData("item", "name"), InlineData("Property", "Name"), InlineData("parameter", "key")]
    public void Items_have_the_names_they_say(string element, string attribute) =>
        Assert.Equal(2, Tree($"<a><{element} {attribute}='n' x='1'>2</{element}></a>").Number("a", "n", "#text"));

    [Fact]
    public void Text_around_the_elements_is_looked_over()
    {
        var tree = new MetaGroup("");

        Assert.Null(XmlTree.Read("junk<?xml version='1.0'?><a>1</a>\n<b>2</b>\0\0", tree));
        Assert.Equal((1, 2), (tree.Number("a"), tree.Number("b")));
        Assert.NotNull(XmlTree.Read("junk", tree));
        Assert.NotNull(XmlTree.Read("<a>1</b>", tree));
    }

    [Fact]
    public void Long_texts_stay_out_of_the_tree()
    {
        var xml = new XmlTree { Data = new HashSet<string> { "short" }, LeftOut = new HashSet<string> { "out" } };
        var tree = new MetaGroup("");

        xml.AddTo(tree, $"<a><long>{new string('x', 5000)}</long><short>1</short><out><b><c/></b></out><d>4</d></a>", "it");

        var group = (MetaGroup)tree.Find("a")!;
        Assert.Equal(5000, xml.LongTextOf(group, "long")!.Length);
        Assert.Equal("1", xml.LongTextOf(group, "short"));
        Assert.Equal(["d"], group.Children.Select(child => child.Name));
    }

    [Fact]
    public void Words_between_very_many_elements_are_put_together_once()
    {
        var tree = Taken.AtMost(64 << 20, () => Tree($"<a>{string.Concat(Enumerable.Repeat("<b/>some words", 30_000))}</a>"));

        Assert.Equal(30_000, ((MetaGroup)tree.Find("a")!).Children.Count(child => child.Name == "b"));
    }

    [Fact]
    public void An_attribute_may_name_the_element()
    {
        var tree = new MetaGroup("");
        new XmlTree { NamedBy = ("Object", "Type") }.AddTo(tree, "<Object Type=\"Stage\" Name=\"n\"><X>1</X></Object>", "it");

        Assert.Equal(1, tree.Number("Stage", "X"));
        Assert.Null(tree.Find("Stage", "Type"));
    }

    [Theory]
    [InlineData("<a><b></a>")]
    [InlineData("<a>")]
    [InlineData("no XML")]
    [InlineData("<a>&undefined;</a>")]
    public void Broken_XML_is_damage(string xml) => Assert.Throws<DamagedException>(() => Tree(xml));

    [Fact]
    public void Entities_and_depth_cost_nothing()
    {
        Assert.Throws<DamagedException>(() => Tree("<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>"));
        Assert.Throws<DamagedException>(() => Tree(string.Concat(Enumerable.Repeat("<a>", 100_000))));
        Assert.Throws<DamagedException>(() => Tree($"<a>{string.Concat(Enumerable.Repeat("<b/>", 200_000))}</a>"));
    }

    [Fact]
    public void What_was_read_before_the_fault_stays()
    {
        var tree = new MetaGroup("");
        Assert.Throws<DamagedException>(() => new XmlTree().AddTo(tree, "<a><b>1</b><c>2</c><d", "it"));

        Assert.Equal(2, tree.Number("a", "c"));
    }

    [Fact]
    public void Bytes_are_decoded_as_they_say()
    {
        Assert.Equal("µ", XmlTree.Decode([0xB5]));
        Assert.Equal("µ", XmlTree.Decode("µ"u8));
        Assert.Equal("µ", XmlTree.Decode([0xEF, 0xBB, 0xBF, .. "µ"u8]));
        Assert.Equal("µ", XmlTree.Decode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("µ")]));
    }

    private static MetaGroup Tree(string xml)
    {
        var tree = new MetaGroup("");
        new XmlTree().AddTo(tree, xml, "it");
        return tree;
    }
}

public sealed class TextValueTests
{
    [Theory]
    [InlineData("12", 12L)]
    [InlineData(" -3 ", -3L)]
    [InlineData("1E4", 1e4)]
    [InlineData("0.5", 0.5)]
    [InlineData("0", 0L)]
    [InlineData("007", "007")]
    [InlineData("2018-01-02", "2018-01-02")]
    [InlineData("1,5", "1,5")]
    [InlineData("False", false)]
    [InlineData("Infinity", "Infinity")]
    [InlineData("", "")]
    public void Words_become_what_they_are(string text, object value) => Assert.Equal(value, TextValue.Typed(text));

    [Theory, InlineData("8,843E-7", 8.843e-7), InlineData("1,5", 1.5), InlineData("1,2,3", "1,2,3")]
    public void Some_countries_write_a_comma(string text, object value) => Assert.Equal(value, TextValue.Typed(text, decimalComma: true));
}

public sealed class RecordLayoutTests
{
    [Fact]
    public void Fields_are_read_in_their_order_with_places_and_units()
    {
        var tree = new MetaGroup("");
        var layout = new RecordLayout("""
            u2 a
            x2
            f4*2 b nm
            s4 c
            """);
        byte[] bytes = [1, 2, 9, 9, 0, 0, 128, 63, 0, 0, 0, 64, (byte)'h', (byte)'i', 0, 7];

        layout.AddTo(tree, new Cursor(new MemorySource("it", bytes)));

        Assert.Equal(16, layout.Length);
        Assert.Equal(0x0201, tree.Number("a"));
        var b = (MetaValue)tree.Find("b")!;
        Assert.Equal([1, 2], (double[])b.Value!);
        Assert.Equal(("nm", 4L), (b.Unit, b.At));
        Assert.Equal("hi", tree.Word("c"));
    }

    [Fact]
    public void A_record_that_is_cut_off_keeps_its_whole_fields()
    {
        var tree = new MetaGroup("");

        Assert.Throws<DamagedException>(() => new RecordLayout("u2 a\nu4 b").AddTo(tree, new Cursor(new MemorySource("it", new byte[4]))));

        Assert.Equal(["a"], tree.Children.Select(child => child.Name));
    }
}
