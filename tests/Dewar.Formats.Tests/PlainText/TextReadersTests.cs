using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.PlainText;

public sealed class PlainTextReaderTests() : ReaderContract(
    new PlainTextReader(), Encoding.UTF8.GetBytes("Title: A day\n[Beam]\nVoltage (kV) = 200\nnothing here\n"), likelihood: Likelihood.Fallback)
{
    [Fact]
    public void Sections_and_values_are_found()
    {
        var finding = Found.In("notes.ini", "; made by hand\nTitle: A day\nurl: http://x.org/a=b\n[Beam]\nVoltage (kV) = 200\nSpot=007\nStart Time: 29.02.2024 13:30:15\n12:30 lunch\n");
        var tree = finding.Extraction.Metadata;

        Assert.Equal("A day", finding.Extraction.Facts[CoreNames.Title]!.Value);
        Assert.Equal(200, tree.Number("Beam", "Voltage (kV)"));
        Assert.Equal("kV", ((MetaValue)tree.Find("Beam", "Voltage (kV)")!).Unit);
        Assert.Equal("007", ((MetaValue)tree.Find("Beam", "Spot")!).Value);
        Assert.Equal("http://x.org/a=b", tree.Word("url"));
        Assert.Equal("2024-02-29T13:30:15", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.StartsWith("; made by hand", Found.One(finding).Text);
    }

    [Theory]
    [InlineData("2024-02-29T13:30:15.5+01:00", "2024-02-29T13:30:15.5+01:00")]
    [InlineData("2024-02-29 13:30:15Z", "2024-02-29T13:30:15Z")]
    [InlineData("29.02.2024 13:30", "2024-02-29T13:30:00")]
    [InlineData("02/29/2024 1:30:15 PM", "2024-02-29T13:30:15")]
    [InlineData("Thu Feb 29 13:30:15 2024", "2024-02-29T13:30:15")]
    [InlineData("29-Feb-2024 13:30:15", "2024-02-29T13:30:15")]
    [InlineData("February 29, 2024", "2024-02-29T00:00:00")]
    [InlineData("2024/2/9", "2024-02-09T00:00:00")]
    [InlineData("03/04/2024", null)]
    [InlineData("2023-02-29", null)]
    [InlineData("tomorrow", null)]
    [InlineData("1234567890", null)]
    public void Times_are_understood_where_they_have_one_meaning(string text, string? expected) => Assert.Equal(expected, TimeText.Parse(text)?.ToString());

    [Theory, InlineData("Time (s)", "Time", "s"), InlineData("Current [nA]", "Current", "nA"), InlineData("E / eV", "E", "eV"), InlineData("f(x)", "f(x)", null), InlineData("Run (3)", "Run (3)", null)]
    public void Units_are_taken_from_headings(string heading, string name, string? unit) => Assert.Equal((name, unit), Units.Split(heading));
}

public sealed class JsonFileReaderTests() : ReaderContract(
    new JsonFileReader(), Encoding.UTF8.GetBytes("{\"a\": 1, \"b\": [1, 2.5], \"c\": {\"d\": \"x\", \"e\": [{\"f\": true}, null]}}"), likelihood: Likelihood.ByContent)
{
    [Fact]
    public void The_tree_is_kept()
    {
        var tree = Found.In("a.json", "{\"a\": 1, \"b\": [1, 2.5], \"c\": {\"d\": \"x\", \"e\": [7, {\"f\": true}, [1, 2], null]}}").Extraction.Metadata;

        Assert.Equal(1, tree.Number("a"));
        Assert.Equal([1, 2.5], (double[])((MetaValue)tree.Find("b")!).Value!);
        Assert.Equal("x", tree.Word("c", "d"));
        Assert.Equal(7, tree.Number("c", "e", "0"));
        Assert.Equal(true, ((MetaValue)tree.Find("c", "e", "1", "f")!).Value);
        Assert.Equal([1, 2], (long[])((MetaValue)tree.Find("c", "e", "2")!).Value!);
        Assert.Null(((MetaValue)tree.Find("c", "e", "3")!).Value);
    }

    [Fact]
    public void Lines_of_it_are_counted()
    {
        var finding = Found.In("a.ndjson", "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n");

        Assert.Equal("JSON lines (NDJSON)", finding.Extraction.Format);
        Assert.Equal(3, finding.Extraction.Metadata.Number("values"));
    }

    [Fact]
    public void A_notebook_has_a_title()
    {
        const string Notebook = "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"# Fits\\n\", \"text\"]}, {\"cell_type\": \"code\", \"source\": []}], \"metadata\": {}, \"nbformat\": 4}";
        var finding = Found.In("a.ipynb", Notebook);

        Assert.Equal("Jupyter notebook", finding.Extraction.Format);
        Assert.Equal("Fits", finding.Extraction.Facts[CoreNames.Title]!.Value);
        Assert.Equal(2, finding.Extraction.Metadata.Number("number of cells"));
    }

    [Theory, InlineData("{\"a\": 1, \"b\": "), InlineData("{\"a\": 1, \"b\": ]}")]
    public void What_is_cut_off_is_kept_up_to_there(string text)
    {
        var finding = Found.In("a.json", text);

        Assert.Equal(1, finding.Extraction.Metadata.Number("a"));
        Assert.NotEmpty(finding.Extraction.Warnings);
    }

    [Fact]
    public void What_is_nested_endlessly_ends()
    {
        var finding = Found.In("deep.json", new string('[', 100_000) + new string(']', 100_000));

        Assert.Equal("json", finding.Reader!.Name);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("deep"));
    }
}

public sealed class XmlFileReaderTests() : ReaderContract(
    new XmlFileReader(), Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?>\n<a xmlns='urn:x' n='1'><b>two</b><c><d e='3'/></c></a>"), likelihood: Likelihood.ByName)
{
    [Fact]
    public void The_tree_is_kept()
    {
        var finding = Found.In("a.xml", "<?xml version=\"1.0\"?>\n<a xmlns='urn:x' n='1'><b>two</b><c><d e='3'/></c></a>");

        Assert.Equal("XML (a)", finding.Extraction.Format);
        Assert.Equal("urn:x", finding.Extraction.Metadata.Word("namespace"));
        Assert.Equal("two", finding.Extraction.Metadata.Word("a", "b"));
        Assert.Equal(3, finding.Extraction.Metadata.Number("a", "c", "d", "e"));
    }

    [Fact]
    public void Entities_are_not_expanded_and_nothing_is_fetched()
    {
        var laughs = Found.In("a.xml", "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><l>&b;</l>");
        var fetch = Found.In("a.xml", "<?xml version='1.0'?><!DOCTYPE l SYSTEM 'http://x.invalid/a.dtd' [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><l>1</l>");

        Assert.DoesNotContain("haha", FindingText.Of(laughs));
        Assert.Equal(1, fetch.Extraction.Metadata.Number("l"));
    }

    [Fact]
    public void A_page_has_a_title()
    {
        var finding = Found.In("a.html", "<!DOCTYPE html>\n<html><head><title>Caf&eacute;</title></head><br></html>");

        Assert.Equal("Web page (HTML)", finding.Extraction.Format);
        Assert.Equal("Café", finding.Extraction.Facts[CoreNames.Title]!.Value);
    }

    [Fact]
    public void It_may_be_of_any_encoding() =>
        Assert.Equal("Größe", Found.In("a.xml", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a b='Größe'/>")]).Extraction.Metadata.Word("a", "b"));
}

public sealed class RtfReaderTests() : ReaderContract(new RtfReader(), Encoding.ASCII.GetBytes("{\\rtf1{\\info{\\title Letter}{\\author Jane}{\\creatim\\yr2024\\mo2\\dy29\\hr13\\min30}}text}"))
{
    [Fact]
    public void Its_information_is_read()
    {
        var facts = Found.In("a.rtf", "{\\rtf1{\\info{\\title Letter}{\\author Jane}{\\creatim\\yr2024\\mo2\\dy29\\hr13\\min30}}text}").Extraction.Facts;

        Assert.Equal("Letter", facts[CoreNames.Title]!.Value);
        Assert.Equal("2024-02-29T13:30:00", facts[CoreNames.AcquiredAt]!.Value.ToString());
    }
}
