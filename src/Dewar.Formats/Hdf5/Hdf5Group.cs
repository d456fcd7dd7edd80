using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A group: links to objects, by name.</summary>
internal sealed class Hdf5Group(Hdf5File file, string path, Lazy<ObjectHeader> header) : Hdf5Object(file, path, header)
{
    private const int MostLinksFollowed = 16;

    private IReadOnlyList<Hdf5Link>? _links;
    private Dictionary<string, Hdf5Link>? _byName;

    /// <summary>What the group has by name: in the order of creation where the file keeps it, else by name.</summary>
    public IReadOnlyList<Hdf5Link> Links => _links ??= GroupLinks.Read(File, Header);

    /// <summary>What its hard links lead to. Soft and external links, which may lead anywhere, are left out.</summary>
    public IEnumerable<Hdf5Object> Children
    {
        get
        {
            foreach (var link in Links)
            {
                if (link.Kind == Hdf5LinkKind.Hard)
                {
                    yield return Open(link);
                }
            }
        }
    }

    /// <summary>The link of this name; null when there is none.</summary>
    public Hdf5Link? Link(string name)
    {
        if (_byName is null)
        {
            var byName = new Dictionary<string, Hdf5Link>(Links.Count, StringComparer.Ordinal);
            foreach (var link in Links)
            {
                byName.TryAdd(link.Name, link);
            }

            _byName = byName;
        }

        return _byName.GetValueOrDefault(name);
    }

    /// <summary>The object that a link of this group leads to; null when it leads nowhere.</summary>
    public Hdf5Object? Follow(Hdf5Link link)
    {
        var left = MostLinksFollowed;
        return Follow(link, ref left);
    }

    /// <summary>
    /// The object at a path from here, or from the root when it begins with a slash; over soft and external links; null when there is none.
    /// </summary>
    public Hdf5Object? Find(string path)
    {
        var left = MostLinksFollowed;
        return Find(path, ref left);
    }

    /// <summary>The dataset at a path from here; null when there is none, or it is something else.</summary>
    public Hdf5Dataset? Dataset(string path) => Find(path) as Hdf5Dataset;

    /// <summary>The group at a path from here; null when there is none, or it is something else.</summary>
    public Hdf5Group? Group(string path) => Find(path) as Hdf5Group;

    private Hdf5Object Open(Hdf5Link link) => File.At(link.Address, Path is "/" ? "/" + link.Name : $"{Path}/{link.Name}");

    private Hdf5Object? Find(string path, ref int linksLeft)
    {
        Hdf5Object? here = path.StartsWith('/') ? File.Root : this;
        foreach (var name in path.Split('/'))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (here is not Hdf5Group group || group.Link(name) is not { } link)
            {
                return null;
            }

            here = group.Follow(link, ref linksLeft);
        }

        return here;
    }

    // The library follows sixteen links on one way, however they are nested; so no file can send us around for ever.
    private Hdf5Object? Follow(Hdf5Link link, ref int left)
    {
        if (link.Kind == Hdf5LinkKind.Hard)
        {
            return Open(link);
        }

        return --left < 0 ? null
            : link.Kind == Hdf5LinkKind.Soft ? Find(link.Target, ref left)
            : link.Kind == Hdf5LinkKind.External ? File.Companion(link.TargetFile)?.Root.Find("/" + link.Target, ref left)
            : null;
    }
}
