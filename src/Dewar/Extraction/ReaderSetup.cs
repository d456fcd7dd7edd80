using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>Which readers there are beside those in the box; it travels to the processes that read as arguments.</summary>
/// <param name="Programs">Readers that are programs, by name: a pattern, the program, its arguments.</param>
/// <param name="Plugins">The folder with plug-ins; null without.</param>
internal sealed record ReaderSetup(IReadOnlyDictionary<string, string> Programs, string? Plugins)
{
    public IReadOnlyList<string> Arguments =>
        [.. Programs.SelectMany(program => new[] { "--reader-program", $"{program.Key}={program.Value}" }), .. Plugins is null ? Array.Empty<string>() : ["--plugins", Plugins]];
}

/// <summary>Makes the readers of a setup; the list is at the root.</summary>
internal delegate IReadOnlyList<IFormatReader> MakeReaders(ReaderSetup setup);
