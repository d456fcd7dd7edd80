using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>What a download did.</summary>
public sealed record DownloadResult(long Downloaded, long Bytes, long AlreadyThere, IReadOnlyDictionary<string, string> Failed);

/// <summary>One download under way.</summary>
internal sealed class DownloadRun(ApiClient api, string experiment, string root) : IDisposable
{
    private const int Attempts = 8;

    /// <summary>Answers with many small files that are taken in at a time: with more, they wait for each other at the file system.</summary>
    private const int Together = 3;

    private readonly ConcurrentDictionary<string, string> _failed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _together = new(Together);
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private long _files, _bytes, _there, _thereBytes, _expected, _expectedBytes;

    public DownloadResult Result => new(_files, _bytes, _there, _failed);

    public void Expect(IReadOnlyCollection<CatalogueFile> files)
    {
        Interlocked.Add(ref _expected, files.Count);
        Interlocked.Add(ref _expectedBytes, files.Sum(file => file.Size));
    }

    /// <summary>The name of a file that is not whole yet: one that no file of the catalogue can have, however long its own is.</summary>
    public static string PartOf(string name) => $"{RelativePath.OwnPrefix}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32]}.part";

    /// <summary>Several small files in one go; what does not come so comes one by one.</summary>
    public async ValueTask Fetch(IReadOnlyList<CatalogueFile> files, CancellationToken ct)
    {
        var left = files;
        if (files.Count > 1)
        {
            await _together.WaitAsync(ct);
            try
            {
                left = await new SmallFiles(api, experiment, root, file => IsThere(Path.Combine(root, file.Path), file, ct), Count).Fetch(files, ct);
            }
            finally
            {
                _together.Release();
            }
        }

        foreach (var file in left)
        {
            await Fetch(file, ct);
        }
    }

    public async ValueTask Fetch(CatalogueFile file, CancellationToken ct)
    {
        try
        {
            if (RelativePath.Fault(file.Path) is { } fault)
            {
                throw new IOException($"The name can't be used here: {fault}.");
            }

            var target = Path.Combine(root, file.Path);
            if (await IsThere(target, file, ct))
            {
                Count(file, fetched: false);
                return;
            }

            RefuseLinks(target);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await FetchWhole(file, target, ct);
            Interlocked.Increment(ref _files);
        }
        catch (Exception failure) when (failure is IOException or ApiProblem or UnauthorizedAccessException)
        {
            _failed[file.Path] = failure.Message;
        }
    }

    public void Dispose() => _together.Dispose();

    private void Count(CatalogueFile file, bool fetched)
    {
        Interlocked.Increment(ref fetched ? ref _files : ref _there);
        Interlocked.Add(ref fetched ? ref _bytes : ref _thereBytes, file.Size);
    }

    public async Task Show(Action<ProgressLine.Standing> show, CancellationToken ct)
    {
        while (true)
        {
            var (bytes, done) = (Interlocked.Read(ref _bytes), Interlocked.Read(ref _bytes) + Interlocked.Read(ref _thereBytes));
            var seconds = Math.Max(0.001, TimeProvider.System.GetElapsedTime(_began).TotalSeconds);
            var rate = bytes / seconds;
            show(new("downloading", _expectedBytes == 0 ? 0 : (double)done / _expectedBytes, $"{_files + _there} of {_expected} files, {Bytes.Show(done)} of {Bytes.Show(_expectedBytes)}",
                $"{Bytes.Show(rate)}/s", rate > 0 && _expectedBytes > done ? TimeSpan.FromSeconds((_expectedBytes - done) / rate) : null));
            if (ct.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FetchWhole(CatalogueFile file, string target, CancellationToken ct)
    {
        var part = Path.Combine(Path.GetDirectoryName(target)!, PartOf(Path.GetFileName(target)));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await FetchRest(file, part, ct) == file.Sha256)
                {
                    break;
                }

                File.Delete(part);
                throw new IOException($"What came does not have the digest {file.Sha256}.");
            }
            catch (Exception broken) when (attempt < Attempts && (broken is HttpRequestException or HttpIOException or ApiProblem { MayPass: true } || (broken is IOException and not DiskException && !IsOfThisDisk(broken))))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt)), TimeProvider.System, ct);
            }
        }

        File.SetLastWriteTimeUtc(part, file.ModifiedAt.UtcDateTime);
        File.Move(part, target, overwrite: true);
    }

    /// <summary>The runtime hands on the kernel's number for what failed here; what failed on the line has another kind of code.</summary>
    private static bool IsOfThisDisk(Exception failure) => failure.HResult is > 0 and < 4096;

    /// <summary>Goes on behind what is there, and returns the digest of the whole.</summary>
    private async Task<string> FetchRest(CatalogueFile file, string part, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var have = output.Length > file.Size ? 0 : await HashTo(output, hash, ct);
        output.SetLength(have);
        if (have < file.Size || file.Size == 0)
        {
            var path = $"api/experiments/{Query.Name(experiment)}/content/{Query.Path(file.Path)}?version={file.Version}";
            using var answer = await api.Stream(path, headers =>
            {
                headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
                headers.IfRange = have > 0 ? new RangeConditionHeaderValue($"\"{file.Sha256}\"") : null;
            }, ct);
            await using var input = await answer.Content.ReadAsStreamAsync(ct);
            await Copy(input, output, hash, ct);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task Copy(Stream input, FileStream output, IncrementalHash hash, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
        try
        {
            for (int got; (got = await input.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, got);
                await output.WriteAsync(buffer.AsMemory(0, got), ct);
                Interlocked.Add(ref _bytes, got);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<long> HashTo(FileStream file, IncrementalHash hash, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
        try
        {
            long total = 0;
            for (int got; (got = await file.ReadAsync(buffer, ct)) > 0; total += got)
            {
                hash.AppendData(buffer, 0, got);
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>There with the right size and time stamp counts only if the digest is right, too.</summary>
    private static async Task<bool> IsThere(string target, CatalogueFile file, CancellationToken ct)
    {
        var there = new FileInfo(target);
        if (!there.Exists || there.LinkTarget is not null || there.Length != file.Size)
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = there.OpenRead();
        await HashTo(stream, hash, ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == file.Sha256;
    }

    /// <summary>A link among the folders could lead the download out of the destination.</summary>
    private void RefuseLinks(string target)
    {
        for (var folder = Path.GetDirectoryName(target)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new IOException($"'{folder}' is a symbolic link; nothing is written through it.");
            }
        }
    }
}
