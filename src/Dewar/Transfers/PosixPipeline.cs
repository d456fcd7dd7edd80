using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>
/// Copies a file block by block in four steps: read and hash, write, read back, hash again. For a large file they run beside one another,
/// each in its thread: hashing keeps two cores busy while the medium writes and reads.
/// </summary>
/// <param name="direct">The target past the kernel's cache; null where the file system has no such way.</param>
internal sealed class PosixPipeline(OpenFile source, OpenFile target, OpenFile? direct, Parcel parcel, bool readBack) : IDisposable
{
    /// <summary>From here on the steps get threads of their own.</summary>
    private const long Large = 32 << 20;
    private const int Blocks = 8;
    private const long FlushEvery = 32 << 20;

    private readonly IncrementalHash _read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _back = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MediumPace _pace = MediumPace.Of(target.Stat().Device);
    private volatile bool _directRefused = direct is null;
    private long _at;
    private long _flushed;

    public void Run(CancellationToken ct)
    {
        if (parcel.Size < Large)
        {
            using var block = new AlignedBlock();
            while (Read(block))
            {
                Write(block);
                ReadBack(block);
                Check(block);
            }
        }
        else
        {
            RunSideBySide(ct);
        }

        parcel.Sha256 = _at == parcel.Size ? Convert.ToHexStringLower(_read.GetHashAndReset()) : throw new SourceChangedException();
        parcel.ReadBack = readBack ? Convert.ToHexStringLower(_back.GetHashAndReset()) : null;
    }

    public void Dispose()
    {
        _read.Dispose();
        _back.Dispose();
    }

    private void RunSideBySide(CancellationToken ct)
    {
        var blocks = Enumerable.Range(0, Blocks).Select(_ => new AlignedBlock()).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var free = new BlockingCollection<AlignedBlock>(new ConcurrentQueue<AlignedBlock>(blocks));
        using var read = new BlockingCollection<AlignedBlock>();
        using var written = new BlockingCollection<AlignedBlock>();
        using var back = new BlockingCollection<AlignedBlock>();
        Side[] sides =
        [
            new(() => Pass(read, Write, written, stop.Token), stop),
            new(() => Pass(written, ReadBack, back, stop.Token), stop),
            new(() => Pass(back, Check, free, stop.Token), stop),
        ];
        try
        {
            for (var block = free.Take(stop.Token); Read(block); block = free.Take(stop.Token))
            {
                read.Add(block, stop.Token);
            }
        }
        catch (OperationCanceledException) when (sides.Any(side => side.Failure is not null))
        {
            // A side failed and stopped us; its reason is the one that counts.
        }
        finally
        {
            read.CompleteAdding();
            Array.ForEach(sides, side => side.Join());
            blocks.ForEach(block => block.Dispose());
        }

        sides.Select(side => side.Failure).FirstOrDefault(failure => failure is not null)?.Throw();
    }

    private static void Pass(BlockingCollection<AlignedBlock> from, Action<AlignedBlock> step, BlockingCollection<AlignedBlock> to, CancellationToken ct)
    {
        foreach (var block in from.GetConsumingEnumerable(ct))
        {
            step(block);
            to.Add(block, ct);
        }

        to.CompleteAdding();
    }

    private bool Read(AlignedBlock block)
    {
        (block.At, block.Used) = (_at, source.Read(block.All, _at));
        _read.AppendData(block.Bytes);
        _at += block.Used;
        return _at > parcel.Size ? throw new SourceChangedException() : block.Used > 0;
    }

    private void Write(AlignedBlock block)
    {
        var whole = WriteDirect(block);
        block.IsDirect = whole > 0;
        target.Write(block.Bytes[whole..], block.At + whole);
        if (!block.IsDirect && block.At + block.Used - _flushed >= FlushEvery)
        {
            target.BeginFlush(_flushed, block.At + block.Used - _flushed);
            _flushed = block.At + block.Used;
        }
    }

    /// <summary>How many of its bytes went past the cache.</summary>
    private int WriteDirect(AlignedBlock block)
    {
        if (_directRefused || !_pace.IsFast)
        {
            return 0;
        }

        try
        {
            var whole = block.Used - block.Used % AlignedBlock.Alignment;
            direct!.Write(block.Bytes[..whole], block.At);
            return whole;
        }
        catch (DiskException refused) when (refused.Errno == Errno.EINVAL)
        {
            // It opened the file so, but wants other places or lengths.
            _directRefused = true;
            return 0;
        }
    }

    private void ReadBack(AlignedBlock block)
    {
        if (!readBack)
        {
            return;
        }

        // Into the same memory: should nothing be read, the old bytes must not be there to agree.
        block.Bytes.Clear();
        var got = 0;
        if (block.IsDirect)
        {
            got = _pace.Read(() => direct!.Read(block.Bytes[..(block.Used - block.Used % AlignedBlock.Alignment)], block.At));
        }

        block.Used = got + target.Read(block.Bytes[got..], block.At + got);
    }

    private void Check(AlignedBlock block)
    {
        if (readBack)
        {
            _back.AppendData(block.Bytes);
        }
    }

    /// <summary>A thread that stops the others when it fails.</summary>
    private sealed class Side
    {
        private readonly Thread _thread;

        public Side(Action work, CancellationTokenSource stop)
        {
            _thread = new(() =>
            {
                try
                {
                    work();
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Stopped by another, who says why.
                }
                catch (Exception failed)
                {
                    Failure = ExceptionDispatchInfo.Capture(failed);
                    stop.Cancel();
                }
            });
            _thread.Start();
        }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Join() => _thread.Join();
    }
}
