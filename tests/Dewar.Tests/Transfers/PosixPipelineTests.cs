using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>Copies in blocks: sizes around every border, with and without the way past the kernel's cache.</summary>
public sealed class PosixPipelineTests : IDisposable
{
    private const int Block = AlignedBlock.Length;
    private const int Page = AlignedBlock.Alignment;
    private const int Large = 32 << 20;

    private readonly TestFolder _disk = new();

    public static TheoryData<int> Sizes => [0, 1, Page - 1, Page, Page + 1, Block - 1, Block, Block + 1, Block + Page, (3 * Block) + Page + 7, Large - 1, Large, Large + Block + 5];

    [Theory, MemberData(nameof(Sizes))]
    public void What_is_read_is_what_lies_there(int size)
    {
        foreach (var isDirect in new[] { true, false })
        {
            var (parcel, copy) = Copy(size, isDirect, readBack: true);

            Assert.Equal(DigestOf("a"), parcel.Sha256);
            Assert.Equal(parcel.Sha256, parcel.ReadBack);
            Assert.Equal(size, new FileInfo(copy).Length);
            Assert.Equal(parcel.Sha256, DigestOf("copy"));
        }
    }

    [Fact]
    public void What_is_not_to_be_read_back_is_not()
    {
        var (parcel, _) = Copy(Block + 9, isDirect: true, readBack: false);

        Assert.NotNull(parcel.Sha256);
        Assert.Null(parcel.ReadBack);
    }

    [Theory, InlineData(Block), InlineData(Large + Block)]
    public void A_source_that_is_shorter_or_longer_than_it_settled_is_not_taken(int size)
    {
        Assert.Throws<SourceChangedException>(() => Copy(size, isDirect: true, readBack: true, settled: size + 1));
        Assert.Throws<SourceChangedException>(() => Copy(size, isDirect: true, readBack: true, settled: size - 1));
    }

    [Theory, InlineData(2 * Block), InlineData(Large + Block)]
    public void A_target_that_cannot_be_written_stops_all_and_says_why(int size)
    {
        _disk.Put("a", TestFolder.Noise(size));
        _disk.Put("copy", "");
        using var folder = Folder.OpenRoot(_disk.Path);
        using var source = folder.OpenFile("a");
        using var readOnly = folder.OpenFile("copy");
        using var pipeline = new PosixPipeline(source, readOnly, null, ParcelOf(size), readBack: true);

        var failure = Assert.Throws<DiskException>(() => pipeline.Run(default));

        Assert.Contains("Cannot write", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_disk["copy"], failure.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(2 * Block), InlineData(Large + Block)]
    public void A_way_past_the_cache_that_wants_other_places_is_not_used(int size)
    {
        _disk.Put("a", TestFolder.Noise(size));
        using var folder = Folder.OpenRoot(_disk.Path);
        using var source = folder.OpenFile("a");
        using var target = folder.CreateFile("copy");
        using var refusing = new RefusingFile();
        using var pipeline = new PosixPipeline(source, target, refusing.File, ParcelOf(size), readBack: true);

        pipeline.Run(default);

        Assert.Equal(DigestOf("a"), DigestOf("copy"));
    }

    public void Dispose() => _disk.Dispose();

    private (Parcel Parcel, string Path) Copy(int size, bool isDirect, bool readBack, int? settled = null)
    {
        _disk.Put("a", TestFolder.Noise(size));
        using var folder = Folder.OpenRoot(_disk.Path);
        using var source = folder.OpenFile("a");
        using var target = folder.CreateFile("copy");
        using var direct = isDirect ? folder.TryOpenDirect("copy") : null;
        var parcel = ParcelOf(settled ?? size);
        using var pipeline = new PosixPipeline(source, target, direct, parcel, readBack);
        pipeline.Run(default);
        return (parcel, _disk["copy"]);
    }

    private string DigestOf(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_disk[name])));

    private Parcel ParcelOf(long size) => new() { SourceRoot = _disk.Path, SourcePath = "a", Path = "copy", Tag = "t", Size = size, ModifiedNs = 0 };

    /// <summary>Answers EINVAL to being written, as a file system with other rules does: it takes small numbers only.</summary>
    private sealed class RefusingFile : IDisposable
    {
        private readonly Folder _proc = Folder.OpenRoot("/proc/self");

        public RefusingFile() => File = _proc.CreateFile("oom_score_adj");

        public OpenFile File { get; }

        public void Dispose()
        {
            File.Dispose();
            _proc.Dispose();
        }
    }
}
