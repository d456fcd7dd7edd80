using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>Makes archives ready to be sent.</summary>
internal sealed class Archives(Selection selection, Content content, ChecksumStore checksums, SiteSettings site)
{
    /// <summary>So many of the first files are looked for in the storage before the first byte is sent.</summary>
    private const int Looked = 100;

    /// <summary>The same for named files, of which many archives are asked for in a row.</summary>
    private const int LookedOfNamed = 10;

    public async Task<(ArchiveStream Stream, string Digest)> Of(Experiment experiment, FileQuery query, bool bag, CancellationToken ct)
    {
        var archive = bag ? new Archive(Folder, Bag.Prefix(experiment.Name), Bag.Payload) : new Archive(Folder, "", "");
        return await Filled(archive, experiment, async () =>
        {
            using var tags = bag ? new Bag(archive) : null;
            await foreach (var page in selection.Pages(experiment, query, ct))
            {
                foreach (var file in page)
                {
                    Add(archive, file);
                    tags?.Add(file);
                }
            }

            if (archive.Count == 0)
            {
                throw new Refusal(404, "files-not-found", $"No file of '{experiment.Name}' fits, so there is nothing to put into an archive.");
            }

            tags?.Seal(experiment);
        }, keeps: true, ct);
    }

    /// <summary>Of named files. Nobody goes on with a broken one, so its checksums are not kept.</summary>
    public async Task<ArchiveStream> Of(Experiment experiment, NamedFiles named, CancellationToken ct)
    {
        var archive = new Archive(Folder, "", "");
        return (await Filled(archive, experiment, async () =>
        {
            foreach (var file in await selection.Named(experiment, named, ct))
            {
                Add(archive, file);
            }
        }, keeps: false, ct)).Stream;
    }

    private string Folder => Path.Combine(site.Home, "tmp");

    private async Task<(ArchiveStream Stream, string Digest)> Filled(Archive archive, Experiment experiment, Func<Task> fill, bool keeps, CancellationToken ct)
    {
        ArchiveStream? stream = null;
        try
        {
            await fill();
            archive.Seal();
            stream = new(archive, await content.Reach(experiment, ct), checksums, keeps);
            stream.Look(keeps ? Looked : LookedOfNamed, ct);
            return (stream, archive.Digest);
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            archive.Dispose();
            throw;
        }
    }

    private static void Add(Archive archive, CatalogueFile file)
    {
        if (!file.AtHand)
        {
            throw Refusal.Conflict("replica-missing",
                $"The bytes of '{file.Path}' are not at hand: missing, not as they were, or not copied yet. Leave it out with a filter, and tell the administrator.");
        }

        archive.Add(file);
    }
}
