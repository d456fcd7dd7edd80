using Dewar.Catalogue;
using Dewar.Disk;
using Xunit;

namespace Dewar.Verification;

/// <summary>What is said of a place in a storage.</summary>
public sealed class ReplicaReadTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory, InlineData(0), InlineData(1), InlineData(1 << 20), InlineData((3 << 20) + 5)]
    public async Task The_same_bytes_are_right_and_one_bit_is_enough_to_be_suspect(int length)
    {
        var bytes = TestFolder.Noise(length);
        _folder.Put("d/a", bytes);
        Assert.Equal((ReplicaState.Verified, null), await At("d/a", length, bytes));
        if (length > 0)
        {
            var rotten = bytes.ToArray();
            rotten[^1] ^= 0x80;
            _folder.Put("d/a", rotten);
            Assert.Equal((ReplicaState.Suspect, $"its bytes differ: they have the digest {TestFolder.Sha256(rotten)}"), await At("d/a", length, bytes));
        }
    }

    [Fact]
    public async Task Pipes_and_sockets_are_not_waited_for()
    {
        await _folder.Shell("mkfifo pipe");
        Assert.Equal((ReplicaState.Suspect, "something that is no file has taken its place"), await At("pipe", 0, []));
    }

    [Fact]
    public async Task A_link_on_the_way_is_not_followed()
    {
        _folder.Put("real/a", "a");
        Directory.CreateSymbolicLink(_folder["way"], _folder["real"]);
        var (state, cause) = await At("way/a", 1, "a"u8.ToArray());
        Assert.Equal(ReplicaState.Missing, state);
        Assert.Contains("is no folder any more", cause);
    }

    [Fact]
    public async Task A_file_that_can_be_opened_but_not_read_is_suspect_and_the_error_is_named()
    {
        // The kernel answers with an I/O error to whoever reads at the beginning of this one.
        using var root = Folder.OpenRoot("/proc/self");
        var (state, cause) = await ReplicaRead.At(root, "mem", 0, TestFolder.Sha256(""), Pace.None, default);
        Assert.Equal(ReplicaState.Suspect, state);
        Assert.Contains("Input/output error", cause);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(ReplicaState State, string? Cause)> At(string path, long size, byte[] bytes)
    {
        using var root = Folder.OpenRoot(_folder.Path);
        var (state, cause) = await ReplicaRead.At(root, path, size, TestFolder.Sha256(bytes), Pace.None, default);
        return (state, cause);
    }
}
