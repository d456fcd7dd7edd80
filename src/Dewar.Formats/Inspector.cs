using Dewar.Sdk;

namespace Dewar.Formats;

/// <summary>Finds the reader for a file and has it read.</summary>
/// <param name="readers">All there are; among equally sure ones the first gets the file.</param>
/// <param name="beginning">Is told of each reader before it reads: it may be the last that is heard of it.</param>
public sealed class Inspector(IReadOnlyList<IFormatReader> readers, Action<IFormatReader>? beginning = null)
{
    /// <summary>Reads a file. Whatever is in it, this gives an answer.</summary>
    public Finding Inspect(ByteSource file, CancellationToken ct = default)
    {
        var head = FileHead.Of(file);
        var candidates = readers
            .Select(reader => (Reader: reader, Likelihood: reader.Recognise(head)))
            .Where(candidate => candidate.Likelihood > Likelihood.No)
            .OrderByDescending(candidate => candidate.Likelihood)
            .ToList();
        Finding? damaged = null;
        foreach (var (reader, likelihood) in candidates)
        {
            ct.ThrowIfCancellationRequested();
            beginning?.Invoke(reader);
            var finding = Read(reader, file, ct);
            if (finding.Damage is null || likelihood >= Likelihood.BySignature)
            {
                return finding;
            }

            // It only looked like one of this reader's. If nobody else can read it either, it was one, and is damaged.
            damaged ??= finding.Extraction.Signals.Count > 0 ? finding : null;
        }

        return damaged ?? new Finding(null, new Extraction { Format = "Unknown" }, null);
    }

    private static Finding Read(IFormatReader reader, ByteSource file, CancellationToken ct)
    {
        var extraction = new Extraction();
        try
        {
            reader.Read(file, extraction, ct);
            return new(reader, extraction, null);
        }
        catch (DamagedException failure)
        {
            return new(reader, extraction, failure.Message);
        }
        catch (Exception failure) when (failure is OverflowException or EndOfStreamException or InvalidDataException)
        {
            // Sums of sizes that a file claims, and what the framework's decompressors say of a broken stream.
            return new(reader, extraction, $"{file.Name} contradicts itself: {failure.Message}");
        }
    }
}

/// <summary>What came of reading a file.</summary>
/// <param name="Reader">Who read it; null when nobody could.</param>
/// <param name="Extraction">What was found, up to the damage if there is one.</param>
/// <param name="Damage">What is wrong with the file, in a sentence; null when nothing is.</param>
public sealed record Finding(IFormatReader? Reader, Extraction Extraction, string? Damage);
