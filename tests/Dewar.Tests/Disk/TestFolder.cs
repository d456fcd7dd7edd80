using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Dewar.Disk;

/// <summary>A folder of a test's own, gone afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("dewar-test-").FullName;

    public string Path { get; }

    public string this[string below] => System.IO.Path.Combine(Path, below);

    /// <summary>All files below, with their paths from here.</summary>
    public string[] Files =>
    [
        .. Directory.EnumerateFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => System.IO.Path.GetRelativePath(Path, file)).Order(StringComparer.Ordinal),
    ];

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string Sha256(string content) => Sha256(Encoding.UTF8.GetBytes(content));

    public static byte[] Noise(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Runs a shell's line here, for what .NET can't make.</summary>
    public async Task Shell(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["-ec", line]) { WorkingDirectory = Path })!;
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{line}' ended with {shell.ExitCode}.");
        }
    }

    public TestFolder Make(string below)
    {
        Directory.CreateDirectory(this[below]);
        return this;
    }

    public string Put(string below, string content) => Put(below, Encoding.UTF8.GetBytes(content));

    public string Put(string below, byte[] content)
    {
        var path = this[below];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public bool Has(string below, string content) => File.Exists(this[below]) && Read(below) == content;

    public string Read(string below) => File.ReadAllText(this[below]);

    public Posix.Entry Stat(string below)
    {
        using var root = Folder.OpenRoot(Path);
        return root.TryStat(below, out var entry) ? entry : throw new FileNotFoundException(below);
    }

    public void SetModified(string below, long modifiedNs)
    {
        using var root = Folder.OpenRoot(Path);
        using var file = root.OpenFile(below);
        file.SetModified(modifiedNs);
    }

    /// <summary>Makes files look as if written long ago.</summary>
    public void Age(string below, int seconds = 3600) => File.SetLastWriteTimeUtc(this[below], TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-seconds));

    /// <summary>By a program that knows names which .NET does not, and ways too long for it.</summary>
    public void Dispose()
    {
        using var remove = Process.Start("rm", ["-rf", Path]);
        remove.WaitForExit();
    }
}
