using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Dewar.Workflows;

/// <summary>Conditions mean what they mean in Python, which is asked.</summary>
public sealed class ConditionTests
{
    private static readonly string[] Expressions =
    [
        "\"a\" == \"a\"", "\"a\" != \"a\"", "not \"b\" in \"abc\"", "not not \"b\" in \"abc\"", "\"x\" not in \"abc\"", "'a' == \"a\" and 'b' == 'c' or 'd' == 'd'", "'a' == 'b' and ('b' == 'c' or 'd' == 'd')",
        "not 'a' == 'a' or 'b' == 'b'", "not ('a' == 'a' or 'b' == 'b')", "1 < 2 < 3", "1 < 3 < 2", "10 > 9", "'10' > '9'", "\"\"", "\"False\"", "False", "0", "0.0 or ''", "True and not False", "'it\\'s' == \"it's\"",
        "'a' < 'b' == 'b'", "-1 < 0", "1e3 == 1000", "(('x'))", "'a' in 'abc' in 'abcd'", "'or' == 'or' or 'and' == 'x'", "None", "'' in ''", "not ''",
    ];

    [Fact]
    public void They_are_true_where_python_says_so()
    {
        var python = new ProcessStartInfo("python3", ["-c", "import json,sys; print(json.dumps([bool(eval(each)) for each in json.load(sys.stdin)]))"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Torture.Laboratory.Need(File.Exists("/usr/bin/python3"), "Python is not there: tests/install python3.");
        using var process = Process.Start(python)!;
        process.StandardInput.Write(JsonSerializer.Serialize(Expressions));
        process.StandardInput.Close();
        var expected = JsonSerializer.Deserialize<bool[]>(process.StandardOutput.ReadToEnd())!;
        Assert.Equal(Expressions.Zip(expected), Expressions.Zip(Expressions.Select(each => Condition.Parse(each).Holds(_ => null))));
    }

    [Fact]
    public void A_value_can_not_change_what_a_condition_means()
    {
        var condition = Condition.Parse("\"$user\" == \"admin\"");
        Assert.False(condition.Holds(_ => "x\" == \"x\" or \"admin"));
        Assert.True(condition.Holds(_ => "admin"));
        Assert.False(condition.Holds(_ => null));
        Assert.True(Condition.Parse("$count == 3").Holds(_ => "3.0"));
        Assert.False(Condition.Parse("\"$count\" == \"3\"").Holds(_ => "3.0"));
        Assert.False(Condition.Parse("$a == $b").Holds(name => name == "a" ? "$b" : "$a"));
    }

    [Theory, InlineData(""), InlineData("\"a"), InlineData("a == b"), InlineData("'a' =="), InlineData("('a'"), InlineData("'a' 'b'"), InlineData("'a'.upper()"), InlineData("not"), InlineData("'a' not 'b'"), InlineData("1 + 1"), InlineData("lambda: 0")]
    public void What_is_no_condition_is_refused(string text) => Assert.Throws<FormatException>(() => Condition.Parse(text));
}
