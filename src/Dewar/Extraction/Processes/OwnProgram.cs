using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Dewar.Extraction;

/// <summary>How this very program is started once more.</summary>
internal static class OwnProgram
{
    /// <summary>The program and its first arguments; by <c>dotnet</c> where no executable of its own runs now, as in tests.</summary>
    public static IReadOnlyList<string> Command { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dewar"
        ? [Environment.ProcessPath!]
        : [DotNet, "exec", Assembly.GetExecutingAssembly().Location];

    /// <summary>A worker that was killed can't end what it started: a reader that never ends would run on for ever.</summary>
    public static Timer EndWithParent()
    {
        var parent = Disk.Posix.ParentId();
        return new(_ =>
        {
            if (Disk.Posix.ParentId() != parent)
            {
                Process.GetCurrentProcess().Kill();
            }
        }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>It gets what the runtime needs, and none of the site's secrets.</summary>
    public static void Confine(ProcessStartInfo start, long memory)
    {
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "LANG" or "TZ" or "TMPDIR" or "DOTNET_ROOT")).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = memory.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
    }

    /// <summary>Bytes of memory that a process and those that it started have; 0 when it is gone.</summary>
    public static long Resident(int id)
    {
        try
        {
            var children = Directory.EnumerateDirectories($"/proc/{id}/task").SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
                + children.Sum(child => Resident(int.Parse(child, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string DotNet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";
}
