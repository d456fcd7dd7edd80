using System.Diagnostics;
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

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>A new process may take so long to come up, on a machine that has other things to do.</summary>
    private static readonly TimeSpan ToStart = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ToBeHeard = TimeSpan.FromMilliseconds(500);

    private Process? _process;
    private AnswerLines? _answers;
    private long _began;

    /// <summary>The process, while it lives; for the tests, which kill it.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Has a file read. Whatever happens to the process, there is an answer.</summary>
    /// <exception cref="ReaderUnable">No process comes up that could read anything.</exception>
    public async Task<ReadAnswer> Read(ReadOrder order, CancellationToken ct)
    {
        var process = _process ?? await Start(ct);
        var reader = ReaderName.None;
        _began = time.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = Watch(process, patience);
        string? failure = null;
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, Wire.Json).AsMemory(), ct);
            await process.StandardInput.FlushAsync(ct);
            while (await _answers!.Next(ct).WaitAsync(patience.Token) is { } line)
            {
                var answer = JsonSerializer.Deserialize<ReadAnswer>(line.Span, Wire.Json) ?? throw new JsonException();
                reader = answer.Reader ?? reader;
                if (answer.IsLast)
                {
                    await patience.CancelAsync();
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
        catch (Exception odd) when (odd is JsonException or InvalidDataException)
        {
            failure = "The reader's process said something that is no answer: a plug-in may have written to its output.";
            process.Kill(entireProcessTree: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The watch has ended it, though something that it started holds its output open.
        }
        catch (OperationCanceledException)
        {
            await Stop();
            throw;
        }

        var reason = await watch ?? failure;
        await process.WaitForExitAsync(ct);
        var death = $"The reader's process ended with code {process.ExitCode} while it read this file.";
        await Stop();
        return new(order.Id, reader, Failure: reason ?? death) { IsDeath = reason is null };
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

    /// <summary>Ends the process when it takes too long or too much, and the wait for its answer when it has ended; says why, or null when it was not the watch.</summary>
    private async Task<string?> Watch(Process process, CancellationTokenSource patience)
    {
        string? reason = null;
        using var tick = new PeriodicTimer(Look, time);
        while (!patience.IsCancellationRequested && await tick.WaitForNextTickAsync(CancellationToken.None) && !patience.IsCancellationRequested)
        {
            reason = time.GetElapsedTime(_began) > limits.Time ? $"Reading took longer than {Duration.Show(limits.Time)}."
                : OwnProgram.Resident(process.Id) > limits.Memory + Own ? $"Reading took more than {Bytes.Show(limits.Memory)} of memory."
                : null;
            if (reason is not null)
            {
                process.Kill(entireProcessTree: true);
            }

            if (process.HasExited || reason is not null)
            {
                // What it said last may still be on its way.
                await Task.Delay(ToBeHeard, time, CancellationToken.None);
                await patience.CancelAsync();
            }
        }

        return reason;
    }

    private async Task<Process> Start(CancellationToken ct)
    {
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        OwnProgram.Confine(start, limits.Memory);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ToStart);
        try
        {
            _process = Process.Start(start)!;
            _answers = new(_process.StandardOutput.BaseStream);
            _process.PriorityClass = ProcessPriorityClass.BelowNormal;
            _ = await _answers.Next(limit.Token) ?? throw new IOException("it ended at once; the lines above may say why");
            return _process;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is IOException or InvalidDataException or System.ComponentModel.Win32Exception
            or InvalidOperationException or OperationCanceledException)
        {
            await Stop();
            throw new ReaderUnable($"No process can be started that reads files ({string.Join(' ', arguments.Take(3))}): {failure.Message.TrimEnd('.')}.");
        }
    }
}

/// <summary>Nothing can be read on this computer just now, or not by the reader whose turn it is, whatever the file.</summary>
internal sealed class ReaderUnable(string message) : IOException(message);

/// <summary>What reading one file may cost.</summary>
internal sealed record ReadingLimits(TimeSpan Time, long Memory);
