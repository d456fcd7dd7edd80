using System.Text;
using Dewar.Formats.Bytes;
using Xunit;

namespace Dewar.Formats.Compound;

public sealed class CompoundReaderTests() : ReaderContract(new CompoundReader(), Sample())
{
    [Fact]
    public void Streams_are_listed_and_read()
    {
        var finding = Found.In("a.doc", Sample());

        Assert.Equal("Microsoft Word document (DOC)", finding.Extraction.Format);
        Assert.Equal(600, finding.Extraction.Metadata.Number("streams", "WordDocument"));
        var compound = new CompoundFile(new MemorySource("a.doc", Sample()));
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (byte)i), compound.Read(compound.Streams[0]));
    }

    [Fact]
    public void A_chain_that_bites_its_tail_ends()
    {
        var sample = Sample();
        BitConverter.TryWriteBytes(sample.AsSpan(512 + 8), 2);

        var compound = new CompoundFile(new MemorySource("a.doc", sample));
        Assert.InRange(compound.Read(compound.Streams[0]).Length, 0, 600);
    }

    // A header, the table of sectors, the directory, and two sectors of a stream.
    private static byte[] Sample()
    {
        var bytes = new byte[512 * 5];
        byte[] header = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        header.CopyTo(bytes, 0);
        void Number(int at, uint number, int size = 4) => BitConverter.GetBytes(number).AsSpan(0, size).CopyTo(bytes.AsSpan(at));
        Number(24, 0x3e, 2);
        Number(26, 3, 2);
        Number(28, 0xfffe, 2);
        Number(30, 9, 2);
        Number(32, 6, 2);
        Number(44, 1);
        Number(48, 1);
        Number(56, 100);
        Number(60, 0xfffffffe);
        Number(68, 0xfffffffe);
        bytes.AsSpan(76, 436).Fill(0xff);
        Number(76, 0);
        bytes.AsSpan(512, 512).Fill(0xff);
        Number(512, 0xfffffffd);
        Number(516, 0xfffffffe);
        Number(520, 3);
        Number(524, 0xfffffffe);
        void Entry(int at, string name, byte type, uint child, uint start, uint length)
        {
            Encoding.Unicode.GetBytes(name).CopyTo(bytes, at);
            Number(at + 64, (uint)(2 * name.Length + 2), 2);
            bytes[at + 66] = type;
            Number(at + 68, 0xffffffff);
            Number(at + 72, 0xffffffff);
            Number(at + 76, child);
            Number(at + 116, start);
            Number(at + 120, length);
        }

        Entry(1024, "Root Entry", 5, 1, 0xfffffffe, 0);
        Entry(1024 + 128, "WordDocument", 2, 0xffffffff, 2, 600);
        for (var i = 0; i < 600; i++)
        {
            bytes[1536 + i] = (byte)i;
        }

        return bytes;
    }
}
