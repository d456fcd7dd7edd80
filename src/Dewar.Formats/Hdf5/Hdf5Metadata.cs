using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// The tree of a file as metadata: groups; attributes as <c>@name</c> in their group, or as <c>dataset@name</c> beside their dataset;
/// small datasets with their value, larger ones with their type and shape.
/// </summary>
internal sealed class Hdf5Metadata
{
    private const int MostNodes = 100_000;
    private const int Deepest = 64;
    private const long MostElements = MetaValue.Most;
    private const int MostDatasets = 20_000;

    private readonly Hdf5File _file;
    private readonly Extraction _into;
    private readonly CancellationToken _ct;
    private readonly Dictionary<long, string> _seen = [];
    private readonly List<Hdf5Dataset> _datasets = [];
    private int _nodes;

    private Hdf5Metadata(Hdf5File file, Extraction into, CancellationToken ct) => (_file, _into, _ct) = (file, into, ct);

    /// <summary>Adds the tree, and gives the datasets that were met: each once, those in other files among them.</summary>
    public static IReadOnlyList<Hdf5Dataset> Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        var metadata = new Hdf5Metadata(file, into, ct);
        metadata.Tell(file.Root, into.Metadata, 0);
        return metadata._datasets;
    }

    private void Tell(Hdf5Group group, MetaGroup into, int depth)
    {
        _ct.ThrowIfCancellationRequested();
        _seen[group.Address] = group.Path;
        Tell(group, into, "@", except: null);
        foreach (var link in group.Links)
        {
            if (!Guard(link.Name, () => Tell(group, link, into, depth)))
            {
                return;
            }
        }
    }

    private void Tell(Hdf5Group group, Hdf5Link link, MetaGroup into, int depth)
    {
        var target = link.Kind switch
        {
            Hdf5LinkKind.Soft => link.Target,
            Hdf5LinkKind.External => $"{link.TargetFile}:{link.Target}",
            _ => "",
        };
        if (target is not "")
        {
            into.Add(link.Name, "→ " + target);
        }

        if (link.Kind == Hdf5LinkKind.External)
        {
            _into.AddPart(link.TargetFile, "data");
            TellExternal(group, link);
        }

        if (link.Kind != Hdf5LinkKind.Hard)
        {
            return;
        }

        if (_seen.TryGetValue(link.Address, out var known))
        {
            into.Add(link.Name, "→ " + known);
            return;
        }

        switch (group.Follow(link))
        {
            case Hdf5Group below when depth < Deepest:
                Tell(below, into.AddGroup(link.Name), depth + 1);
                break;
            case Hdf5Group below:
                _into.Warn($"What lies below {below.Path} is too deep to be read.");
                break;
            case Hdf5Dataset dataset:
                _seen[dataset.Address] = dataset.Path;
                Keep(dataset);
                Tell(dataset, into);
                break;
            case Hdf5NamedType type:
                _seen[type.Address] = type.Path;
                into.Add(link.Name, $"type {type.Type}");
                break;
        }
    }

    private void TellExternal(Hdf5Group group, Hdf5Link link)
    {
        if (group.Follow(link) is Hdf5Dataset dataset)
        {
            Keep(dataset);
        }
        else if (_file.Companion(link.TargetFile) is null)
        {
            _into.Warn($"{link.TargetFile}, to which {group.Path.TrimEnd('/')}/{link.Name} leads, is not there.");
        }
    }

    private void Tell(Hdf5Dataset dataset, MetaGroup into)
    {
        var unit = Unit(dataset);
        object? value = null;
        Guard(dataset.Name, () => value = dataset.Elements <= MostElements && dataset.Shape.Count <= 1 ? dataset.Value : null);
        into.Add(dataset.Name, value ?? Describe(dataset), unit?.Text);
        Tell(dataset, into, dataset.Name + "@", unit?.Name);
        Guard(dataset.Name, () =>
        {
            foreach (var name in dataset.Companions)
            {
                _into.AddPart(name, "data");
            }
        });
    }

    private void Tell(Hdf5Object of, MetaGroup into, string prefix, string? except)
    {
        foreach (var attribute in of.Attributes)
        {
            if (attribute.Name == except)
            {
                continue;
            }

            if (!Guard($"{of.Path}@{attribute.Name}", () => into.Add(prefix + attribute.Name, attribute.Value, at: attribute.At)))
            {
                return;
            }
        }
    }

    // What can't be read is said, and the next thing is looked at. False when there is no end of it.
    private bool Guard(string name, Action read)
    {
        if (_nodes++ >= MostNodes)
        {
            _into.Warn($"{_file.Name} has more than {MostNodes} groups, datasets and attributes; the others are left out.");
            return false;
        }

        try
        {
            read();
        }
        catch (Exception failure) when (failure is DamagedException or OverflowException or InvalidDataException or EndOfStreamException)
        {
            _into.Warn($"{name} can't be read: {failure.Message}");
        }

        return true;
    }

    private void Keep(Hdf5Dataset dataset)
    {
        if (_datasets.Count < MostDatasets)
        {
            _datasets.Add(dataset);
        }
    }

    /// <summary>The unit that a dataset's attributes say; null without.</summary>
    public static (string Name, string Text)? Unit(Hdf5Dataset dataset)
    {
        foreach (var name in new[] { "units", "unit", "Units", "Unit" })
        {
            if (dataset.Text(name) is { Length: > 0 } text)
            {
                return (name, text);
            }
        }

        return null;
    }

    private static string Describe(Hdf5Dataset dataset) => dataset.IsNull || dataset.Elements == 0
        ? $"{dataset.Type}, empty"
        : $"{dataset.Type} [{string.Join(", ", dataset.Shape)}]";
}
