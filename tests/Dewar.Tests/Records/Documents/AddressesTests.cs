using Xunit;

namespace Dewar.Records;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("a b/ü#?%.dm3", "a%20b/%C3%BC%23%3F%25.dm3")]
    [InlineData("/a%20b", "/a%2520b")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void A_path_is_taken_to_the_letter(string path, string address)
    {
        Assert.Equal(address, Addresses.OfPath(path));
        Assert.Equal(path, Addresses.Decode(address));
    }

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("x%EF%BF%BDy", Addresses.OfPath($"x{(char)0xD800}y"));

    [Theory]
    [InlineData("https://x/a b?q=1&r=%20#f", "https://x/a%20b?q=1&r=%20#f")]
    [InlineData("https://x/100%", "https://x/100%25")]
    [InlineData("https://x/%zz", "https://x/%25zz")]
    [InlineData("https://x/[1]<2>", "https://x/%5B1%5D%3C2%3E")]
    [InlineData("https://x/a#b#c", "https://x/a#b%23c")]
    public void An_address_is_encoded_where_it_is_not(string url, string address)
    {
        Assert.Equal(address, Addresses.Clean(url));
        Assert.Equal(address, Addresses.Clean(address));
    }

    [Theory, InlineData("https://x/y", true), InlineData("/x/y", false), InlineData("javascript:alert(1)", false), InlineData(null, false), InlineData("http://", false)]
    public void Only_whole_addresses_lead_somewhere(string? url, bool isWhole) => Assert.Equal(isWhole, Addresses.IsWhole(url));
}
