namespace Dewar.Formats.Hdf5;

/// <summary>The dialects of HDF5, written out; the first that knows a file reads it.</summary>
internal static class Hdf5Dialects
{
    public static IReadOnlyList<IHdf5Dialect> All { get; } =
    [
    ];
}
