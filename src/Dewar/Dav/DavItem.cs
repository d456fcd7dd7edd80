using System.Globalization;
using System.Xml.Linq;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Dav;

/// <summary>A folder or file as WebDAV shows it.</summary>
/// <param name="Address">Its path on the site, escaped; a folder's ends with a slash.</param>
internal sealed record DavItem(string Address, string Name, CatalogueFile? File = null, DateTimeOffset? CreatedAt = null)
{
    public static readonly XNamespace Dav = "DAV:";

    public static DavItem Of(string top, Experiment experiment) => new($"{top}{Uri.EscapeDataString(experiment.Name)}/", experiment.Name, null, experiment.CreatedAt);

    public static DavItem Of(string top, FolderEntry folder) => new($"{top}{Query.Path(folder.Path)}/", folder.Name);

    public static DavItem Of(string top, CatalogueFile file) => new($"{top}{Query.Path(file.Path)}", RelativePath.Split(file.Path).Name, file, file.RegisteredAt);

    /// <summary>What is known of it, in the order of their names.</summary>
    public IEnumerable<XElement> Properties()
    {
        if (CreatedAt is { } created)
        {
            yield return new(Dav + "creationdate", created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        yield return new(Dav + "displayname", Plain(Name));
        if (File is not null)
        {
            yield return new(Dav + "getcontentlength", File.Size);
            yield return new(Dav + "getcontenttype", "application/octet-stream");
            yield return new(Dav + "getetag", $"\"{File.Sha256}\"");
            yield return new(Dav + "getlastmodified", File.ModifiedAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));
        }

        yield return new(Dav + "resourcetype", File is null ? new XElement(Dav + "collection") : null);
    }

    /// <summary>XML has no place for most control characters, not even as escapes.</summary>
    private static string Plain(string name) => string.Concat(name.EnumerateRunes().Select(rune =>
        rune.Value is '\t' or '\n' or '\r' or >= ' ' and not (0xFFFE or 0xFFFF) ? rune.ToString() : "\uFFFD"));
}
