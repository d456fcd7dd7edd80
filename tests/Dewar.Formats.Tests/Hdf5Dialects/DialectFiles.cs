namespace Dewar.Formats.Hdf5;

/// <summary>Small files in the dialects of HDF5, written by h5py once for all tests of a class.</summary>
public sealed class DialectFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-dialects-").FullName;
    private bool _written;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public string PathOf(string name)
    {
        lock (_folder)
        {
            if (!_written)
            {
                Python.Run("Hdf5Dialects/write_dialects.py", "h5py", _folder);
                _written = true;
            }
        }

        return Path.Combine(_folder, name);
    }

    public Finding Inspect(string name)
    {
        var finding = new Inspector(FormatsPlugin.Readers).Inspect(Samples.OpenFile(PathOf(name)));
        ReaderContract.Drain(finding);
        return finding;
    }
}
