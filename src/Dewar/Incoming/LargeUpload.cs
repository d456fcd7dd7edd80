using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Transfers;
using Dewar.Uploads;

namespace Dewar.Incoming;

/// <summary>Sends one large file to the site in pieces, by tus, on from what is there already; after a break of the line, after a restart of either side.</summary>
/// <param name="at">The address of the source's uploads.</param>
internal sealed class LargeUpload(ApiClient api, string at, Parcel parcel) : IDisposable
{
    private const long Piece = 64 << 20;
    private const int Tries = 5;
    private const long SlowestCheck = 10_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How far the source was hashed. Bytes that are sent again are not hashed again.</summary>
    private long _hashed;

    public async Task Run(SourceFolders sources, VerifyPolicy verify, CancellationToken ct)
    {
        using var source = SourceReading.TryOpen(parcel, sources);
        if (source is null)
        {
            return;
        }

        try
        {
            var before = SourceReading.MustBeAsSettled(parcel, source);
            var upload = await Begin(verify, ct);
            await SendAll(upload, source, ct);
            HashUpTo(source, parcel.Size);
            SourceReading.MustBeUnchanged(parcel, sources, before);
            parcel.Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
            await Checked(upload, ct);
        }
        catch (SourceChangedException)
        {
            parcel.Problem = SourceReading.Changed(parcel);
        }
        catch (DiskException failed)
        {
            parcel.Problem = SourceReading.Problem(parcel, failed);
        }
    }

    public void Dispose() => _hash.Dispose();

    private async Task<string> Begin(VerifyPolicy verify, CancellationToken ct)
    {
        using var answer = await api.Send(HttpMethod.Post, at, null, headers =>
        {
            Speak(headers);
            headers.Add("Upload-Length", Text(parcel.Size));
            headers.Add("Upload-Metadata", string.Join(',', new[] { ("path", parcel.Path), ("tag", parcel.Tag), ("modifiedNs", Text(parcel.ModifiedNs)), ("verify", verify.ToString()) }
                .Select(pair => $"{pair.Item1} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Item2))}")));
        }, Patience, ct);
        return $"{at}/{answer.Headers.Location!.OriginalString.Split('/')[^1]}";
    }

    private async Task SendAll(string upload, OpenFile source, CancellationToken ct)
    {
        var failures = 0;
        for (var offset = await Offset(upload, ct); offset < parcel.Size;)
        {
            HashUpTo(source, offset);
            using var content = new SliceContent((block, from) => Read(source, block, from), offset, Math.Min(Piece, parcel.Size - offset));
            content.Headers.ContentType = new("application/offset+octet-stream");
            try
            {
                using var answer = await api.Send(HttpMethod.Patch, upload, content, headers =>
                {
                    Speak(headers);
                    headers.Add("Upload-Offset", Text(offset));
                }, Patience, ct);
                offset = OffsetOf(answer);
                failures = 0;
            }
            catch (Exception broken) when (content.Failure is null && failures < Tries && broken is ApiProblem { MayPass: true } or ApiProblem { Code: "offset-differs" or "upload-taken-over" })
            {
                failures++;
                await Task.Delay(Pause, TimeProvider.System, ct);
                offset = await Offset(upload, ct);
            }
            catch when (content.Failure is { } failure)
            {
                throw failure is SourceChangedException ? new SourceChangedException() : failure;
            }
        }
    }

    /// <summary>How much of it the site has for good.</summary>
    private async Task<long> Offset(string upload, CancellationToken ct)
    {
        using var answer = await api.Send(HttpMethod.Head, upload, null, Speak, Patience, ct);
        return OffsetOf(answer);
    }

    private static long OffsetOf(HttpResponseMessage answer) => long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    private static void Speak(HttpRequestHeaders headers) => headers.Add("Tus-Resumable", Tus.Version);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Read(OpenFile source, Memory<byte> block, long from)
    {
        if (source.Read(block.Span, from) != block.Length)
        {
            throw new SourceChangedException();
        }

        if (from + block.Length > _hashed)
        {
            _hash.AppendData(block.Span[(int)(_hashed - from)..]);
            _hashed = from + block.Length;
        }
    }

    /// <summary>What the site has from an earlier try must be hashed all the same.</summary>
    private void HashUpTo(OpenFile source, long end)
    {
        var buffer = new byte[1 << 20];
        while (_hashed < end)
        {
            Read(source, buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - _hashed)), _hashed);
        }

        if (end == parcel.Size && source.Read(buffer.AsSpan(0, 1), end) != 0)
        {
            throw new SourceChangedException();
        }
    }

    /// <summary>Waits until the site has read it back.</summary>
    private async Task Checked(string upload, CancellationToken ct)
    {
        var wait = TimeSpan.FromMilliseconds(20);
        var since = TimeProvider.System.GetTimestamp();
        var limit = Patience + TimeSpan.FromSeconds(parcel.Size / (double)SlowestCheck);
        while (true)
        {
            var view = await api.Get<UploadView>(upload, ct);
            switch (view.State)
            {
                case UploadState.Verified or UploadState.Done:
                    parcel.ReadBack = view.Sha256;
                    return;
                case UploadState.Failed:
                    parcel.Problem = new(ParcelProblemKind.Corrupted, view.Cause ?? "It did not arrive whole.");
                    return;
                case var _ when TimeProvider.System.GetElapsedTime(since) > limit:
                    throw new ApiProblem(0, "check-late", $"The site has not read '{parcel.Path}' back within {limit.TotalMinutes:0} minutes.");
                default:
                    await Task.Delay(wait, TimeProvider.System, ct);
                    wait = TimeSpan.FromSeconds(Math.Min(1, wait.TotalSeconds * 1.3));
                    break;
            }
        }
    }
}
