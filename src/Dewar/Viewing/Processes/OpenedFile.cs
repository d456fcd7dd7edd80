using Dewar.Disk;
using Dewar.Formats;
using Dewar.Formats.Bytes;
using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>A file that is looked at, open: what it was found to hold stays for the next question.</summary>
internal sealed class OpenedFile(FileSource source, Folder root, Folder experiment, IReadOnlyList<IFormatReader> readers) : IDisposable
{
    private Hdf5File? _hdf5;
    private Finding? _finding;

    public FileSource Source => source;

    /// <summary>The file as HDF5.</summary>
    /// <exception cref="ViewFault">It is none.</exception>
    public Hdf5File Hdf5 => _hdf5 ??= Superblock.Find(source) >= 0 ? Hdf5File.Open(source) : throw ViewFault.Wrong($"{source.Name} is no HDF5 file");

    /// <summary>What a reader finds in it.</summary>
    public Finding Finding => _finding ??= new Inspector(readers).Inspect(source);

    public void Dispose()
    {
        source.Dispose();
        experiment.Dispose();
        root.Dispose();
    }
}
