using System.Globalization;

namespace Dewar.Records;

/// <summary>Writes records into a folder, below the instrument and the year. Options: formats, such as "xml,pdf".</summary>
internal sealed class FolderExporter : IRecordExporter
{
    public string Kind => "folder";

    public string? Fault(RecordTarget target) => !Path.IsPathFullyQualified(target.Address) ? "The address of a folder is its whole path."
        : Formats(target).FirstOrDefault(format => RecordEndpoints.Formats.All(known => known.Format != format)) is { } odd ? $"'{odd}' is no form of a record." : null;

    public async Task<string> Try(RecordTarget target, CancellationToken ct)
    {
        var probe = Path.Combine(Directory.CreateDirectory(target.Address).FullName, $".dewar-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(probe, "", ct);
        File.Delete(probe);
        return "The folder is there and can be written.";
    }

    public async Task<Delivered> Deliver(RecordPackage package, CancellationToken ct)
    {
        var session = package.Session;
        var folder = Directory.CreateDirectory(Path.Combine(package.Target.Address, session.Instrument, session.StartedAt.Year.ToString(CultureInfo.InvariantCulture))).FullName;
        string? first = null;
        foreach (var format in Formats(package.Target))
        {
            var ending = RecordEndpoints.Formats.First(each => each.Format == format).Ending;
            var path = Path.Combine(folder, $"{session.Instrument}-{session.StartedAt:yyyy-MM-dd-HHmm}-{session.Id[..8]}.{ending}");
            var temporary = $"{path}.{Guid.NewGuid():N}";
            await File.WriteAllBytesAsync(temporary, await package.Document(format), ct);
            File.Move(temporary, path, overwrite: true);
            first ??= path;
        }

        return new(first, null);
    }

    private static string[] Formats(RecordTarget target) => target.Option("formats", "xml,pdf").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
