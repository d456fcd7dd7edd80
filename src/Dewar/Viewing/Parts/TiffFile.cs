namespace Dewar.Viewing;

/// <summary>Pictures of numbers that other programs take.</summary>
internal static class TiffFile
{
    /// <summary>The beginning of a TIFF file whose pages follow one after the other, unpacked.</summary>
    /// <param name="shape">The last two axes are a page.</param>
    public static byte[] Begin(NumberForm form, IReadOnlyList<long> shape)
    {
        var (height, width) = shape.Count == 1 ? (1, shape[0]) : (shape[^2], shape[^1]);
        var pages = shape.Take(Math.Max(0, shape.Count - 2)).Aggregate(1L, (product, length) => product * length);
        const int Entries = 10, PageSize = 2 + Entries * 12 + 4;
        if (height * width == 0 || pages == 0 || pages > 10_000)
        {
            throw ViewFault.Wrong("Unsupported encoding tiff for an empty dataset, or one of more than 10000 pages");
        }

        var bytes = new byte[8 + pages * PageSize];
        var page = height * width * form.Size;
        (form.IsBig ? "MM"u8 : "II"u8).CopyTo(bytes);
        U16(2, 42);
        U32(4, 8);
        for (var i = 0L; i < pages; i++)
        {
            var at = 8 + i * PageSize;
            U16(at, Entries);
            Entry(0, 256, 4, width);
            Entry(1, 257, 4, height);
            Entry(2, 258, 3, form.Size * 8);
            Entry(3, 259, 3, 1);
            Entry(4, 262, 3, 1);
            Entry(5, 273, 4, bytes.Length + i * page);
            Entry(6, 277, 3, 1);
            Entry(7, 278, 4, height);
            Entry(8, 279, 4, page);
            Entry(9, 339, 3, form.Kind switch { 'i' => 2, 'f' => 3, 'c' => 6, _ => 1 });
            U32(at + 2 + Entries * 12, i + 1 < pages ? at + PageSize : 0);

            void Entry(int number, int tag, int type, long value)
            {
                var entry = at + 2 + number * 12;
                U16(entry, tag);
                U16(entry + 2, type);
                U32(entry + 4, 1);
                if (type == 3)
                {
                    U16(entry + 8, value);
                }
                else
                {
                    U32(entry + 8, value);
                }
            }
        }

        return bytes;

        void U16(long at, long value) => Write(at, value, 2);
        void U32(long at, long value) => Write(at, value, 4);

        void Write(long at, long value, int count)
        {
            for (var i = 0; i < count; i++)
            {
                bytes[at + i] = (byte)(value >> 8 * (form.IsBig ? count - 1 - i : i));
            }
        }
    }
}
