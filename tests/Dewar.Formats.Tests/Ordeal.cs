using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>Sees that a reader ends with an answer whatever was done to a file, soon, and without taking the memory of the machine.</summary>
internal static class Ordeal
{
    /// <summary>Memory that one reading may take from the heap altogether; what is given back in between counts as well.</summary>
    private const long MostAllocated = 2L << 30;

    public static void Try(
        IFormatReader reader, string name, byte[] sample, IReadOnlyDictionary<string, byte[]>? companions, int rounds, int seed)
    {
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(seed * 1_000_003 + round);
            var bytes = Mutations.Spoil(sample, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                ReaderContract.Drain(new Inspector([reader]).Inspect(new MemorySource(name, bytes, companions), patience.Token));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{reader.Name}, {name}, seed {seed}, round {round}: {failure.GetType().Name}: {failure.Message}", failure);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocated, $"{reader.Name}, {name}, seed {seed}, round {round}: {allocated:N0} bytes of memory");
        }
    }
}
