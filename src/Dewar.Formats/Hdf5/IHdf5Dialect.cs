using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// What a community agreed to write into HDF5 files, and where: NeXus, EMD, netCDF-4 … It takes over from <see cref="Hdf5Reader"/> where
/// it knows the file. Dialects are in the folder Hdf5Dialects and written out in its list.
/// </summary>
internal interface IHdf5Dialect
{
    /// <summary>What it reads, for the documentation.</summary>
    FormatPassport Passport { get; }

    /// <summary>Says by names and attributes near the root whether the file is one of its own.</summary>
    bool Knows(Hdf5File file);

    /// <summary>
    /// Reads the file. The whole tree of groups, attributes and small datasets is already in <see cref="Extraction.Metadata"/>; this adds
    /// signals, facts and the name of the format. When it adds no signal, all datasets of some size become signals as in any HDF5 file.
    /// </summary>
    void Read(Hdf5File file, Extraction into, CancellationToken ct);
}
