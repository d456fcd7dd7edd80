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
    private const int MostEntries = 1000;

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
                foreach (var signal in NexusSignal.Of(entry, data, isMain: main is not null && main.File == data.File && main.Address == data.Address))
                {
                    into.Add(signal);
                }
            }
        }

        EigerFrames.Add(entries, into);
    }

    // Also those in other files, of which masters of many scans consist.
    private static List<Hdf5Group> Entries(Hdf5File file) =>
    [
        .. file.Root.Links.Take(MostEntries).Select(file.Root.Follow).OfType<Hdf5Group>()
            .Where(group => group.Text("NX_class") is "NXentry" or "NXsubentry" or "SASentry").DistinctBy(group => (group.File.Name, group.Address)),
    ];

    /// <summary>The data group that the file wants to be plotted: the path of the attributes <c>default</c>.</summary>
    private static Hdf5Group? DefaultData(Hdf5Group root)
    {
        var here = root;
        for (var level = 0; level < Deep && here?.Text("default") is { Length: > 0 } next; level++)
        {
            here = here.Group(next);
        }

        return here?.Text("NX_class") switch
        {
            "NXdata" => here,
            "NXentry" => here.Children.OfType<Hdf5Group>().FirstOrDefault(group => group.Text("NX_class") is "NXdata"),
            _ => null,
        };
    }
}
