namespace Dewar.Sdk;

/// <summary>What a reader found in a file. It grows while the file is read; when reading ends early, what is there stays.</summary>
public sealed class Extraction
{
    private readonly List<Signal> _signals = [];
    private readonly List<string> _warnings = [];
    private readonly List<Part> _parts = [];

    /// <summary>The format in the words of the field, as exactly as the reader knows it: "Gatan DM4", "FEI/Thermo SEM image (TIFF)".</summary>
    public string Format { get; set; } = "";

    /// <summary>The media type; the registered one where there is one.</summary>
    public string MediaType { get; set; } = "application/octet-stream";

    /// <summary>The signals, in the file's order.</summary>
    public IReadOnlyList<Signal> Signals => _signals;

    /// <summary>What the file says, as it says it: the vendor's own names, in the vendor's own tree.</summary>
    public MetaGroup Metadata { get; } = new("");

    /// <summary>What holds for the whole file, in common names.</summary>
    public Facts Facts { get; } = new();

    /// <summary>Other files that belong to this one and are one thing with it.</summary>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>The name of the file that this one is a part of; null when it stands for itself.</summary>
    public string? PartOf { get; set; }

    /// <summary>What is odd, in sentences for people.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Adds a signal.</summary>
    public Signal Add(Signal signal)
    {
        _signals.Add(signal);
        return signal;
    }

    /// <summary>Says that something is odd. The same is said only once, and at most a hundred things.</summary>
    public void Warn(string warning)
    {
        if (_warnings.Count < 100 && !_warnings.Contains(warning))
        {
            _warnings.Add(warning);
        }
    }

    /// <summary>Names another file as a part of this one.</summary>
    /// <param name="path">Its path from this file's folder.</param>
    /// <param name="role">What it holds: "header", "data", "metadata".</param>
    public void AddPart(string path, string role)
    {
        if (_parts.Count < 10_000 && !_parts.Exists(part => part.Path == path))
        {
            _parts.Add(new(path, role));
        }
    }
}

/// <summary>Another file that belongs to one.</summary>
/// <param name="Path">From the folder of the file that it belongs to.</param>
/// <param name="Role">What it holds.</param>
public sealed record Part(string Path, string Role);
