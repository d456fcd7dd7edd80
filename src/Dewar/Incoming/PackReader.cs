using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Incoming;

/// <summary>Reads a pack as it comes in.</summary>
internal sealed class PackReader(PipeReader body)
{
    private const int LongestIndex = 8 << 20;

    public async Task<PackIndex> Index(CancellationToken ct)
    {
        while (true)
        {
            var got = await Next(ct);
            if (got.Buffer.PositionOf((byte)'\n') is { } end)
            {
                try
                {
                    return Parse(got.Buffer.Slice(0, end));
                }
                finally
                {
                    Advance(got.Buffer.GetPosition(1, end));
                }
            }

            Advance(got.Buffer.Start, got.Buffer.End);
            if (got.IsCompleted || got.Buffer.Length > LongestIndex)
            {
                throw Refusal.Invalid("pack-invalid", "A pack begins with one line of JSON that lists its files; this request has none.");
            }
        }
    }

    /// <summary>Fills the buffer; a pack that ends before is refused.</summary>
    public async Task Read(Memory<byte> into, CancellationToken ct)
    {
        while (into.Length > 0)
        {
            var got = await Next(ct);
            var part = got.Buffer.Slice(0, Math.Min(got.Buffer.Length, into.Length));
            part.CopyTo(into.Span);
            into = into[(int)part.Length..];
            Advance(part.End);
            if (into.Length > 0 && got.IsCompleted)
            {
                throw Refusal.Invalid("pack-cut", "The pack ends before all its files are there.");
            }
        }
    }

    /// <summary>A read that is cancelled by its token leaves the server's reader in disorder; this ends it properly.</summary>
    private async Task<ReadResult> Next(CancellationToken ct)
    {
        await using var stop = ct.Register(body.CancelPendingRead);
        var got = await body.ReadAsync(CancellationToken.None);
        if (got.IsCanceled)
        {
            Advance(got.Buffer.Start);
            ct.ThrowIfCancellationRequested();
        }

        return got;
    }

    /// <summary>Where the line broke at this instant, the server's reader has no read to complete any more.</summary>
    private void Advance(SequencePosition consumed, SequencePosition? examined = null)
    {
        try
        {
            body.AdvanceTo(consumed, examined ?? consumed);
        }
        catch (InvalidOperationException cut)
        {
            throw new BadHttpRequestException("The line broke while the pack came in.", 400, cut);
        }
    }

    private static PackIndex Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize<PackIndex>(ref reader, Wire.Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException odd)
        {
            throw Refusal.Invalid("pack-invalid", $"The first line of the pack does not fit: {odd.Message}");
        }
    }
}
