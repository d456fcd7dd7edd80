using Xunit;

namespace Dewar;

/// <summary>Files of others, outside of the repository, where DEWAR_TEST_DATA says. Tests that want them are skipped without.</summary>
internal static class SharedFiles
{
    private static readonly string? Folder = new[] { Environment.GetEnvironmentVariable("DEWAR_TEST_DATA"), Path.Combine(Repository.Root, "../shared/data") }
        .FirstOrDefault(folder => folder is not (null or "") && Directory.Exists(folder));

    public static string PathOf(string name)
    {
        Assert.SkipWhen(Folder is null, "The real files are not here: set DEWAR_TEST_DATA to their folder.");
        var path = Path.Combine(Folder!, name);
        Assert.SkipUnless(File.Exists(path), $"{name} is not among the real files here.");
        return path;
    }
}
