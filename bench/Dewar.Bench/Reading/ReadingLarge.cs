using System.Buffers.Binary;

namespace Dewar.Bench;

/// <summary>The memory that it takes to describe a file of 20 GB. The files are sparse: nearly all of their bytes are zeros that take no room.</summary>
internal static class ReadingLarge
{
    private const int Side = 4096;
    private const int Sections = 640;
    private const long Bytes = 2L * Side * Side * Sections;

    public static async Task Run(Bench bench)
    {
        var folder = bench.Folder("reading");
        foreach (var (name, make) in ((string, Func<string, Task>)[])
        [
            ("large.mrc", path => Write(path, Mrc(), Bytes)),
            ("large.tif", path => Write(path, BigTiff(), Bytes)),
            ("large.ser", Ser),
            ("large.npy", path => Write(path, Npy(), Bytes)),
            ("large.rpl", Ripple),
            ("contiguous.h5", path => Reading.Python("h5py_reads.py", "make-large", path, $"{Sections}")),
            ("chunked.h5", path => Reading.Python("h5py_reads.py", "make-large-chunked", path, $"{Sections}")),
        ])
        {
            var path = Path.Combine(folder, name);
            await make(path);
            bench.Report.AddAtMost($"peak memory for metadata and thumbnail of 20 GB: {name}", await Reading.Memory(path), "MB", 200);
            File.Delete(path);
        }
    }

    private static async Task Write(string path, byte[] head, long more)
    {
        await using var file = File.Create(path);
        await file.WriteAsync(head);
        file.SetLength(head.Length + more);
    }

    // MRC2014: nx, ny, nz, mode 6; the cell; the order of axes; the mark; the byte order.
    private static byte[] Mrc()
    {
        var header = new byte[1024];
        Put(header, 0, Side, Side, Sections, 6, 0, 0, 0, Side, Side, Sections);
        Buffer.BlockCopy((float[])[Side, Side, Sections, 90, 90, 90], 0, header, 40, 24);
        Put(header, 64, 1, 2, 3);
        "MAP DD\0\0"u8.CopyTo(header.AsSpan(208));
        return header;
    }

    // BigTIFF: all directories, then all pages, each of one strip.
    private static byte[] BigTiff()
    {
        const int Directory = 8 + 9 * 20 + 8;
        var head = new byte[16 + Sections * Directory];
        "II\x2b\0\x08\0\0\0\x10"u8.CopyTo(head);
        for (var page = 0; page < Sections; page++)
        {
            var at = 16 + page * Directory;
            (int Tag, int Type, long Value)[] fields =
            [
                (256, 4, Side), (257, 4, Side), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 16, head.Length + page * Bytes / Sections), (277, 3, 1), (278, 4, Side), (279, 16, Bytes / Sections),
            ];
            Long(head, at, fields.Length);
            for (var i = 0; i < fields.Length; i++)
            {
                Put(head, at + 8 + 20 * i, fields[i].Tag | fields[i].Type << 16);
                Long(head, at + 12 + 20 * i, 1);
                Long(head, at + 20 + 20 * i, fields[i].Value);
            }

            Long(head, at + Directory - 8, page + 1 < Sections ? at + Directory : 0);
        }

        return head;
    }

    // TIA series 0x220: a series of images, each with its calibration before it.
    private static async Task Ser(string path)
    {
        const int Header = 30 + 40;
        const long Image = 50 + 2L * Side * Side;
        await using var file = File.Create(path);
        var head = new byte[Header + 16 * Sections];
        Put(head, 0, 0x01974949, 0x0220);
        Put(head, 6, 0x4122, 0x4152, Sections, Sections);
        Long(head, 22, Header);
        Put(head, 30, 1, Sections);
        for (var i = 0; i < Sections; i++)
        {
            Long(head, Header + 8 * i, head.Length + i * Image);
        }

        await file.WriteAsync(head);
        var element = new byte[50];
        BinaryPrimitives.WriteDoubleLittleEndian(element.AsSpan(8), 1e-9);
        BinaryPrimitives.WriteDoubleLittleEndian(element.AsSpan(28), 1e-9);
        element[40] = 2;
        Put(element, 42, Side, Side);
        for (var i = 0; i < Sections; i++)
        {
            file.Position = head.Length + i * Image;
            await file.WriteAsync(element);
        }

        file.SetLength(head.Length + Sections * Image);
    }

    private static byte[] Npy()
    {
        var text = $"{{'descr': '<u2', 'fortran_order': False, 'shape': ({Sections}, {Side}, {Side}), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(text)];
    }

    private static async Task Ripple(string path)
    {
        var lines = $"key\tvalue\nwidth\t{Side}\nheight\t{Side}\ndepth\t{Sections}\noffset\t0\ndata-length\t2\ndata-type\tunsigned\nbyte-order\tlittle-endian\nrecord-by\timage\n";
        await File.WriteAllTextAsync(path, lines);
        await Write(Path.ChangeExtension(path, ".raw"), [], Bytes);
    }

    private static void Put(byte[] into, int at, params int[] numbers) => Buffer.BlockCopy(numbers, 0, into, at, 4 * numbers.Length);

    private static void Long(byte[] into, int at, long number) => BinaryPrimitives.WriteInt64LittleEndian(into.AsSpan(at), number);
}
