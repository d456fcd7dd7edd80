using System.Text.Json;
using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>What stands at a path: an object, or a link that was not followed.</summary>
internal readonly record struct GroveEntity(string Path, Hdf5Object? Object, Hdf5Link? Link)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>Entities of an HDF5 file, as h5grove tells of them.</summary>
internal static class GroveEntities
{
    private const int MostChildren = 20_000;
    private const int MostPaths = 200_000;

    /// <summary>Finds what stands at the path that was asked for.</summary>
    /// <exception cref="ViewFault">There is nothing, or a link leads nowhere that had to be followed.</exception>
    public static GroveEntity Find(OpenedFile file, ViewArguments arguments) => Find(file.Hdf5, arguments.Text("path") ?? "/", LinksOf(arguments));

    /// <summary>The dataset at the path that was asked for.</summary>
    public static Hdf5Dataset Dataset(OpenedFile file, ViewArguments arguments) =>
        Find(file, arguments) is { Object: Hdf5Dataset dataset } ? dataset : throw ViewFault.Wrong($"{arguments.Text("path") ?? "/"} is not a dataset");

    public static void Attributes(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var entity = Find(file, arguments);
        var found = (entity.Object ?? throw ViewFault.Wrong($"{entity.Path} is not a resolved entity")).Attributes;
        IEnumerable<Hdf5Attribute> wanted = arguments.All("attr_keys") is not { } keys ? found.DistinctBy(attribute => attribute.Name)
            : keys.Distinct().Select(key => found.FirstOrDefault(attribute => attribute.Name == key) ?? throw ViewFault.NotThere($"{entity.Path} has no attribute '{key}'"));
        GroveJson.Say(say, json =>
        {
            json.WriteStartObject();
            foreach (var attribute in wanted)
            {
                json.WritePropertyName(attribute.Name);
                GroveJson.Write(json, entity.Object.File, attribute.Type, attribute.Shape, attribute.Raw, isNothing: attribute is { Elements: 0, Shape.Count: 0 });
            }

            json.WriteEndObject();
        });
    }

    public static void Metadata(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var entity = Find(file, arguments);
        GroveJson.Say(say, json => Write(json, entity, withChildren: true));
    }

    public static void Paths(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var entity = Find(file, arguments);
        var group = entity.Object as Hdf5Group ?? throw ViewFault.Wrong($"{entity.Path} is not a group");
        var paths = new List<string> { entity.Path };
        Visit(group, entity.Path.TrimEnd('/'), [group.Address], paths);
        GroveJson.Say(say, json =>
        {
            json.WriteStartArray();
            paths.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        });
    }

    private static string LinksOf(ViewArguments arguments) => (arguments.Text("resolve_links") ?? "only_valid").ToLowerInvariant() switch
    {
        "only_valid" => "only_valid",
        "true" or "all" => "all",
        "false" or "none" => "none",
        var other => throw ViewFault.Wrong($"{other} is not a valid value for link resolution. Accepted values are: all, none or only_valid"),
    };

    private static GroveEntity Find(Hdf5File file, string path, string links)
    {
        var trimmed = path.Trim('/');
        if (trimmed is "")
        {
            return new("/", file.Root, null);
        }

        var cut = trimmed.LastIndexOf('/');
        var link = (cut < 0 ? file.Root : file.Group(trimmed[..cut]))?.Link(trimmed[(cut + 1)..])
            ?? throw ViewFault.NotThere($"{path} is not a valid path in {file.Name}");
        if (link.Kind == Hdf5LinkKind.Hard)
        {
            return new(path, file.Find(trimmed), null);
        }

        return links is "none" ? new(path, null, link)
            : Follow(file, trimmed) is { } found ? new(path, found, null)
            : links is "only_valid" ? new(path, null, link)
            : throw ViewFault.NotThere($"Cannot resolve {Words(link)} at {path} of {file.Name}");
    }

    private static Hdf5Object? Follow(Hdf5File file, string path)
    {
        try
        {
            return file.Find(path);
        }
        catch (DamagedException)
        {
            return null;
        }
    }

    private static string Words(Hdf5Link link) => link.Kind == Hdf5LinkKind.Soft ? $"<SoftLink to \"{link.Target}\">" : $"<ExternalLink to \"{link.Target}\" in file \"{link.TargetFile}\">";

    private static void Visit(Hdf5Group group, string path, HashSet<long> seen, List<string> paths)
    {
        foreach (var link in group.Links.OrderBy(link => link.Name, StringComparer.Ordinal))
        {
            if (paths.Count >= MostPaths)
            {
                return;
            }

            var below = $"{path}/{link.Name}";
            paths.Add(below);
            if (link.Kind == Hdf5LinkKind.Hard && seen.Add(link.Address) && group.Follow(link) is Hdf5Group inner)
            {
                Visit(inner, below, seen, paths);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, GroveEntity entity, bool withChildren)
    {
        json.WriteStartObject();
        json.WriteString("name", entity.Name);
        json.WriteString("kind", entity switch
        {
            { Object: Hdf5Dataset } => "dataset",
            { Object: Hdf5Group } => "group",
            { Object: Hdf5NamedType } => "datatype",
            { Link.Kind: Hdf5LinkKind.Soft } => "soft_link",
            { Link.Kind: Hdf5LinkKind.External } => "external_link",
            _ => "other",
        });
        switch (entity.Link?.Kind)
        {
            case Hdf5LinkKind.Soft:
                json.WriteString("target_path", entity.Link.Target);
                break;
            case Hdf5LinkKind.External:
                json.WriteString("target_file", entity.Link.TargetFile);
                json.WriteString("target_path", entity.Link.Target);
                break;
        }

        if (entity.Object is { } found)
        {
            WriteAttributes(json, found);
            WriteContents(json, found, entity.Path, withChildren);
        }

        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, Hdf5Object found)
    {
        json.WriteStartArray("attributes");
        foreach (var attribute in found.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name", attribute.Name);
            WriteLengths(json, "shape", attribute is { Elements: 0, Shape.Count: 0 } ? null : attribute.Shape);
            json.WritePropertyName("type");
            GroveTypes.Write(json, attribute.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteContents(Utf8JsonWriter json, Hdf5Object found, string path, bool withChildren)
    {
        switch (found)
        {
            case Hdf5Dataset dataset:
                WriteLengths(json, "chunks", dataset.ChunkShape);
                WriteFilters(json, dataset.Filters);
                WriteLengths(json, "shape", dataset.IsNull ? null : dataset.Shape);
                json.WritePropertyName("type");
                GroveTypes.Write(json, dataset.Type);
                break;
            case Hdf5NamedType named:
                json.WritePropertyName("type");
                GroveTypes.Write(json, named.Type);
                break;
            case Hdf5Group group when withChildren:
                json.WriteStartArray("children");
                foreach (var link in group.Links.Take(MostChildren))
                {
                    // One child that can't be read does not take the others with it.
                    GroveJson.WriteApart(json, part => Write(part, Child(group, link, path), withChildren: false), part => Write(part, new(link.Name, null, null), withChildren: false));
                }

                json.WriteEndArray();
                break;
        }
    }

    private static GroveEntity Child(Hdf5Group group, Hdf5Link link, string path)
    {
        try
        {
            var found = group.Follow(link);
            return new($"{path.TrimEnd('/')}/{link.Name}", found, found is null ? link : null);
        }
        catch (DamagedException) when (link.Kind != Hdf5LinkKind.Hard)
        {
            return new(link.Name, null, link);
        }
    }

    private static void WriteFilters(Utf8JsonWriter json, IReadOnlyList<Hdf5Filter> filters)
    {
        if (filters.Count == 0)
        {
            json.WriteNull("filters");
            return;
        }

        json.WriteStartArray("filters");
        foreach (var filter in filters)
        {
            json.WriteStartObject();
            json.WriteNumber("id", filter.Id);
            json.WriteString("name", filter.Name is { Length: > 0 } name ? name : FilterTable.NameOf(filter.Id) ?? "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLengths(Utf8JsonWriter json, string name, IReadOnlyList<long>? lengths)
    {
        if (lengths is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var length in lengths)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }
}
