using Dewar.Database;

namespace Dewar.Downloads;

/// <summary>CRC-32 of contents, by their digest.</summary>
internal sealed partial class ChecksumStore(SiteDatabase database, ILogger<ChecksumStore> log)
{
    /// <summary>How many are named in one statement; far below both engines' limits on parameters.</summary>
    private const int Chunk = 500;

    public Task<Dictionary<string, uint>> Find(IEnumerable<string> digests, CancellationToken ct) => database.Read(async read =>
    {
        var found = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var chunk in digests.Distinct().Chunk(Chunk))
        {
            foreach (var (sha256, crc) in await read.Query($"select sha256, crc32 from downloads_checksum where sha256 in {Sql.List(chunk.Select(Convert.FromHexString))}",
                row => (Convert.ToHexStringLower(row.Bytes(0)), (uint)row.GetInt64(1)), ct))
            {
                found[sha256] = crc;
            }
        }

        return found;
    }, ct);

    /// <summary>Only spares reading again, so a database that can't be written to does not end a download.</summary>
    public async Task Keep(IReadOnlyDictionary<string, uint> checksums, CancellationToken ct)
    {
        try
        {
            await database.Write(async write =>
            {
                // Sorted, so that two who keep the same ones do not wait for each other.
                foreach (var chunk in checksums.OrderBy(each => each.Key, StringComparer.Ordinal).Chunk(Chunk))
                {
                    var values = Sql.Nothing;
                    foreach (var (index, (sha256, crc)) in chunk.Index())
                    {
                        values.AppendLiteral(index == 0 ? "(" : ", (");
                        values.AppendFormatted(Convert.FromHexString(sha256));
                        values.AppendLiteral(", ");
                        values.AppendFormatted((long)crc);
                        values.AppendLiteral(")");
                    }

                    await write.Execute($"insert into downloads_checksum (sha256, crc32) values {values} on conflict do nothing", ct);
                }
            }, ct);
        }
        catch (Exception failure) when (database.IsFull(failure) || database.IsAway(failure))
        {
            NotKept(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Checksums of a download could not be kept; a broken one will read these files again")]
    private partial void NotKept(Exception failure);
}
