using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A part of a virtual dataset and the part of another dataset that stands there.</summary>
/// <param name="File">The other file; <c>.</c> for the same.</param>
/// <param name="Dataset">The path of the dataset there.</param>
/// <param name="From">The part of it.</param>
/// <param name="Into">The part of the virtual dataset.</param>
internal sealed record VirtualMapping(string File, string Dataset, Selection From, Selection Into)
{
    private const int MostMappings = 1_000_000;

    /// <summary>The axis along which it goes on as far as there are sources; -1 without.</summary>
    public int Unlimited => Into is RegularSelection regular ? regular.Unlimited : -1;

    /// <summary>It stands for many sources, whose names have the number of a block in them.</summary>
    public bool IsSeries => Unlimited >= 0 && (Named(File, 0) != Named(File, 1) || Named(Dataset, 0) != Named(Dataset, 1));

    /// <summary>Reads the mappings of a dataset from the global heap.</summary>
    public static IReadOnlyList<VirtualMapping> ReadAll(Hdf5File file, long heap, uint number)
    {
        if (heap < 0)
        {
            return [];
        }

        var fields = file.GlobalHeap.Fields(heap, (int)Math.Min(number, int.MaxValue), "the list of a virtual dataset's sources");
        var version = fields.Version(0, 1);
        var count = fields.Length();
        if (count < 0 || count > Math.Min(MostMappings, fields.Left / 8))
        {
            throw new DamagedException($"A virtual dataset claims {count} sources", fields.At);
        }

        var mappings = new List<VirtualMapping>();
        for (var i = 0; i < count; i++)
        {
            // Since version 1 a name that was there before is only pointed at.
            var flags = version == 0 ? 0 : fields.U8();
            var source = (flags & 1) != 0 ? "." : (flags & 2) != 0 ? Earlier(mappings, fields.Length()).File : fields.Text();
            var dataset = (flags & 4) != 0 ? Earlier(mappings, fields.Length()).Dataset : fields.Text();
            mappings.Add(new(source, dataset, Selection.Read(ref fields), Selection.Read(ref fields)));
        }

        return mappings;
    }

    /// <summary>A name with the number of a block in it.</summary>
    public static string Named(string name, long block) => name.Contains('%')
        ? name.Replace("%%", "\0", StringComparison.Ordinal).Replace("%b", block.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace('\0', '%')
        : name;

    /// <summary>One block of a series as a mapping of its own.</summary>
    public VirtualMapping BlockOf(long block)
    {
        var regular = (RegularSelection)Into;
        var (start, count) = ((long[])[.. regular.Start], (long[])[.. regular.Count]);
        start[Unlimited] += block * regular.Stride[Unlimited];
        count[Unlimited] = 1;
        return new(Named(File, block), Named(Dataset, block), From, regular with { Start = start, Count = count });
    }

    private static VirtualMapping Earlier(List<VirtualMapping> mappings, long number) => number >= 0 && number < mappings.Count
        ? mappings[(int)number]
        : throw new DamagedException("A virtual dataset points at a name of its that is not there");
}
