using System.Buffers;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A step between the values and their bytes in the file.</summary>
/// <param name="Id">Its registered number.</param>
/// <param name="Name">What the file calls it; may be empty.</param>
/// <param name="Parameters">Its client data.</param>
internal sealed record Hdf5Filter(int Id, string Name, uint[] Parameters)
{
    /// <summary>The number with the name that people know.</summary>
    public override string ToString() => FilterTable.NameOf(Id) ?? (Name is "" ? $"filter {Id}" : $"filter {Id} ({Name})");
}

/// <summary>The filters of a dataset or heap, in the order in which they were applied.</summary>
internal sealed class FilterPipeline
{
    private FilterPipeline(IReadOnlyList<Hdf5Filter> filters) => Filters = filters;

    public static FilterPipeline None { get; } = new([]);

    public IReadOnlyList<Hdf5Filter> Filters { get; }

    public bool IsEmpty => Filters.Count == 0;

    /// <summary>The first filter that can't be undone; null when all can.</summary>
    public Hdf5Filter? Unknown => Filters.FirstOrDefault(filter => !FilterTable.Knows(filter.Id));

    public static FilterPipeline Read(Fields fields)
    {
        var version = fields.Version(1, 2);
        var count = fields.U8();
        fields.Skip(version == 1 ? 6 : 0);
        var filters = new List<Hdf5Filter>();
        for (var i = 0; i < count; i++)
        {
            var id = fields.U16();
            var nameLength = version == 1 || id >= 256 ? fields.U16() : 0;
            fields.Skip(2);
            var parameters = new uint[fields.U16()];
            var name = Encoding.UTF8.GetString(fields.Take(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)).TrimEnd('\0');
            for (var j = 0; j < parameters.Length; j++)
            {
                parameters[j] = fields.U32();
            }

            fields.Skip(version == 1 && parameters.Length % 2 != 0 ? Math.Min(4, fields.Left) : 0);
            filters.Add(new(id, name, parameters));
        }

        return new(filters);
    }

    /// <summary>Undoes the filters.</summary>
    /// <param name="mask">Bits of filters that were left out.</param>
    /// <param name="into">As long as what must come out.</param>
    public void Decode(ReadOnlySpan<byte> stored, uint mask, Span<byte> into)
    {
        var first = 0;
        while (first < Filters.Count && IsLeftOut(first, mask))
        {
            first++;
        }

        byte[]? held = null;
        var bytes = stored;
        try
        {
            for (var i = Filters.Count - 1; i >= first; i--)
            {
                if (IsLeftOut(i, mask))
                {
                    continue;
                }

                var decode = FilterTable.Find(Filters[i].Id)
                    ?? throw new DamagedException($"The values were packed by {Filters[i]}, which can't be undone");
                if (i == first)
                {
                    Demand(decode(bytes, into, Filters[i].Parameters), into.Length);
                    return;
                }

                var size = SizeBefore(i, mask, into.Length);
                var next = ArrayPool<byte>.Shared.Rent(size);
                var count = 0;
                try
                {
                    count = decode(bytes, next.AsSpan(0, size), Filters[i].Parameters);
                }
                finally
                {
                    Return(held);
                    held = next;
                }

                bytes = next.AsSpan(0, count);
            }

            Demand(bytes.Length, into.Length);
            bytes[..into.Length].CopyTo(into);
        }
        finally
        {
            Return(held);
        }
    }

    private static void Return(byte[]? held)
    {
        if (held is not null)
        {
            ArrayPool<byte>.Shared.Return(held);
        }
    }

    private static void Demand(int came, int wanted)
    {
        if (came < wanted)
        {
            throw new DamagedException($"{came} bytes come out of a chunk that should have {wanted}");
        }
    }

    private static bool IsLeftOut(int filter, uint mask) => filter < 32 && (mask >> filter & 1) != 0;

    // What comes out of undoing a filter is what those before it made of the values.
    private int SizeBefore(int number, uint mask, int size)
    {
        var grown = 0;
        var known = true;
        for (var i = 0; i < number; i++)
        {
            if (!IsLeftOut(i, mask))
            {
                grown += Filters[i].Id == FilterTable.Fletcher32 ? 4 : 0;
                known &= FilterTable.KeepsSize(Filters[i].Id);
            }
        }

        return known ? size + grown : checked((int)(size + size / 8L + 64 * 1024 + grown));
    }
}
