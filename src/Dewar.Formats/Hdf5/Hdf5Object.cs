using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A group, a dataset or a committed datatype. What it has is read when asked for.</summary>
internal abstract class Hdf5Object(Hdf5File file, string path, Lazy<ObjectHeader> header)
{
    private IReadOnlyList<Hdf5Attribute>? _attributes;

    /// <summary>The file that it is in; another than the first when an external link led to it.</summary>
    public Hdf5File File => file;

    /// <summary>The way on which it was found: <c>/entry/data</c>.</summary>
    public string Path => path;

    /// <summary>The last word of the path.</summary>
    public string Name => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Where its header is, in bytes from the superblock. The same object has the same address, whatever its path.</summary>
    public long Address => header.Value.Address;

    /// <summary>What is said about it, in the file's order.</summary>
    public IReadOnlyList<Hdf5Attribute> Attributes => _attributes ??= Hdf5Attribute.ReadAll(file, header.Value);

    internal ObjectHeader Header => header.Value;

    /// <summary>The attribute of this name; null when there is none.</summary>
    public Hdf5Attribute? Attribute(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == name)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The attribute of this name as text (of several, the first); null when there is none, or it is no text.</summary>
    public string? Text(string name) => Attribute(name)?.Text;

    /// <summary>The attribute of this name as a number (of several, the first); null when there is none, or it is no number.</summary>
    public double? Number(string name) => Attribute(name)?.Number;

    /// <summary>The comment that some programs attach; null without.</summary>
    public string? Comment => header.Value.Find(MessageType.Comment) is { } message ? file.Fields(message, "a comment").Text() : null;

    public override string ToString() => path;
}

/// <summary>A datatype that was given a name in the file.</summary>
internal sealed class Hdf5NamedType(Hdf5File file, string path, Lazy<ObjectHeader> header) : Hdf5Object(file, path, header)
{
    /// <summary>The type itself.</summary>
    public Hdf5Type Type => Hdf5Type.Read(
        File, Header.Find(MessageType.Datatype) ?? throw new DamagedException($"The datatype {Path} has no type", Address));
}
