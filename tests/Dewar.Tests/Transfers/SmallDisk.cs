using System.Diagnostics;
using Dewar.Disk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>A file system of a few megabytes, to be filled. Needs root; without it a test is skipped, or fails where nothing may be skipped.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TestFolder? _folder;

    private SmallDisk(string? path)
    {
        _folder = path is null ? new() : null;
        Path = path ?? _folder!.Path;
    }

    public string Path { get; }

    public string[] Files => _folder!.Files;

    /// <param name="path">Where; null for a folder of its own.</param>
    public static async Task<SmallDisk> Mount(int megabytes, string? path = null)
    {
        var disk = new SmallDisk(path);
        if (!await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path))
        {
            disk._folder?.Dispose();
            Assert.SkipUnless(Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all", "Only root can mount a small disk.");
            Assert.Fail("A small disk could not be mounted: that takes root, or CAP_SYS_ADMIN.");
        }

        return disk;
    }

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "--lazy", Path);
        _folder?.Dispose();
    }

    private static async Task<bool> Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
