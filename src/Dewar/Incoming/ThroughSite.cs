using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Transfers;
using Dewar.Uploads;

namespace Dewar.Incoming;

/// <summary>Hands files to the site, which sees the storage where this computer does not. Small ones go many at a time.</summary>
internal sealed class ThroughSite(ApiClient api) : ITransferMethod
{
    private const int PackBytes = 8 << 20;
    private const int PackFiles = 1000;
    private const int Most = 1000;
    private static readonly TimeSpan PackPatience = TimeSpan.FromMinutes(10);

    private readonly string _session = Guid.NewGuid().ToString("N");

    /// <summary>Tags of which it is not known whether a request that was given up still writes them.</summary>
    private readonly ConcurrentDictionary<string, bool> _unsure = new();
    private long _turn;

    public string Name => "http";

    public async Task<string?> Obstacle(Destination destination, CancellationToken ct)
    {
        try
        {
            return (await api.Get<Reception>($"{At(destination)}", ct)).Obstacle;
        }
        catch (ApiProblem away)
        {
            return away.Message;
        }
    }

    public async Task Write(Destination destination, IReadOnlyList<Parcel> batch, VerifyPolicy verify, CancellationToken ct)
    {
        if (batch.Where(parcel => _unsure.ContainsKey(parcel.Tag)).ToList() is { Count: > 0 } unsure)
        {
            await Blaming(unsure, () => Remove(destination, unsure, ct));
        }

        using var sources = new SourceFolders();
        var buffer = ArrayPool<byte>.Shared.Rent(PackBytes + PosixCopy.Small + 1);
        try
        {
            var left = batch.Where(parcel => parcel.Problem is null).ToList();
            for (var at = 0; at < left.Count;)
            {
                var from = at;
                if (left[at].Size >= PosixCopy.Small)
                {
                    await Blaming([left[at]], () => Large(destination, left[from], sources, verify, ct));
                    at++;
                }
                else
                {
                    (var pack, var bytes, at) = Fill(left, at, sources, buffer);
                    await Blaming(pack, () => Send(destination, pack, buffer.AsMemory(0, bytes), verify, ct));
                }

                if (left[from..at].Find(parcel => parcel.Problem?.Kind == ParcelProblemKind.StorageTrouble) is { } troubled)
                {
                    left[at..].ForEach(rest => rest.Problem = troubled.Problem);
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task Place(Destination destination, IReadOnlyList<Parcel> batch, DisplacedNote note, CancellationToken ct)
    {
        foreach (var part in batch.Chunk(Most))
        {
            await Blaming(part, async () =>
            {
                var placed = await api.Post<List<PlacedFile>>($"{At(destination)}/place", new Placing([.. part.Select(Packed)]), ct);
                var told = new List<DisplacedContent>();
                foreach (var (parcel, answer) in part.Zip(placed))
                {
                    parcel.Problem = answer.Problem;
                    foreach (var sha256 in answer.Displaced)
                    {
                        await note(parcel.Tag, sha256);
                        parcel.Displaced.Add(sha256);
                        told.Add(new(parcel.Tag, sha256));
                    }
                }

                await Acknowledge(destination, told, ct);
            });
        }
    }

    public async Task Discard(Destination destination, IReadOnlyList<Parcel> batch, CancellationToken ct)
    {
        // What is there of a large one goes on where it ended.
        var wanted = batch.Where(parcel => parcel.Problem?.Kind != ParcelProblemKind.StorageTrouble || parcel.Size < PosixCopy.Small).ToList();
        try
        {
            await Remove(destination, wanted, ct);
        }
        catch (ApiProblem)
        {
            // The site is away. What is left has this station's tags and is removed before they are used again.
            foreach (var parcel in wanted)
            {
                _unsure[parcel.Tag] = true;
            }
        }
    }

    public async Task Recover(
        Destination destination, IReadOnlyCollection<string> folders, string tagPrefix, IReadOnlySet<string> keep, DisplacedNote note, CancellationToken ct)
    {
        try
        {
            foreach (var part in folders.Chunk(Most))
            {
                var told = await api.Post<List<DisplacedContent>>($"{At(destination)}/recover",
                    new Recovering(_session, Interlocked.Increment(ref _turn), part, tagPrefix, [.. keep]), ct);
                foreach (var (tag, sha256) in told)
                {
                    await note(tag, sha256);
                }

                await Acknowledge(destination, told, ct);
            }
        }
        catch (ApiProblem away)
        {
            throw new DiskException(Errno.ESTALE, "Can't clean up through the site", destination.Root, away.Message);
        }
    }

    private static string At(Destination destination) => $"api/incoming/{destination.Source}";

    private static PackedFile Packed(Parcel parcel) => new(parcel.Tag, parcel.Path, parcel.Size, parcel.ModifiedNs, parcel.Sha256!);

    /// <summary>What the site refuses, or that it is away, is the problem of these files.</summary>
    private static async Task Blaming(IReadOnlyCollection<Parcel> parcels, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ApiProblem problem)
        {
            var kind = problem.MayPass || problem.Status is 401 or 409 or 507 ? ParcelProblemKind.StorageTrouble : ParcelProblemKind.Refused;
            foreach (var parcel in parcels)
            {
                parcel.Problem ??= new(kind, problem.Message);
            }
        }
    }

    /// <summary>Reads small files into the buffer until it is full or a large one comes; those that can't be read are left out with their problems.</summary>
    private static (List<Parcel> Pack, int Bytes, int Next) Fill(List<Parcel> parcels, int at, SourceFolders sources, byte[] buffer)
    {
        var pack = new List<Parcel>();
        var bytes = 0;
        while (at < parcels.Count && parcels[at].Size < PosixCopy.Small && pack.Count < PackFiles && bytes < PackBytes)
        {
            var parcel = parcels[at++];
            if (TryRead(parcel, sources, buffer.AsSpan(bytes)))
            {
                pack.Add(parcel);
                bytes += (int)parcel.Size;
            }
        }

        return (pack, bytes, at);
    }

    private static bool TryRead(Parcel parcel, SourceFolders sources, Span<byte> into)
    {
        using var source = SourceReading.TryOpen(parcel, sources);
        if (source is null)
        {
            return false;
        }

        try
        {
            var before = SourceReading.MustBeAsSettled(parcel, source);
            SourceReading.ReadWhole(parcel, source, into);
            SourceReading.MustBeUnchanged(parcel, sources, before);
            return true;
        }
        catch (SourceChangedException)
        {
            parcel.Problem = SourceReading.Changed(parcel);
        }
        catch (DiskException failed)
        {
            parcel.Problem = SourceReading.Problem(parcel, failed);
        }

        return false;
    }

    private async Task Large(Destination destination, Parcel parcel, SourceFolders sources, VerifyPolicy verify, CancellationToken ct)
    {
        using var upload = new LargeUpload(api, $"{At(destination)}/uploads", parcel);
        await upload.Run(sources, verify, ct);
    }

    private async Task Send(Destination destination, List<Parcel> pack, ReadOnlyMemory<byte> bytes, VerifyPolicy verify, CancellationToken ct)
    {
        if (pack.Count == 0)
        {
            return;
        }

        var index = new PackIndex(_session, Interlocked.Increment(ref _turn), verify, pack.ConvertAll(Packed));
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(index, Wire.Json), (byte)'\n'];
        pack.ForEach(parcel => _unsure[parcel.Tag] = true);
        using var content = new PackContent(line, bytes);
        var received = await api.Post<List<ReceivedFile>>($"{At(destination)}/pack", content, ct, PackPatience);
        foreach (var (parcel, file) in pack.Zip(received))
        {
            _unsure.TryRemove(parcel.Tag, out _);
            parcel.ReadBack = file.ReadBack;
            parcel.Problem = file.Problem ?? (file.Sha256 == parcel.Sha256 ? null
                : new(ParcelProblemKind.Corrupted, $"'{parcel.SourcePath}' arrived at the site as {file.Sha256}, but was {parcel.Sha256}."));
        }
    }

    private async Task Remove(Destination destination, IEnumerable<Parcel> parcels, CancellationToken ct)
    {
        foreach (var part in parcels.Chunk(Most))
        {
            await api.Do(HttpMethod.Post, $"{At(destination)}/discard",
                new Discarding(_session, Interlocked.Increment(ref _turn), [.. part.Select(parcel => new TaggedPath(parcel.Tag, parcel.Path))]), ct);
            foreach (var parcel in part)
            {
                _unsure.TryRemove(parcel.Tag, out _);
            }
        }
    }

    private async Task Acknowledge(Destination destination, List<DisplacedContent> told, CancellationToken ct)
    {
        if (told.Count > 0)
        {
            await api.Do(HttpMethod.Post, $"{At(destination)}/noted", new Noting(told), ct);
        }
    }
}
