using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Holds a file as it is read here against what the HDF5 library says of it.</summary>
internal sealed class Hdf5Comparison(JsonElement expected)
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _met = [];
    private readonly HashSet<long> _seen = [];

    /// <summary>All differences, in words; none when both agree.</summary>
    public static IReadOnlyList<string> Of(Hdf5File file, JsonElement expected)
    {
        var comparison = new Hdf5Comparison(expected);
        comparison.Visit(file.Root, "");
        foreach (var path in expected.EnumerateObject())
        {
            if (!comparison._met.Contains(path.Name))
            {
                comparison._problems.Add($"{path.Name} is not found");
            }
        }

        return [.. file.Doubts.Where(doubt => !doubt.Contains("the fill value stands there", StringComparison.Ordinal)), .. comparison._problems];
    }

    private void Visit(Hdf5Group group, string at)
    {
        _seen.Add(group.Address);
        var about = Meet(at is "" ? "/" : at, "group");
        Attributes(group, about);
        foreach (var link in group.Links)
        {
            var below = $"{at}/{link.Name}";
            switch (link.Kind)
            {
                case Hdf5LinkKind.Soft:
                    Same(below, "target", Meet(below, "soft"), link.Target);
                    break;
                case Hdf5LinkKind.External:
                    Same(below, "target", Meet(below, "external"), $"{link.TargetFile}:{link.Target}");
                    Same(below, "there", Meet(below, "external"), group.Follow(link) is not null ? "True" : "False");
                    break;
                default:
                    Visit(group.Follow(link)!, below);
                    break;
            }
        }
    }

    private void Visit(Hdf5Object thing, string at)
    {
        switch (thing)
        {
            case Hdf5Group group when _seen.Contains(group.Address):
                Meet(at, "again");
                break;
            case Hdf5Group group:
                Visit(group, at);
                break;
            case Hdf5Dataset dataset:
                Dataset(dataset, at, Meet(at, "dataset"));
                break;
            default:
                Attributes(thing, Meet(at, "type"));
                break;
        }
    }

    private void Dataset(Hdf5Dataset dataset, string at, JsonElement about)
    {
        Attributes(dataset, about);
        try
        {
            Same(at, "shape", about, List(dataset.Shape));
            if (about.TryGetProperty("unreadable", out _))
            {
                return;
            }

            Same(at, "value", about, Hdf5Digest.Of(dataset));
            Same(at, "maxshape", about, List(dataset.MaxShape));
            Same(at, "chunks", about, List(dataset.ChunkShape));
            Same(at, "slice", about, about.TryGetProperty("slice", out _) ? Hdf5Digest.OfSlice(dataset) : null);
            TypeIs(at, about, dataset.Type);
        }
        catch (DamagedException failure)
        {
            _problems.Add($"{at}: {failure.Message}");
        }
    }

    private void Attributes(Hdf5Object thing, JsonElement about)
    {
        var names = about.GetProperty("attributes").EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal);
        if (!names.SequenceEqual(thing.Attributes.Select(one => one.Name).Order(StringComparer.Ordinal)))
        {
            _problems.Add($"{thing.Path} has the attributes {string.Join(", ", thing.Attributes.Select(one => one.Name))}");
            return;
        }

        foreach (var attribute in thing.Attributes)
        {
            var one = about.GetProperty("attributes").GetProperty(attribute.Name);
            if (!one.TryGetProperty("unreadable", out _))
            {
                Same($"{thing.Path}@{attribute.Name}", "value", one, Hdf5Digest.Of(attribute));
                Same($"{thing.Path}@{attribute.Name}", "shape", one, List(attribute.Shape));
                TypeIs($"{thing.Path}@{attribute.Name}", one, attribute.Type);
            }
        }
    }

    // The library makes plain integers and floats of odd ones; those have no name to compare.
    private void TypeIs(string at, JsonElement about, Hdf5Type type)
    {
        if (Hdf5Digest.NameOf(type) is { Length: > 0 } name)
        {
            Same(at, "type", about, about.TryGetProperty("type", out var said) && said.GetString() is "" ? null : name);
        }
    }

    private JsonElement Meet(string path, string kind)
    {
        _met.Add(path);
        if (!expected.TryGetProperty(path, out var about))
        {
            throw new InvalidOperationException($"{path} is a {kind}, and nothing for the library");
        }

        Same(path, "kind", about, kind);
        return about;
    }

    private void Same(string at, string what, JsonElement about, string? actual)
    {
        if (about.TryGetProperty(what, out var value) && value.ValueKind != JsonValueKind.Null && actual is not null && actual != Said(value))
        {
            _problems.Add($"{at}: {what} is {actual}, and for the library {Said(value)}");
        }
    }

    private static string Said(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(',', value.EnumerateArray().Select(one => one.GetRawText()))
        : value.ToString();

    private static string? List(IReadOnlyList<long>? lengths) => lengths is null ? null : string.Join(',', lengths);
}
