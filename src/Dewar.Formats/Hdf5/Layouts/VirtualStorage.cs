using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

internal static class VirtualMappings
{
    public static object Read(Hdf5File file, long heap, uint number) => throw new DamagedException("Virtual datasets are not read yet");
}

internal sealed class VirtualStorage(Hdf5File file, object mappings, long[] shape, int size, byte[] fill) : Storage
{
    public override string Name => "virtual";

    public override void Read(in Slab part, Span<byte> into) => throw new DamagedException($"{file} {mappings} {shape} {size} {fill}");
}
