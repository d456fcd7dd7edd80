using System.IO.Pipelines;
using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Uploads;

/// <summary>Adds what a request brings to an upload. What was flushed counts, however the request ends.</summary>
internal sealed class ReceivePieces(UploadStore store, Upload upload, Destination destination) : IDisposable
{
    private const int FlushEvery = 64 << 20;

    private readonly List<UploadPiece> _pieces = [];
    private readonly IncrementalHash _piece = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _whole;
    private readonly byte[]? _wanted;
    private long _begin = upload.Received;
    private long _at = upload.Received;

    /// <param name="algorithm">In which the sender gave the digest of this request's bytes.</param>
    public ReceivePieces(UploadStore store, Upload upload, Destination destination, HashAlgorithmName algorithm, byte[] wanted) : this(store, upload, destination) =>
        (_whole, _wanted) = (IncrementalHash.CreateHash(algorithm), wanted);

    /// <summary>How much is there now.</summary>
    public async Task<long> Run(PipeReader body, CancellationToken ct)
    {
        using var file = Open();
        // A read that is cancelled by its token leaves the server's reader in disorder; this ends it properly.
        await using var stop = ct.Register(body.CancelPendingRead);
        try
        {
            while (true)
            {
                var got = await body.ReadAsync(CancellationToken.None);
                try
                {
                    ct.ThrowIfCancellationRequested();
                    foreach (var part in got.Buffer)
                    {
                        Take(file, part.Span);
                    }
                }
                finally
                {
                    body.AdvanceTo(got.Buffer.End);
                }

                if (got.IsCompleted)
                {
                    break;
                }

                if (_wanted is null && _at - _begin >= FlushEvery)
                {
                    await Keep(file);
                }
            }
        }
        catch (Exception cut) when (_wanted is null && cut is not Refusal)
        {
            // The line broke, or the disk is full: what has come is kept.
            await Keep(file);
            throw;
        }

        if (_whole is not null && !_whole.GetHashAndReset().AsSpan().SequenceEqual(_wanted))
        {
            throw new Refusal(460, "checksum-mismatch", "The bytes of this request do not have the digest that was sent with them. None of them was kept; send them again.");
        }

        await Keep(file);
        return _at;
    }

    public void Dispose()
    {
        _piece.Dispose();
        _whole?.Dispose();
    }

    private OpenFile Open()
    {
        using var root = StorageTree.OpenExperiment(destination);
        using var folder = root.Below(upload.Folder, create: true, made: parent => parent.Flush());
        var file = upload.Received == 0 ? folder.CreateFile(upload.TemporaryName) : folder.ContinueFile(upload.TemporaryName);
        try
        {
            if (upload.Received == 0)
            {
                folder.Flush();
            }

            return file.Stat().Size >= upload.Received ? file
                : throw Refusal.Conflict("upload-lost", $"Of the {upload.Received} bytes that had come, the storage has only {file.Stat().Size}. Delete this upload and begin anew.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Take(OpenFile file, ReadOnlySpan<byte> bytes)
    {
        if (upload.Length is { } length && _at + bytes.Length > length)
        {
            throw new Refusal(413, "upload-too-long", $"The upload was to have {length} bytes, and more are coming.");
        }

        file.Write(bytes, _at);
        _piece.AppendData(bytes);
        _whole?.AppendData(bytes);
        _at += bytes.Length;
    }

    /// <summary>Not broken off by the end of the request: what is flushed is to be counted.</summary>
    private async Task Keep(OpenFile file)
    {
        if (_at == _begin && _at != upload.Length)
        {
            return;
        }

        file.Flush();
        if (_at > _begin)
        {
            _pieces.Add(new(_begin, _at - _begin, _piece.GetHashAndReset()));
        }

        await store.Advance(upload, _pieces, CancellationToken.None);
        upload = upload with { Received = _at };
        _begin = _at;
        _pieces.Clear();
    }
}
