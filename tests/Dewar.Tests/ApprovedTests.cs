using Xunit;

namespace Dewar;

public sealed class ApprovedTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Theory]
    [InlineData("one\ntwo\n", "one\ntwo\n", null)]
    [InlineData("one\ntwo\n", "one\n2\n", "line 2:\n- two\n+ 2")]
    [InlineData("one\n", "one\ntwo\n", "line 2:\n- \n+ two")]
    [InlineData("", "one\n", "line 1:\n- \n+ one")]
    public void The_first_difference_is_named(string approved, string actual, string? difference) =>
        Assert.Equal(difference, Approved.Difference(approved, actual));

    [Fact]
    public void What_differs_is_left_beside_what_was_approved_until_they_agree()
    {
        File.WriteAllText(_file, "old\n");
        var failure = Record.Exception(() => Approved.Text(_file, "new"));
        Assert.SkipWhen(failure is null, "DEWAR_APPROVE=1: everything is right.");

        Assert.Contains("- old\n+ new", failure!.Message);
        Assert.Equal("old\n", File.ReadAllText(_file));
        Assert.Equal("new\n", File.ReadAllText(_file + ".received"));

        Approved.Text(_file, "old");
        Assert.False(File.Exists(_file + ".received"));
    }

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_file + ".received");
    }
}
