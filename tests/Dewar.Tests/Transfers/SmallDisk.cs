using System.Diagnostics;
using Dewar.Disk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>A file system of a few megabytes, to be filled. Needs root; without it a test is skipped, or fails where nothing may be skipped.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    public string[] Files => _folder.Files;

    public static async Task<SmallDisk> Mount(int megabytes)
    {
        var disk = new SmallDisk();
        if (!await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path))
        {
            disk._folder.Dispose();
            Assert.SkipUnless(Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all", "Only root can mount a small disk.");
            Assert.Fail("A small disk could not be mounted: that takes root, or CAP_SYS_ADMIN.");
        }

        return disk;
    }

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static async Task<bool> Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
