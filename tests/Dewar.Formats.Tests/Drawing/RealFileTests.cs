using Dewar.Formats.Bytes;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>Real files, whole, cut off and broken.</summary>
public sealed class RealFileTests
{
    public static TheoryData<string> Names => SamplesTests.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_real_file_gives_a_picture_or_none(string name)
    {
        using var source = Samples.Open(name);
        var finding = new Inspector(FormatsPlugin.Readers).Inspect(source, TestContext.Current.CancellationToken);

        var png = Preview.Draw(finding, Preview.Thumbnail, TestContext.Current.CancellationToken);

        // Without a signal what the file says is shown, if it says anything.
        Assert.Equal(finding.Extraction.Signals.Count == 0 && finding.Extraction.Metadata.Children.Count == 0, png is null);
        Assert.Equal(png, Preview.Draw(finding, Preview.Thumbnail, TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Names))]
    public void Half_of_a_real_file_gives_a_picture_or_none(string name)
    {
        var bytes = File.ReadAllBytes(Samples.PathOf(name));
        var half = new MemorySource(Path.GetFileName(name), bytes.AsMemory(0, bytes.Length / 2));

        Preview.Draw(new Inspector(FormatsPlugin.Readers).Inspect(half, TestContext.Current.CancellationToken), Preview.Thumbnail, TestContext.Current.CancellationToken);
    }
}
