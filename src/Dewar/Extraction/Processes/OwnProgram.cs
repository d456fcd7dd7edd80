using System.Reflection;

namespace Dewar.Extraction;

/// <summary>How this very program is started once more.</summary>
internal static class OwnProgram
{
    /// <summary>The program and its first arguments; by <c>dotnet</c> where no executable of its own runs now, as in tests.</summary>
    public static IReadOnlyList<string> Command { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dewar"
        ? [Environment.ProcessPath!]
        : [DotNet, "exec", Assembly.GetExecutingAssembly().Location];

    private static string DotNet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";
}
