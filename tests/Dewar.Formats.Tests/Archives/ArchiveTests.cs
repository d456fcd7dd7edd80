using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Archives;

public sealed class ZipReaderTests() : ReaderContract(new ZipReader(), Zip("a.txt", "../../escape.txt"))
{
    [Fact]
    public void Members_are_listed_and_names_that_lead_away_told()
    {
        var finding = Found.In("things.zip", Zip("a.txt", "../../escape.txt"));

        Assert.Equal(2, finding.Extraction.Metadata.Number("members"));
        Assert.Equal(5, finding.Extraction.Metadata.Number("content", "a.txt"));
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("../../escape.txt"));
        Assert.Contains("a.txt", Found.One(finding).Text);
    }

    [Fact]
    public void Something_may_stand_before_the_archive()
    {
        var zip = new ZipDirectory(new Bytes.MemorySource("x", (byte[])[.. new byte[1000], .. Zip("a.txt")]));

        Assert.Equal("hello"u8.ToArray(), zip.ReadAll(zip.Members[0], 100));
    }

    [Fact]
    public void What_unpacks_to_much_is_bounded()
    {
        var zip = new ZipDirectory(new Bytes.MemorySource("x", Zip(("zeros", new byte[1 << 20]))));

        Assert.Equal(1000, zip.ReadAll(zip.Members[0], 1000)!.Length);
    }

    internal static byte[] Zip(params string[] names) => Zip([.. names.Select(name => (name, "hello"u8.ToArray()))]);

    internal static byte[] Zip(params (string Name, byte[] Content)[] members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = new(2024, 1, 2, 3, 4, 6, TimeSpan.Zero);
                using var open = entry.Open();
                open.Write(content);
            }
        }

        return stream.ToArray();
    }
}

public sealed class TarReaderTests() : ReaderContract(new TarReader(), Tar(TarEntryFormat.Pax))
{
    private static readonly string Long = new string('d', 120) + "/file.txt";

    [Theory, InlineData(TarEntryFormat.V7), InlineData(TarEntryFormat.Ustar), InlineData(TarEntryFormat.Pax), InlineData(TarEntryFormat.Gnu)]
    public void Members_of_every_form_are_listed(TarEntryFormat format)
    {
        var finding = Found.In("things.tar", Tar(format));

        Assert.Null(finding.Damage);
        Assert.Equal(5, finding.Extraction.Metadata.Number("content", "a.txt"));
        Assert.Equal(format is TarEntryFormat.V7 ? null : 5.0, finding.Extraction.Metadata.Number("content", Long));
    }

    [Fact]
    public void A_packed_archive_is_looked_into()
    {
        var finding = Found.In("things.tgz", PackedReaderTests.Gzip(Tar(TarEntryFormat.Gnu)));

        Assert.Equal("TAR archive, gzip", finding.Extraction.Format);
        Assert.Equal(5, finding.Extraction.Metadata.Number("content", Long));
    }

    [Fact]
    public void Of_another_packed_file_the_kind_is_told()
    {
        var finding = Found.In("program.gz", PackedReaderTests.Gzip([0x7f, .. "ELF\x02\x01\x01"u8, .. new byte[60]]));

        Assert.Equal("GZIP file", finding.Extraction.Format);
        Assert.Contains("ELF", finding.Extraction.Metadata.Word("content"));
        Assert.Equal(67, finding.Extraction.Metadata.Number("gzip", "unpacked"));
    }

    private static byte[] Tar(TarEntryFormat format)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (var name in format is TarEntryFormat.V7 ? ["a.txt"] : new[] { "a.txt", Long })
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    _ => new PaxTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(Encoding.ASCII.GetBytes("hello"));
                tar.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }
}
