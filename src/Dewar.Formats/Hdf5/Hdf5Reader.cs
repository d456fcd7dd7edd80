using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>HDF5 files of any kind (HDF5 File Format Specification 3.0), through the dialect that knows them or as plain HDF5.</summary>
public sealed class Hdf5Reader : IFormatReader
{
    private const long NearUserBlock = 128 * 1024;

    public string Name => "hdf5";

    public int Version => 2;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        .. Hdf5Dialects.All.Select(dialect => dialect.Passport),
        new(
            "HDF5", ".h5 .hdf5 .he5 .hdf", "The tree of groups, attributes and small datasets; every larger numeric dataset as a signal.",
            "The HDF Group: HDF5 File Format Specification Version 3.0"),
    ];

    // Behind a user block of any size; far into a file only where the name speaks for it.
    public Likelihood Recognise(FileHead head) =>
        Superblock.Find(head.Source, head.Named(".h5", ".hdf5", ".hdf", ".nxs", ".emd", ".mat") ? Superblock.FarthestUserBlock : NearUserBlock) >= 0
            ? Likelihood.BySignature
            : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "HDF5";
        into.MediaType = "application/x-hdf5";
        var hdf5 = Hdf5File.Open(file);
        try
        {
            var datasets = Hdf5Metadata.Read(hdf5, into, ct);
            if (Hdf5Dialects.All.FirstOrDefault(dialect => dialect.Knows(hdf5)) is { } dialect)
            {
                dialect.Read(hdf5, into, ct);
            }

            if (into.Signals.Count == 0)
            {
                Hdf5Signals.Read(datasets, into, ct);
            }
        }
        finally
        {
            foreach (var doubt in hdf5.Doubts)
            {
                into.Warn(doubt);
            }
        }
    }
}
