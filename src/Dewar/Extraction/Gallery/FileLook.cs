using Dewar.Catalogue;

namespace Dewar.Extraction;

/// <summary>What a file looks like in a gallery.</summary>
/// <param name="State">Null where it is not to be read.</param>
/// <param name="Preview">Null where there is nothing to draw, or not yet.</param>
public sealed record FileLook(string Experiment, string Path, long Size, DateTimeOffset ModifiedAt, string? Format, ReadingState? State, Pictures? Preview);
