using System.Diagnostics;
using System.Text.Json;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>A process of our own that looks into files. A file that kills it, stalls it or fills its memory costs that process and nothing else.</summary>
internal sealed class ViewingProcess(ReadingLimits limits, IReadOnlyList<string> arguments, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Beside what files take: the runtime, and code.</summary>
    private const long Own = 128L << 20;

    private const int LongestFault = 64 << 10;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ToStart = TimeSpan.FromMinutes(1);

    /// <summary>Whoever asked went away: it may end its answer in so long, since a new process costs more.</summary>
    private static readonly TimeSpan ToFinish = TimeSpan.FromSeconds(3);

    private Process? _process;
    private AnswerBytes? _answers;
    private long _movedAt;

    /// <summary>The file that it was asked about last, and so has open.</summary>
    public string? Key { get; private set; }

    /// <summary>When it was last asked.</summary>
    public long AskedAt { get; private set; }

    public bool IsUp => _process is { HasExited: false };

    /// <summary>For the tests, which kill it.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Asks, and hands on the answer as it comes.</summary>
    /// <param name="leave">Says what may be read beside the file.</param>
    /// <param name="begin">Is told how the answer begins and gives the stream that it goes to.</param>
    /// <exception cref="ViewFault">There is no answer.</exception>
    public async Task Ask(
        ViewOrder order, Func<IReadOnlyList<string>, Task<ViewLeave>> leave, Func<ViewHead, Stream> begin, CancellationToken ct)
    {
        // Whoever stops asking does not end the process at once.
        using var patience = new CancellationTokenSource();
        var process = await Told(order, patience.Token);
        (Key, AskedAt) = (order.Key, _movedAt = time.GetTimestamp());
        using var gone = ct.Register(() => patience.CancelAfter(ToFinish));
        var watch = Watch(process, patience.Token);
        var ended = false;
        try
        {
            var head = await Head(patience.Token);
            while (head.Asks is { } asks)
            {
                await Say(process, await leave(asks), patience.Token);
                head = await Head(patience.Token);
            }

            var fault = await Copy(head, begin, patience.Token, ct);
            ended = true;
            if (fault is not null)
            {
                throw fault;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ViewFault(503, "The file took too long.");
        }
        catch (Exception death) when (death is IOException or InvalidDataException)
        {
            ct.ThrowIfCancellationRequested();
            await patience.CancelAsync();
            throw new ViewFault(422, await watch ?? $"The process that looks into files ended while it looked into this one: {death.Message}");
        }
        finally
        {
            await patience.CancelAsync();
            _ = await watch;
            if (!ended)
            {
                await Stop();
            }
        }
    }

    public async ValueTask DisposeAsync() => await Stop();

    public async Task Stop()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            Key = null;
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

    /// <summary>Hands on an answer; when whoever asked went away, what is left of it is passed over. A failure is given back.</summary>
    private async Task<ViewFault?> Copy(ViewHead head, Func<ViewHead, Stream> begin, CancellationToken patience, CancellationToken ct)
    {
        if (head.Status >= 400)
        {
            using var words = new MemoryStream();
            await _answers!.Copy(Math.Min(head.Length, LongestFault), words, () => { }, patience);
            return new(head.Status, System.Text.Encoding.UTF8.GetString(words.ToArray()));
        }

        await _answers!.Copy(head.Length, ct.IsCancellationRequested ? null : begin(head), () => _movedAt = time.GetTimestamp(), patience);
        return null;
    }

    private async Task<ViewHead> Head(CancellationToken ct) => await _answers!.Head(ct).WaitAsync(ct) ?? throw new EndOfStreamException("it said nothing");

    /// <summary>A process that was asked. One that has ended while it waited is replaced: that was no fault of this file.</summary>
    private async Task<Process> Told(ViewOrder order, CancellationToken ct)
    {
        if (_process is { HasExited: false } warm)
        {
            try
            {
                await Say(warm, order, ct);
                return warm;
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        await Stop();
        var fresh = await Start();
        await Say(fresh, order, ct);
        return fresh;
    }

    private static async Task Say<T>(Process process, T what, CancellationToken ct)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(what, Wire.Json).AsMemory(), ct);
        await process.StandardInput.FlushAsync(ct);
    }

    /// <summary>Ends the process when it takes too long or too much; says why.</summary>
    private async Task<string?> Watch(Process process, CancellationToken until)
    {
        using var tick = new PeriodicTimer(Look, time);
        try
        {
            while (await tick.WaitForNextTickAsync(until))
            {
                var reason = time.GetElapsedTime(_movedAt) > limits.Time ? $"Looking at this took longer than {Duration.Show(limits.Time)}. Ask for less of it."
                    : OwnProgram.Resident(process.Id) > limits.Memory + Own ? $"Looking at this took more than {Bytes.Show(limits.Memory)} of memory. Ask for less of it."
                    : null;
                if (reason is not null)
                {
                    process.Kill(entireProcessTree: true);
                    return reason;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The answer is there.
        }

        return null;
    }

    private async Task<Process> Start()
    {
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        OwnProgram.Confine(start, limits.Memory);
        using var limit = new CancellationTokenSource(ToStart, time);
        try
        {
            _process = Process.Start(start)!;
            _answers = new(_process.StandardOutput.BaseStream);
            _ = await Head(limit.Token);
            return _process;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or System.ComponentModel.Win32Exception or InvalidOperationException
            or OperationCanceledException)
        {
            await Stop();
            throw new ViewFault(503, $"No process can be started that looks into files: {failure.Message.TrimEnd('.')}.");
        }
    }
}
