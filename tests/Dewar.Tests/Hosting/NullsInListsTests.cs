using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Xunit;

namespace Dewar.Hosting;

public sealed class NullsInListsTests
{
    [Theory]
    [InlineData("""{"sources":[null]}""")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"include":[null]}}""")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"metadata":{"a":null}}}""")]
    public void A_list_that_holds_null_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<NewAcquisition>(json, Wire.Json));

    [Fact]
    public void A_property_without_a_value_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ExperimentChange>("""{"properties":{"a":null}}""", Wire.Json));

    // There null means: take the key away.
    [Fact]
    public void Null_is_taken_where_it_means_something() =>
        Assert.Null(JsonSerializer.Deserialize<MetadataChange>("""{"paths":["a"],"set":{"k":null}}""", Wire.Json)!.Set["k"]);
}
