using Xunit;

namespace Dewar;

public sealed class SourceFileTests
{
    [Theory]
    [InlineData("a(); // b()", "a(); ")]
    [InlineData("a(/* b() \n c() */);", "a(\n);")]
    [InlineData("""a("b() \" c()", 'd', '\'', '\u0041');""", "a(, , , );")]
    [InlineData("""a("http://b()");""", "a();")]
    [InlineData("""a(@"b() \", "");""", "a(, );")]
    [InlineData("""a($"b() {c()} d()");""", "a({c()});")]
    [InlineData("a(\"\"\"\n b() \"c\" \n\"\"\");", "a(\n\n);")]
    [InlineData("a($\"\"\"\n b() {c()}\n\"\"\");", "a(\n{c()}\n);")]
    [InlineData("var quote = '\"'; a(); var other = '\"';", "var quote = ; a(); var other = ;")]
    public void Code_is_what_is_neither_comment_nor_literal(string text, string code) =>
        Assert.Equal(code, new SourceFile("a.cs", text).Code);

    [Fact]
    public void Quotes_of_a_page_hold_code() =>
        Assert.Equal("""<a href="@b()">it's</a> """, new SourceFile("a.razor", """<a href="@b()">it's</a> @* c() *@""").Code);

    [Theory, InlineData("", 0), InlineData("a", 1), InlineData("a\n", 1), InlineData("a\nb", 2), InlineData("a\n\n", 2)]
    public void Lines_are_counted_as_an_editor_does(string text, int lines) => Assert.Equal(lines, new SourceFile("a.cs", text).Lines);

    [Fact]
    public void What_compilers_and_packagers_leave_is_not_ours()
    {
        Assert.Contains(SourceFile.Tests, file => file.Path == "tests/Dewar.Tests/SourceFileTests.cs");
        Assert.DoesNotContain(SourceFile.Tests.Concat(SourceFile.Product), file => file.Path.Contains("/obj/"));
    }
}
