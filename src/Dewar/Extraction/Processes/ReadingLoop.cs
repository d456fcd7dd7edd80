using System.Text.Json;
using Dewar.Disk;
using Dewar.Formats;
using Dewar.Formats.Bytes;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>What a reading process does: takes an order from each line, reads the file, and answers with a line.</summary>
internal sealed class ReadingLoop(IReadOnlyList<IFormatReader> readers, TextReader orders, Stream answers)
{
    /// <summary>A message to the site has room for twice this.</summary>
    private const int LargestDocument = 12 << 20;

    private const long MuchMemory = 96 << 20;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task Run(CancellationToken ct)
    {
        Say(ReadAnswer.Ready);
        while (await orders.ReadLineAsync(ct) is { } line)
        {
            var order = JsonSerializer.Deserialize<ReadOrder>(line, Wire.Json)!;
            var answer = Answer(order, ct);
            Say(answer);
            if (GC.GetGCMemoryInfo().TotalCommittedBytes > MuchMemory)
            {
                // It may have nothing to do for a while, and keeps no memory for that.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            if (answer.Failure is not null)
            {
                // What is left of it in this process is not to be trusted; the next order gets a new one.
                return;
            }
        }
    }

    private ReadAnswer Answer(ReadOrder order, CancellationToken ct)
    {
        IFormatReader? current = null;
        try
        {
            using var root = Folder.OpenRoot(order.Root);
            using var folder = root.Below(order.Folder);
            var asked = new HashSet<AskedFor>();
            var (below, name) = RelativePath.Split(order.Path);
            using var file = FileSource.Open(new NotedFolder(new StorageFolder(folder, below.TrimEnd('/')), asked), name);
            asked.Remove(new(name, IsWhole: true));
            if (file is null || file.Length != order.Size)
            {
                return new(order.Id, Away: file is null ? $"'{order.Path}' can't be opened" : $"'{order.Path}' has {file.Length} bytes now, not {order.Size}");
            }

            var inspector = new Inspector(readers, reader =>
            {
                current = reader;
                Say(new(order.Id, ReaderName.Of(reader)));
            });
            var finding = inspector.Inspect(file, ct);
            current = finding.Reader;
            var pictures = FilePictures.Draw(finding, ct);
            if (Written(finding) is not { } written)
            {
                return new(order.Id, ReaderName.Of(finding.Reader), Failure: $"What was found is larger than {LargestDocument >> 20} MB.");
            }

            using var document = JsonDocument.Parse(written);
            return new(order.Id, ReaderName.Of(finding.Reader), document.RootElement.Clone(), pictures.Thumbnail, pictures.Preview, [.. asked]);
        }
        catch (DiskException gone)
        {
            return new(order.Id, Away: gone.Message);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            return new(order.Id, ReaderName.Of(current), Failure: fault is OutOfMemoryException or InsufficientMemoryException
                ? "Reading it takes more memory than is allowed."
                : $"The reader failed: {fault.GetType().Name}: {fault.Message}");
        }
    }

    /// <summary>What was found, without the tree where that would be too large to send; null when it is too large even so.</summary>
    private static ReadOnlyMemory<byte>? Written(Finding finding)
    {
        var written = FindingWriter.Write(finding);
        if (written.Length > LargestDocument)
        {
            finding.Extraction.Warn($"What the file says of itself is larger than {LargestDocument >> 20} MB and was left out.");
            written = FindingWriter.Write(finding, withTree: false);
        }

        return written.Length > LargestDocument ? null : written;
    }

    private void Say(ReadAnswer answer)
    {
        answers.Write(JsonSerializer.SerializeToUtf8Bytes(answer, Wire.Json));
        answers.Write(LineEnd);
        answers.Flush();
    }
}
