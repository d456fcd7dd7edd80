using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>What a download of one ZIP did.</summary>
public sealed record ZipResult(string File, long Bytes, long Resumed);

/// <summary>dewar download --zip: one file, gone on with where it broke, as long as what it is of did not change.</summary>
internal static partial class ZipDownload
{
    private const int Attempts = 8;

    /// <summary>What is to come, and where to.</summary>
    internal sealed record Wish(string Experiment, IReadOnlyList<(string Key, string? Value)> Filters, bool Bag, string File);

    public static async Task<ExitCode> Run(ParseResult line, ApiClient api, Wish wish, CancellationToken ct)
    {
        var file = Path.GetFullPath(wish.File);
        if (Directory.Exists(file))
        {
            throw new FormatException($"'{file}' is a folder; --zip needs the name of a file.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var address = Query.Of($"api/experiments/{Query.Name(wish.Experiment)}/archive.zip", [.. wish.Filters, ("bag", wish.Bag ? "true" : null)]);
        using var stopped = ct.Register(() => Screen.Say("The same command goes on from here."));
        ZipResult? result = null;
        await ProgressLine.Run(line.WantsJson, async show => result = await Fetch(api, address, file, show, ct));
        if (line.WantsJson)
        {
            Screen.Json(result);
        }
        else
        {
            Screen.Say($"{Bytes.Show(result!.Bytes)} in {file}{(result.Resumed > 0 ? $", of which {Bytes.Show(result.Resumed)} were there already" : "")}.");
        }

        return ExitCode.Done;
    }

    private static async Task<ZipResult> Fetch(ApiClient api, string address, string file, Action<ProgressLine.Standing> show, CancellationToken ct)
    {
        long? resumed = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var first = await api.Stream(address, headers => headers.Range = new(0, 0), ct);
                var (tag, length) = (first.Headers.ETag!, first.Content.Headers.ContentRange!.Length!.Value);
                // Its name says what it is a part of: of anything else it is of no use.
                var part = $"{file}.{tag.Tag.Trim('"')[..16]}.dewar-part";
                Forget(file, part);
                resumed ??= File.Exists(part) ? Math.Min(length, new FileInfo(part).Length) : 0;
                await FetchRest(api, address, part, tag, length, show, ct);
                File.Move(part, file, overwrite: true);
                return new(file, length, resumed.Value);
            }
            catch (Exception broken) when (attempt < Attempts && broken is HttpRequestException or HttpIOException or ApiProblem { MayPass: true } or ArchiveChanged)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt)), TimeProvider.System, ct);
            }
        }
    }

    private static async Task FetchRest(ApiClient api, string address, string part, EntityTagHeaderValue tag, long length, Action<ProgressLine.Standing> show, CancellationToken ct)
    {
        await using var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        output.SetLength(Math.Min(length, output.Length));
        var (have, began) = (output.Length, TimeProvider.System.GetTimestamp());
        output.Position = have;
        if (have == length)
        {
            return;
        }

        using var answer = await api.Stream(address, headers =>
        {
            headers.Range = have > 0 ? new(have, null) : null;
            headers.IfRange = have > 0 ? new(tag) : null;
        }, ct);
        if (answer.Headers.ETag?.Tag != tag.Tag || (have > 0 && answer.StatusCode != HttpStatusCode.PartialContent))
        {
            throw new ArchiveChanged();
        }

        await using var input = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[256 << 10];
        for (int got; (got = await input.ReadAsync(buffer, ct)) > 0;)
        {
            await output.WriteAsync(buffer.AsMemory(0, got), ct);
            var rate = (output.Position - have) / Math.Max(0.001, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            show(new("downloading", (double)output.Position / length, $"{Bytes.Show(output.Position)} of {Bytes.Show(length)}", $"{Bytes.Show(rate)}/s",
                rate > 0 ? TimeSpan.FromSeconds((length - output.Position) / rate) : null));
        }
    }

    /// <summary>Parts of what this file would have been at other times.</summary>
    private static void Forget(string file, string part)
    {
        foreach (var other in Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.dewar-part"))
        {
            if (other != part && other.StartsWith($"{file}.", StringComparison.Ordinal) && Tag().IsMatch(other[file.Length..]))
            {
                File.Delete(other);
            }
        }
    }

    [GeneratedRegex(@"^\.[0-9a-f]{16}\.dewar-part$")]
    private static partial Regex Tag();

    /// <summary>It changed while it came: the next try asks for what it is now.</summary>
    private sealed class ArchiveChanged() : IOException("The files changed while the archive was fetched. The same command fetches what they are now.");
}
