using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Records;

public sealed class NexusTests
{
    private static readonly XDocument Written = XDocument.Load(new MemoryStream(NexusWriter.Write(Told.Session)));

    [Fact]
    public void What_is_written_is_valid_by_the_schema()
    {
        var schemas = new XmlSchemaSet();
        using (var xsd = XmlReader.Create(SharedFiles.PathOf("schema/nexus-experiment.xsd")))
        {
            schemas.Add(null, xsd);
        }

        List<string> faults = [];
        XDocument.Load(new MemoryStream(NexusWriter.Write(Told.Session))).Validate(schemas, (_, fault) => faults.Add(fault.Message));

        Assert.Empty(faults);
    }

    [Fact]
    public void Xmllint_says_so_as_well()
    {
        var schema = SharedFiles.PathOf("schema/nexus-experiment.xsd");
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["full.xml"], NexusWriter.Write(Told.Session));
        File.WriteAllBytes(folder["empty.xml"], NexusWriter.Write(Told.Session with
        {
            Title = "", Samples = [], Projects = [], Activities = [], Notes = [], Experimenters = [], Collaborators = [], Reservation = null, Motivation = null, Start = null, End = null,
        }));
        File.WriteAllBytes(folder["again.xml"], NexusWriter.Write(NexusReader.Read(Example())));

        Assert.All((string[])["full.xml", "empty.xml", "again.xml"], name =>
        {
            var (code, output) = ForeignProgram.Run("xmllint", "libxml2-utils", "--noout", "--nonet", "--schema", schema, folder[name]);
            Assert.True(code == 0, output);
        });
    }

    [Fact]
    public void Names_are_escaped_once_and_locations_are_encoded_once()
    {
        Assert.Equal(
            ["a&b<c>.dm3", "\u2401bell\u2407 100% #1?.dm3", "\u200Fשלום\u200E ü.dm4", "x.tif"], Values("name", "dataset"));
        Assert.Equal(
            [
                "titan%201/m%C3%A4rz/a%26b%3Cc%3E.dm3", "titan%201/m%C3%A4rz/%01bell%07%20100%25%20%231%3F.dm3",
                "titan%201/m%C3%A4rz/%E2%80%8F%D7%A9%D7%9C%D7%95%D7%9D%E2%80%8E%20%C3%BC.dm4", "https://data.example/a%20b/x%20y.tif?v=1",
            ],
            Values("location", "dataset"));
    }

    [Fact]
    public void A_sample_that_is_named_is_there()
    {
        string[] ids = [.. Written.Descendants().Where(element => element.Name.LocalName == "sample").Select(sample => sample.Attribute("id")!.Value)];

        Assert.Equal(["grid 1", "grid 1'", "sample-3"], ids);
        Assert.Equal(["grid 1"], Values("sampleID", "acquisitionActivity"));
    }

    [Fact]
    public void Types_roles_units_and_warnings_are_said()
    {
        var datasets = Written.Descendants().Where(element => element.Name.LocalName == "dataset").ToArray();

        Assert.Equal(["Image", "Diffraction", "SpectrumImage", "Unknown"], datasets.Select(dataset => dataset.Attribute("type")!.Value));
        Assert.Equal("Derived", datasets[3].Attribute("role")!.Value);
        var stage = datasets[0].Elements().Single(meta => meta.Attribute("name")?.Value == "Stage <X>");
        Assert.Equal(("µm", "true"), (stage.Attribute("unit")!.Value, stage.Attribute("warning")!.Value));
        Assert.Equal("2026-03-02T09:00:00+01:00", datasets[0].Elements().Single(meta => meta.Attribute("name")?.Value == "Creation Time").Value);
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var read = NexusReader.Read(NexusWriter.Write(Told.Session));

        // What the schema can't carry: ids that are no token, elements that are none, and times keep the offset of the instrument's zone.
        var expected = Told.Session with
        {
            Samples =
            [
                Told.Session.Samples[0] with { Name = "Grid one", Description = "Steel\nafter annealing\nElements: Xx", Elements = ["Fe", "C"] },
                Told.Session.Samples[1] with { Id = "grid 1'", Description = "" },
                Told.Session.Samples[2] with { Id = "sample-3" },
            ],
            Activities =
            [
                Told.Session.Activities[0] with { Files = [.. Told.Session.Activities[0].Files.Select(file => file with { Name = XmlText.Of(file.Name) })] },
                Told.Session.Activities[1] with { Sample = null, Files = [.. Told.Session.Activities[1].Files.Select(file => file with { Url = "https://data.example/a%20b/x%20y.tif?v=1" })] },
            ],
        };
        Assert.Equal(Told.Json(Local(expected)), Told.Json(Local(read)));

        // One and the same instant, said in universal time.
        static SessionRecord Local(SessionRecord record) => SessionJson.Read(Encoding.UTF8.GetBytes(Regex.Replace(
            Told.Json(record), "\"(2026-[-0-9T:]+\\+0[01]:00)\"", found => $"\"{DateTimeOffset.Parse(found.Groups[1].Value).UtcDateTime:O}\"")));
    }

    [Fact]
    public void Values_of_the_example_agree_after_a_round_trip()
    {
        var example = NexusReader.Read(Example());
        var again = NexusReader.Read(NexusWriter.Write(example));

        Assert.Equal(("204", "Test record with a multi-dataset file", 8, 48), (example.Id, example.Title, example.Activities.Count, example.Files));
        Assert.Equal(new("Ned Land", "ned"), Assert.Single(example.Experimenters));
        Assert.Equal(new("FEI-Titan-TEM", "FEI Titan TEM"), example.Instrument);
        Assert.Equal("image_001.dm3", example.Activities[0].Files[0].Name);
        Assert.Equal(DateTimeOffset.Parse("2018-11-13T11:01:00-07:00"), example.Activities[0].Files[0].TakenAt);
        Assert.Equal(Pairs(XDocument.Load(new MemoryStream(Example()))), Pairs(XDocument.Load(new MemoryStream(NexusWriter.Write(example)))));
        Assert.Equal(example.Reservation, again.Reservation! with { Answers = example.Reservation!.Answers });

        static IEnumerable<string> Pairs(XDocument record) => record.Descendants()
            .Where(element => element.Name.LocalName is "param" or "meta" or "name" or "location" or "preview" or "startTime" or "title" or "id" or "motivation")
            .Select(element => $"{element.Name.LocalName} {element.Attribute("name")?.Value}: {element.Value}").Order(StringComparer.Ordinal).Distinct();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Experiment")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><Experiment>&a;</Experiment>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><Experiment/>")]
    [InlineData("<html/>")]
    public void What_is_no_record_is_refused(string text) => Assert.Equal("record-invalid", Refused(text));

    [Fact]
    public void So_is_what_is_too_deep() => Assert.Equal("record-too-large", Refused(string.Concat(Enumerable.Repeat("<Experiment>", 100_000))));

    [Fact]
    public void An_empty_record_is_a_record()
    {
        var read = NexusReader.Read("<Experiment/>"u8.ToArray());

        Assert.Equal(("", 0), (read.Id, read.Activities.Count));
        Assert.Null(read.Reservation);
    }

    [Fact]
    public void What_has_no_place_is_told()
    {
        var read = NexusReader.Read(
            """
            <Experiment><summary/><acquisitionActivity><dataset type="Movie"><name>a</name><location>/a</location><curation><rating>3</rating></curation></dataset></acquisitionActivity>
            <notes source="ELN"><entry><table><header><column>h</column></header><rows><row><cell>1</cell><cell>2</cell></row></rows></table></entry></notes></Experiment>
            """u8.ToArray());

        Assert.Equal(["'Movie' is no type of a file.", "The record says something under 'curation', which is not kept."], read.Warnings.Order());
        Assert.Equal(new(null, "ELN", "h\n1 | 2"), Assert.Single(read.Notes));
    }

    private static byte[] Example() => File.ReadAllBytes(SharedFiles.PathOf("schema/example-record.xml"));

    private static IEnumerable<string> Values(string name, string parent) =>
        Written.Descendants().Where(element => element.Name.LocalName == name && element.Parent!.Name.LocalName == parent).Select(element => element.Value);

    private static string Refused(string text) => Assert.Throws<Refusal>(() => NexusReader.Read(Encoding.UTF8.GetBytes(text))).Code;
}
