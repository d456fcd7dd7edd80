using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Dewar.Viewing;

/// <summary>Numbers as files that other programs take: what stands around them.</summary>
internal static class NumberFiles
{
    private const int MostText = 96 << 20;

    /// <summary>The beginning of a .npy file, version 1.0.</summary>
    public static byte[] Npy(string numpy, IReadOnlyList<long> shape)
    {
        var lengths = shape.Count == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        var words = $"{{'descr': '{numpy}', 'fortran_order': False, 'shape': ({lengths}), }}";
        var length = (10 + words.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[length];
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - 10));
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(words, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>The beginning of a TIFF file whose pages follow one after the other, unpacked.</summary>
    /// <param name="shape">The last two axes are a page.</param>
    public static byte[] Tiff(NumberForm form, IReadOnlyList<long> shape)
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

    /// <summary>Lines as numpy.savetxt writes them with commas; an axis alone is a column.</summary>
    public static byte[] Csv(NumberForm form, IReadOnlyList<long> shape, ReadOnlySpan<byte> numbers)
    {
        var columns = shape.Count < 2 ? 1 : (int)shape[1];
        var text = new StringBuilder();
        for (int i = 0, n = 0; i + form.Size <= numbers.Length; i += form.Size, n++)
        {
            if (form.Kind == 'c')
            {
                // numpy puts a blank and brackets around them.
                var (real, imaginary) = (form.Read(numbers[i..]), form.Read(numbers[(i + form.PartSize)..]));
                text.Append(" (").Append(Scientific(real)).Append($"+{Scientific(imaginary)}".Replace("+-", "-", StringComparison.Ordinal)).Append("j)");
            }
            else
            {
                text.Append(Scientific(form.Read(numbers[i..])));
            }

            text.Append(n % columns == columns - 1 ? '\n' : ',');
            if (text.Length > MostText)
            {
                throw ViewFault.TooMuch("This is too much to be written as text at once. Ask for a smaller selection.");
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>As %.18e of C.</summary>
    private static string Scientific(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var text = number.ToString("e18", CultureInfo.InvariantCulture);
        var digits = text.Length - 3;
        return text[digits] == '0' ? text[..digits] + text[(digits + 1)..] : text;
    }
}
