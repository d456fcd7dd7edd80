using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// NeXus (NeXus manual and definitions, nexusformat.org): entries with data groups, whose attributes name the signal and its axes; EIGER
/// and other master files among them.
/// </summary>
internal sealed class NexusDialect : IHdf5Dialect
{
    private const int Deep = 8;

    public FormatPassport Passport { get; } = new(
        "NeXus, EIGER and NXcanSAS master files", ".nxs .h5 .hdf5 .hdf", "Every NXdata with its axes, the default plot first; beam, detector, sample, user, times.",
        "NeXus: manual and application definitions, NIAC");

    public bool Knows(Hdf5File file) => file.Root.Text("NX_class") is "NXroot" || file.Root.Text("NeXus_version") is not null || Entries(file).Count > 0;

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        into.Format = "NeXus (HDF5)";
        into.MediaType = "application/x-nexus";
        var entries = Entries(file);
        foreach (var entry in entries)
        {
            ct.ThrowIfCancellationRequested();
            NexusFacts.Tell(entry, into.Facts);
            into.Format = entry.Dataset("definition")?.FirstText is { Length: > 0 } definition && entries.Count == 1 ? $"NeXus {definition} (HDF5)" : into.Format;
        }

        into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(file.Root.Text("file_time")), "@file_time", "The time at which the file was made.");
        into.Facts.Tell(CoreNames.Software, file.Root.Text("creator"), "@creator");
        var main = DefaultData(file.Root);
        foreach (var entry in entries)
        {
            foreach (var data in DialectTools.Groups(entry, group => group.Text("NX_class") is "NXdata" or "SASdata", Deep))
            {
                ct.ThrowIfCancellationRequested();
                if (NexusSignal.Of(entry, data, isMain: main?.Address == data.Address) is { } signal)
                {
                    into.Add(signal);
                }
            }
        }

        Frames(entries, into);
    }

    private static List<Hdf5Group> Entries(Hdf5File file) =>
        [.. file.Root.Children.OfType<Hdf5Group>().Where(group => group.Text("NX_class") is "NXentry" or "NXsubentry" or "SASentry").Take(1000)];

    /// <summary>The data group that the file wants to be plotted: the path of the attributes <c>default</c>.</summary>
    private static Hdf5Group? DefaultData(Hdf5Group root)
    {
        var here = root;
        for (var level = 0; level < Deep && here?.Text("default") is { Length: > 0 } next; level++)
        {
            here = here.Group(next);
        }

        return here?.Text("NX_class") is "NXdata" ? here : null;
    }

    /// <summary>EIGER writes links to files of frames, data_000001 and so on: together they are one series.</summary>
    private static void Frames(List<Hdf5Group> entries, Extraction into)
    {
        foreach (var entry in entries)
        {
            if (entry.Group("data") is not { } data)
            {
                continue;
            }

            Hdf5Dataset[] pieces = [.. data.Links.Where(link => link.Name.StartsWith("data_", StringComparison.Ordinal) && link.Name.Length == 11).Take(10_000)
                .Select(link => data.Follow(link)).OfType<Hdf5Dataset>().Where(piece => piece.Shape.Count == 3 && piece.Type.Element is not null)];
            if (pieces.Length == 0)
            {
                continue;
            }

            into.Format = "EIGER master file (HDF5)";
            var values = StackedValues.Of(pieces);
            into.Add(new()
            {
                Name = "frames",
                Type = SignalType.Image,
                Element = values?.Element ?? pieces[0].Type.Element!.Value,
                Axes = [new("frame", values?.Shape[0] ?? pieces.Sum(piece => piece.Shape[0])) { IsScan = true }, new("y", pieces[0].Shape[1]), new("x", pieces[0].Shape[2])],
                Quantity = "counts",
                Place = data.Path,
                IsMain = into.Signals.Count == 0,
                Values = values,
            });
        }
    }
}
