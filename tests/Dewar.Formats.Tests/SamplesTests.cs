using Dewar.Formats.Bytes;
using Xunit;

namespace Dewar.Formats;

/// <summary>Every real file that is there, without knowing anything about it.</summary>
public sealed class SamplesTests
{
    public static TheoryData<string> Names => Samples.Folder is not { } root
        ? ["none"]
        : [.. new[] { "formats", "malformed" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void No_two_readers_have_the_same_name() => Assert.Equal(FormatsPlugin.Readers.Count, FormatsPlugin.Readers.DistinctBy(reader => reader.Name).Count());

    [Theory, MemberData(nameof(Names))]
    public void A_real_file_is_read(string name)
    {
        var finding = Samples.Inspect(name);

        ReaderContract.Drain(finding);
        Assert.NotNull(finding.Reader);
    }

    [Theory, MemberData(nameof(Names))]
    public void Cut_off_anywhere_it_ends_cleanly(string name)
    {
        var whole = File.ReadAllBytes(Samples.PathOf(name));
        for (var cut = 0; cut < 8; cut++)
        {
            ReaderContract.Drain(new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(Path.GetFileName(name), whole.AsMemory(0, whole.Length / 8 * cut))));
        }
    }
}
