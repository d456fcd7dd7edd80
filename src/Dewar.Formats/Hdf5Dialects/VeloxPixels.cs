using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The pixels of a Velox image, with the frames first. Those of Fourier transforms are pairs of numbers.</summary>
internal static class VeloxPixels
{
    public static (ElementType Element, SignalValues? Values) Of(Hdf5Dataset data)
    {
        var values = data.AsSignalValues([2, 0, 1]);
        return (values?.Element ?? ElementType.Complex64, values);
    }
}
