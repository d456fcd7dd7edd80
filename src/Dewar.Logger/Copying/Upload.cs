using System;
using System.Globalization;
using System.IO;
using System.Net;
using Dewar.Logger.Json;
using Dewar.Logger.Site;

namespace Dewar.Logger.Copying;

/// <summary>Sends a file by tus 1.0, in pieces with their digests, and goes on where an earlier attempt broke off.</summary>
/// <param name="site">Where it goes.</param>
/// <param name="memory">Keeps which upload is under way.</param>
/// <param name="root">The folder. Its files are read, and let others read and write them meanwhile.</param>
/// <param name="sent">Gets how many bytes more are there.</param>
internal sealed class Upload(SiteLine site, CopyMemory memory, string root, Action<int> sent)
{
    // Small enough for the memory of old computers.
    private const int Piece = 2 << 20;
    private readonly byte[] _buffer = new byte[Piece];

    /// <param name="file">As it lay there when it was found.</param>
    /// <param name="session">To which it belongs.</param>
    /// <param name="stopped">Asked between pieces.</param>
    /// <returns>False when it changed meanwhile or is gone: it is another file then.</returns>
    public bool Send(FoundFile file, string session, Func<bool> stopped)
    {
        using var from = new FileStream(FolderLook.PathOf(root, file.Path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096);
        var place = Resume(file, out var offset) ?? Begin(file, session, from, ref offset);
        for (; offset < file.Size && !stopped();)
        {
            var count = Read(from, offset, (int)Math.Min(Piece, file.Size - offset));
            if (count == 0 || !IsAsItWas(file))
            {
                return false;
            }

            offset = Patch(place, offset, count);
            sent(count);
        }

        if (offset < file.Size || !IsAsItWas(file))
        {
            return false;
        }

        memory.Sent(file);
        return true;
    }

    private bool IsAsItWas(FoundFile file) => file.IsAs(FolderLook.Again(root, file.Path));

    // Where the site has it, it is the whole file and the place is empty.
    private string Begin(FoundFile file, string session, FileStream from, ref long offset)
    {
        var metadata = "path " + Base64(file.Path) + ",session " + Base64(session) + ",modified " + Base64(file.Modified.ToString(CultureInfo.InvariantCulture));
        if (file.Size <= Piece && Read(from, 0, (int)file.Size) == file.Size)
        {
            metadata += ",sha256 " + Base64(Digest.Hex(Digest.Sha256(_buffer, (int)file.Size)));
        }

        var answer = site.Ask("POST", "/api/logger/uploads", [], new()
        {
            ["Tus-Resumable"] = "1.0.0",
            ["Upload-Length"] = file.Size.ToString(CultureInfo.InvariantCulture),
            ["Upload-Metadata"] = metadata,
        });
        if (answer.Status == 200 && answer.Header("Dewar-Known") == "yes")
        {
            offset = file.Size;
            return "";
        }

        if (answer.Status != 201 || answer.Header("Location") is not { Length: > 0 } location)
        {
            throw answer.Trouble();
        }

        // Only the path counts: what is signed goes to the site of the settings.
        var place = Uri.TryCreate(location, UriKind.Absolute, out var whole) && whole.Scheme.StartsWith("http", StringComparison.Ordinal) ? whole.PathAndQuery : location;
        memory.Begun(new() { ["path"] = file.Path, ["size"] = file.Size, ["modified"] = file.Modified, ["place"] = place });
        return place;
    }

    private string? Resume(FoundFile file, out long offset)
    {
        offset = 0;
        if (memory.UnderWay is not { } known || known.Text("path") != file.Path || known.Number("size") != file.Size || known.Number("modified") != file.Modified)
        {
            return null;
        }

        var answer = site.Ask("HEAD", known.Text("place"), null, new() { ["Tus-Resumable"] = "1.0.0" });
        return answer.IsSuccess && OffsetOf(answer) is { } at && at <= file.Size && (offset = at) >= 0 ? known.Text("place")
            : answer.Status is 404 or 410 ? null : throw answer.Trouble();
    }

    private long Patch(string place, long offset, int count)
    {
        var piece = new byte[count];
        Buffer.BlockCopy(_buffer, 0, piece, 0, count);
        var answer = site.Ask("PATCH", place, piece, new()
        {
            ["Tus-Resumable"] = "1.0.0",
            ["Content-Type"] = "application/offset+octet-stream",
            ["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture),
            ["Upload-Checksum"] = "sha256 " + Convert.ToBase64String(Digest.Sha256(piece)),
        });
        return answer.Status == 204 && OffsetOf(answer) is { } next && next == offset + count ? next : throw answer.Trouble();
    }

    private int Read(FileStream from, long offset, int count)
    {
        from.Position = offset;
        var had = 0;
        for (int more; had < count && (more = from.Read(_buffer, had, count - had)) > 0;)
        {
            had += more;
        }

        return had;
    }

    private static long? OffsetOf(SiteAnswer answer) =>
        long.TryParse(answer.Header("Upload-Offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;

    private static string Base64(string text) => Convert.ToBase64String(Digest.Utf8.GetBytes(text));
}
