using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Points that were read already.</summary>
internal static class MemoryPoints
{
    public static SignalValues Of(List<float> numbers, int components)
    {
        var points = numbers.Count / components;
        var bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)[..(points * components)]).ToArray();
        return new PackedValues(new MemorySource("points", bytes), 0, ElementType.Float32, [points, components]);
    }
}
