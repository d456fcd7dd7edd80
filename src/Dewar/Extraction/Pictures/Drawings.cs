using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Extraction;

/// <summary>Which pictures files have.</summary>
internal sealed class Drawings(SiteDatabase database, Wanted wanted, TimeProvider time)
{
    /// <summary>Those that were lost are drawn anew, though not over and over: another process of the site may keep its pictures elsewhere.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>When the pictures of a file's current version were drawn; null when there are none.</summary>
    public Task<long?> DrawnUs(CatalogueFile file, CancellationToken ct) => file.DeletedAt is not null ? Task.FromResult<long?>(null) : database.First(
        $"select read_us from extraction_reading where file_id = {file.Id} and version = {file.Version} and thumbnail is not null and preview is not null", row => row.NumberOrNull(0), ct);

    /// <summary>The pictures are not where they were put: a back-up may leave them out.</summary>
    public async Task Lost(CatalogueFile file, long drawnUs, CancellationToken ct)
    {
        if (time.GetUtcNow() - ReadingView.Instant(drawnUs) < Rest)
        {
            return;
        }

        await database.Write(async write =>
        {
            if (await write.Number($"select count(*) from extraction_wanted where file_id = {file.Id}", ct) == 0)
            {
                await wanted.Want(write, [file.Id], null, ct);
            }
        }, ct);
        wanted.Ring();
    }
}
