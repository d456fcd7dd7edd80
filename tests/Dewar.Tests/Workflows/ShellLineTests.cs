using System.Diagnostics;
using Xunit;

namespace Dewar.Workflows;

/// <summary>Lines with variables are given to a real shell.</summary>
public sealed class ShellLineTests
{
    private const string Commands = """
        printf '%s\n' $filePath end
        printf '%s\n' "$filePath" "a$filePath/b" "${filePath}x"
        printf '%s\n' 'in $filePath single'
        sh -c 'printf "%s\n" "$filePath"'
        sh -c "printf '%s\n' '$filePath'"
        echo "Count: `expr $count + 1`"
        echo "Sum: $(expr $count + $count) `echo "$filePath"`"
        echo $(echo $(echo "$count") '$count' ")") $count
        echo $HOMELESS-$count # it's a comment $count
        echo \$count "\$count" "it's $count" 'say "$count"'
        cat <<END
        $count
        END
        """;

    public static TheoryData<string> Lines => [.. Commands.Replace("cat <<END\n$count\nEND", "cat <<END\u0001$count\u0001END", StringComparison.Ordinal).Split('\n').Select(line => line.Replace('\u0001', '\n'))];

    [Theory, MemberData(nameof(Lines))]
    public void They_come_to_what_the_text_itself_would(string line)
    {
        string? Value(string name) => name switch { "filePath" => "/data/scan_1.h5", "count" => "41", _ => null };
        // Where a backslash stands before it, the shell is asked for the sign itself.
        var glued = ShellLine.Shown(line.Replace("\\$", "\u0001", StringComparison.Ordinal), Value).Replace("\u0001", "\\$", StringComparison.Ordinal);
        Assert.Equal(Sh(glued), Sh(ShellLine.Script(line, Value)));
    }

    [Theory]
    [InlineData("--name 'a b' --range \"1, 2\" c\\ d", "--name|a b|--range|1, 2|c d|end")]
    [InlineData("one  two\tthree", "one|two|three|end")]
    [InlineData("it's", "it's|end")]
    [InlineData("", "|end")]
    public void A_value_without_quotes_around_it_is_parted_as_if_it_were_typed(string value, string expected) =>
        Assert.Equal(expected, Sh(ShellLine.Script("printf '%s|' $arguments; printf end", _ => value)));

    [Fact]
    public void No_value_becomes_a_program()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-shell-").FullName;
        var touched = Path.Combine(folder, "touched");
        foreach (var value in (string[])[$"$(touch {touched})", $"`touch {touched}`", $"; touch {touched}", $"\ntouch {touched}\n", $"' ; touch {touched} ; '", $"\" ; touch {touched} ; \"", $"| touch {touched}", $"&& touch {touched}", $"> {touched}", $"${{IFS:-$(touch {touched})}}", $"'\"'\"'; touch {touched}", $"\\'; touch {touched}", $"a'b $(touch {touched})"])
        {
            foreach (var line in Commands.Split('\n').Take(8).Append("printf '%s\\n' $filePath '$filePath' \"$filePath\" `printf %s \"$filePath\"`"))
            {
                _ = Sh(ShellLine.Script(line.Contains("-c", StringComparison.Ordinal) ? "echo \"$filePath\"" : line, _ => value));
                Assert.False(File.Exists(touched), $"{line} with {value}");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_variable_is_never_one_of_the_environment()
    {
        Assert.Equal("/nowhere\nok\n", Sh(ShellLine.Script("echo $PATH; /bin/true && echo ok", name => name == "PATH" ? "/nowhere" : null)));
        Assert.DoesNotContain("\nPATH=", "\n" + ShellLine.Script("ls $PATH", _ => "/nowhere"));
    }

    private static string Sh(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var told = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return told;
    }
}
