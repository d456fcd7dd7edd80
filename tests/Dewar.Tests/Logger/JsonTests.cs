using System.Text.Json;
using Dewar.Logger.Json;
using Xunit;

namespace Dewar.Logger;

public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,false,null,-2.5],"c":{"d":"x"},"e":[],"f":{}}""")]
    [InlineData(""" "\u0041" """), InlineData("-12.25"), InlineData("9223372036854775807"), InlineData("-9223372036854775808")]
    [InlineData("\"line\\nquote\\\"slash\\/back\\\\tab\\tfeed\\f\\b\\r\"")]
    public void What_is_read_is_what_other_readers_read(string text) =>
        Assert.Equal(Plain(text), Plain(JsonWriter.Write(JsonReader.Read(text))));

    [Theory, InlineData("-0", 0L), InlineData("17", 17L), InlineData("1e3", 1000.0), InlineData("9223372036854775808", 9223372036854775808.0), InlineData("1.0", 1.0)]
    public void Numbers_that_are_whole_and_others_are_told_apart(string text, object number) => Assert.Equal(number, JsonReader.Read(text));

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("{"), InlineData("{}x"), InlineData("{'a':1}"), InlineData("""{"a":1,}"""), InlineData("[1,]"), InlineData("[1 2]")]
    [InlineData("01"), InlineData("1."), InlineData(".5"), InlineData("+1"), InlineData("-"), InlineData("1e"), InlineData("1e999"), InlineData("NaN"), InlineData("tru")]
    [InlineData("\"a"), InlineData("\"\\x\""), InlineData("\"\\u12g4\""), InlineData("\"\\u12\""), InlineData("\"a\nb\""), InlineData("""{"a":1,"a":2}"""), InlineData("{1:2}")]
    public void What_is_no_JSON_is_not_read(string text)
    {
        Assert.Throws<FormatException>(() => JsonReader.Read(text));
        Assert.Null(JsonReader.ReadObject(text));
    }

    [Fact]
    public void Too_deep_is_refused_before_the_stack_ends() =>
        Assert.Throws<FormatException>(() => JsonReader.Read(string.Concat(Enumerable.Repeat("[", 100_000))));

    [Fact]
    public void Every_text_comes_back()
    {
        foreach (var text in Names.All.Append("half a pair \ud83d and \ude00").Append("\0"))
        {
            var written = JsonWriter.Write(new JsonObject { ["text"] = text });

            Assert.Equal(text, JsonReader.ReadObject(written)!.Text("text"));
            // As bytes, too, which can't tell half a pair of surrogates.
            Assert.Equal(written, Digest.Utf8.GetString(Digest.Utf8.GetBytes(written)));
        }
    }

    private static string Plain(string text) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(text));
}
