using Xunit;

namespace Dewar.Search;

public sealed class TokensTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("raw/Gold_001.dm4", "raw gold 001 dm4")]
    [InlineData("  a--b  ", "a b")]
    [InlineData("5 µm", "5 μm")]
    [InlineData("5 μm", "5 μm")]
    [InlineData("Größe GRO\u0308ßE Ångström \u212bngstrom", "große große angstrom angstrom")]
    [InlineData("金-ナノ", "金 ナノ")]
    [InlineData("x\0y\u202ez", "x y z")]
    [InlineData("😀 a😀b", "😀 a😀b")]
    public void Words_are_letters_and_digits_alike_in_all_ways_to_write_them(string text, string words) => Assert.Equal(words, string.Join(' ', Tokens.Of(text)));

    [Fact]
    public void A_word_has_an_end_and_half_a_letter_does_no_harm()
    {
        Assert.Equal(Tokens.Longest, Tokens.Of(new string('a', 10_000)).Single().Length);
        Assert.Equal(2, Tokens.Of("a \ud800").Count());
    }

    [Theory]
    [InlineData("gold foil 3", "foil 3", true)]
    [InlineData("gold foil 3", "gold 3", false)]
    [InlineData("Gold-Foil", "gold foil", true)]
    [InlineData("golden foil", "gold", false)]
    [InlineData("", "gold", false)]
    public void A_phrase_has_its_words_side_by_side(string text, string phrase, bool has) => Assert.Equal(has, Tokens.Has(text, [.. Tokens.Of(phrase)]));
}
