using Xunit;

namespace Dewar;

/// <summary>
/// What users and programs rely on is kept as a committed text, so that it changes only when somebody means it to.
/// Run with <c>DEWAR_APPROVE=1</c> to mean it.
/// </summary>
internal static class Approved
{
    /// <param name="name">A file in the folder of this name or, with a slash, one anywhere in the repository.</param>
    /// <param name="actual">What it should hold. The end of the last line does not matter.</param>
    public static void Text(string name, string actual)
    {
        var approved = name.Contains('/') ? Repository.PathOf(name) : Repository.PathOf("tests/Dewar.Tests/Approved", name);
        var received = approved + ".received";
        actual = actual.ReplaceLineEndings("\n").TrimEnd('\n') + '\n';

        if (Environment.GetEnvironmentVariable("DEWAR_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, actual);
        }

        if (Difference(File.Exists(approved) ? File.ReadAllText(approved) : "", actual) is { } difference)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(received)!);
            File.WriteAllText(received, actual);
            Assert.Fail($"{name} differs in {difference}\nAll of it: {received}\nIf that is meant, run once with DEWAR_APPROVE=1.");
        }

        File.Delete(received);
    }

    /// <summary>The first line that differs, both ways; null when nothing does.</summary>
    internal static string? Difference(string approved, string actual)
    {
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        var same = before.Zip(after).TakeWhile(line => line.First == line.Second).Count();
        return same == before.Length && same == after.Length
            ? null
            : $"line {same + 1}:\n- {before.ElementAtOrDefault(same) ?? "(the end)"}\n+ {after.ElementAtOrDefault(same) ?? "(the end)"}";
    }
}
