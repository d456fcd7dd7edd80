using System.Text.Json;
using Xunit;

namespace Dewar.Records;

public sealed class CrateTests
{
    private static readonly DateTimeOffset Published = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, InlineData(true), InlineData(false)]
    public void A_crate_keeps_the_rules(bool hasFiles)
    {
        var graph = Graph(hasFiles, Told.Session);

        Assert.Equal(graph.Count, graph.Select(entity => entity.GetProperty("@id").GetString()).Distinct().Count());
        var ids = graph.Select(entity => entity.GetProperty("@id").GetString()!).ToHashSet();
        Assert.Equal("./", Entity(graph, "ro-crate-metadata.json").GetProperty("about").GetProperty("@id").GetString());
        Assert.Equal("https://w3id.org/ro/crate/1.1", Entity(graph, "ro-crate-metadata.json").GetProperty("conformsTo").GetProperty("@id").GetString());
        Assert.All((string[])["name", "description", "datePublished", "license", "hasPart"], name => Assert.True(Entity(graph, "./").TryGetProperty(name, out _), name));

        // All that is referred to is described, and every file is part of the crate.
        Assert.Empty(graph.SelectMany(References).Where(id => id is not "https://w3id.org/ro/crate/1.1" && !ids.Contains(id)));
        var parts = Entity(graph, "./").GetProperty("hasPart").EnumerateArray().Select(part => part.GetProperty("@id").GetString()!).ToList();
        Assert.Equal(graph.Where(entity => Types(entity).Contains("File")).Select(entity => entity.GetProperty("@id").GetString()!).Order(), parts.Order());
        Assert.All(ids.Where(id => !id.StartsWith('#')), id => Assert.True(Uri.IsWellFormedUriString(id, UriKind.RelativeOrAbsolute), id));
    }

    [Fact]
    public void The_session_is_what_people_did_with_an_instrument()
    {
        var graph = Graph(hasFiles: true, Told.Session);
        var session = Entity(graph, "#session");

        Assert.Equal(["CreateAction"], Types(session));
        Assert.Equal(["https://orcid.org/0000-0002-1825-0097"], session.GetProperty("agent").EnumerateArray().Select(Id));
        Assert.Equal("Titan <1>", Entity(graph, Id(session.GetProperty("instrument"))).GetProperty("name").GetString());
        Assert.Equal(["Grid  one", "The other", ""], session.GetProperty("object").EnumerateArray().Select(sample => Entity(graph, Id(sample)).GetProperty("name").GetString()!));
        Assert.Equal(4, session.GetProperty("result").GetArrayLength());
        Assert.Equal(["Person"], Types(Entity(graph, "#person-ivan")));
        Assert.Equal("18 min without a file, where 40 s are usual", Entity(graph, "#activity-2").GetProperty("description").GetString());
        var file = Entity(graph, "titan%201/m%C3%A4rz/a%26b%3Cc%3E.dm3");
        Assert.Equal(
            ("a&b<c>.dm3", "1234567", new string('a', 63) + "0", "image/x-dm", "https://site.example/previews/0.png"),
            (Text("name"), Text("contentSize"), Text("sha256"), Text("encodingFormat"), Id(file.GetProperty("thumbnail"))));

        string? Text(string name) => file.GetProperty(name).GetString();
    }

    [Fact]
    public void Files_elsewhere_are_named_by_their_address() =>
        Assert.Contains(Graph(hasFiles: false, Told.Session), entity => Id(entity) == "https://data.example/a%20b/x%20y.tif?v=1");

    [Fact]
    public void A_session_without_anything_is_a_crate()
    {
        var nothing = Told.Session with { Experimenters = [], Collaborators = [], Samples = [], Activities = [], Notes = [], Projects = [], Reservation = null, Motivation = null };

        var graph = Graph(hasFiles: true, nothing);

        Assert.False(Entity(graph, "#session").TryGetProperty("agent", out _));
        Assert.NotEmpty(Entity(graph, "./").GetProperty("description").GetString()!);
    }

    private static List<JsonElement> Graph(bool hasFiles, SessionRecord record)
    {
        using var crate = JsonDocument.Parse(CrateWriter.Write(record, new(hasFiles, [("session.json", "The record as JSON", "application/json")]), Published));
        Assert.Equal("https://w3id.org/ro/crate/1.1/context", crate.RootElement.GetProperty("@context")[0].GetString());
        return [.. crate.RootElement.GetProperty("@graph").EnumerateArray().Select(entity => entity.Clone())];
    }

    private static JsonElement Entity(List<JsonElement> graph, string id) => Assert.Single(graph, entity => Id(entity) == id);

    private static string Id(JsonElement entity) => entity.GetProperty("@id").GetString()!;

    private static string[] Types(JsonElement entity) =>
        entity.GetProperty("@type") is { ValueKind: JsonValueKind.Array } several ? [.. several.EnumerateArray().Select(type => type.GetString()!)]
            : [entity.GetProperty("@type").GetString()!];

    private static IEnumerable<string> References(JsonElement entity) => entity.EnumerateObject().SelectMany(property =>
        property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray() : Enumerable.Repeat(property.Value, 1))
        .Where(value => value.ValueKind == JsonValueKind.Object).Select(Id);
}
