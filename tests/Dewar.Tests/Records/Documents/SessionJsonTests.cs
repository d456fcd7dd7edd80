using System.Text;
using System.Text.Json;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Records;

public sealed class SessionJsonTests
{
    [Fact]
    public void What_was_written_is_read_again() => Assert.Equal(Told.Json(Told.Session), Told.Json(SessionJson.Read(SessionJson.Write(Told.Session))));

    [Fact]
    public void Names_stand_in_the_order_of_the_model()
    {
        using var json = JsonDocument.Parse(SessionJson.Write(Told.Session));

        Assert.Equal(["format", "session"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            [
                "id", "title", "instrument", "start", "end", "timeZone", "experimenters", "collaborators", "motivation", "reservation", "samples", "projects", "activities", "notes",
                "warnings", "revision", "madeAt", "madeBy",
            ],
            json.RootElement.GetProperty("session").EnumerateObject().Select(property => property.Name));
    }

    // What docs/reference/records.md says there is, there is.
    [Fact]
    public void The_page_names_everything()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/reference/records.md"));
        using var json = JsonDocument.Parse(SessionJson.Write(Told.Session));

        Assert.All(Names(json.RootElement).Distinct(), name => Assert.Contains($"`{name}`", page));

        static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Names(property.Value).Prepend(property.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
            _ => [],
        };
    }

    [Theory, InlineData(""), InlineData("{}"), InlineData("[]"), InlineData("""{"format":"other/1","session":{}}"""), InlineData("""{"format":"dewar-session/1","session":{"id":"x"}}""")]
    public void What_is_no_record_is_refused(string text) => Assert.Equal("record-invalid", Assert.Throws<Refusal>(() => SessionJson.Read(Encoding.UTF8.GetBytes(text))).Code);
}
