using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>
/// A process of our own that reads files, one after the other, and is kept warm in between. A file that kills it, stalls it or fills its
/// memory costs that process and nothing else.
/// </summary>
internal sealed class ReaderProcess(ReadingLimits limits, IReadOnlyList<string> arguments, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Beside what files take: the runtime, and code.</summary>
    private const long Own = 128L << 20;

    private const int MostDepth = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>A new process may take so long to come up, on a machine that has other things to do.</summary>
    private static readonly TimeSpan ToStart = TimeSpan.FromMinutes(1);

    private Process? _process;
    private long _began;
    private bool _isAtWork;

    /// <summary>The process, while it lives; for the tests, which kill it.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Has a file read. Whatever happens to the process, there is an answer.</summary>
    public async Task<ReadAnswer> Read(ReadOrder order, CancellationToken ct)
    {
        var process = _process ??= Start();
        var reader = ReaderName.None;
        (_began, _isAtWork) = (time.GetTimestamp(), false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = Watch(process, patience.Token);
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, Wire.Json).AsMemory(), ct);
            await process.StandardInput.FlushAsync(ct);
            while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
            {
                var answer = JsonSerializer.Deserialize<ReadAnswer>(line, Wire.Json)!;
                reader = answer.Reader ?? reader;
                (_began, _isAtWork) = _isAtWork ? (_began, true) : (time.GetTimestamp(), true);
                if (answer.IsLast)
                {
                    if (answer.Failure is not null)
                    {
                        await Stop();
                    }

                    return answer with { Reader = reader };
                }
            }
        }
        catch (IOException)
        {
            // It is gone; why is said below.
        }
        catch (OperationCanceledException)
        {
            await Stop();
            throw;
        }
        finally
        {
            await patience.CancelAsync();
        }

        var reason = await watch;
        await process.WaitForExitAsync(ct);
        var failure = reason ?? $"The reader's process ended with code {process.ExitCode} while it read this file.";
        await Stop();
        return new(order.Id, reader, Failure: failure);
    }

    public async ValueTask DisposeAsync() => await Stop();

    /// <summary>Ends the process; the next file gets a new one.</summary>
    public async Task Stop()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            using (process)
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }

                await process.WaitForExitAsync();
            }
        }
    }

    /// <summary>Ends the process when it takes too long or too much; says why, or null when it was in time.</summary>
    private async Task<string?> Watch(Process process, CancellationToken ended)
    {
        using var tick = new PeriodicTimer(Look, time);
        while (!ended.IsCancellationRequested && await tick.WaitForNextTickAsync(CancellationToken.None))
        {
            var reason = time.GetElapsedTime(_began) > limits.Time + (_isAtWork ? TimeSpan.Zero : ToStart) ? $"Reading took longer than {Duration.Show(limits.Time)}."
                : Resident(process.Id) > limits.Memory + Own ? $"Reading took more than {Bytes.Show(limits.Memory)} of memory."
                : null;
            if (reason is not null && !ended.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return reason;
            }
        }

        return null;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        OwnEnvironment(start);
        var process = Process.Start(start)!;
        process.PriorityClass = ProcessPriorityClass.BelowNormal;
        return process;
    }

    /// <summary>It gets what the runtime needs, and none of the site's secrets.</summary>
    private void OwnEnvironment(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "LANG" or "TZ" or "TMPDIR" or "DOTNET_ROOT")).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = limits.Memory.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
    }

    /// <summary>Bytes of memory that a process and the programs it started have; 0 when it is gone.</summary>
    private static long Resident(int id, int depth = 0)
    {
        try
        {
            var own = long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            foreach (var thread in depth < MostDepth ? Directory.GetDirectories($"/proc/{id}/task") : [])
            {
                foreach (var child in File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    own += Resident(int.Parse(child, CultureInfo.InvariantCulture), depth + 1);
                }
            }

            return own;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

/// <summary>What reading one file may cost.</summary>
internal sealed record ReadingLimits(TimeSpan Time, long Memory);
