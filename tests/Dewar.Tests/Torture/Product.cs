using System.Diagnostics;

namespace Dewar.Torture;

/// <summary>One role of the built product as a process of its own, which can be killed at any instant and started again.</summary>
internal sealed class Product(string log, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null) : IDisposable
{
    private Process? _process;
    private bool _disposed;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it printed, over all its lives.</summary>
    public string Log => File.Exists(log) ? File.ReadAllText(log) : "";

    public void Start()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var host = Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        // The shell gives it the log and is replaced by it: what is killed is the product itself.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$LOG_TO\" 2>&1", "sh", host, "exec", Path.Combine(AppContext.BaseDirectory, "dewar.dll"), .. arguments])
        {
            RedirectStandardInput = true,
        };
        start.Environment["LOG_TO"] = log;
        // What is in the files is read in other tests; here it would only take the processors.
        start.Environment["DEWAR_READING"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Kill();
    }
}
