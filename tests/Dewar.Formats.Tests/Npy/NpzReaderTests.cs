using System.IO.Compression;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Npy;

public sealed class NpzReaderTests() : ReaderContract(new NpzReader(), Archive(CompressionLevel.Fastest), likelihood: Likelihood.BySpeciality)
{
    [Theory, InlineData(CompressionLevel.NoCompression), InlineData(CompressionLevel.Optimal)]
    public void Arrays_have_their_names(CompressionLevel level)
    {
        var extraction = new Inspector([new NpzReader()]).Inspect(new MemorySource("a.npz", Archive(level))).Extraction;

        Assert.Equal(["one", "two"], extraction.Signals.Select(signal => signal.Name));
        Assert.Equal([258, 772], extraction.Signals[1].Values!.ReadNumbers(Slab.All([2])));
    }

    [Fact]
    public void An_archive_of_other_things_is_left_to_others()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("word/document.xml");
        }

        Assert.Equal(Likelihood.No, new NpzReader().Recognise(FileHead.Of(new MemorySource("a.npz", stream.ToArray()))));
    }

    [Fact]
    public void An_archive_that_was_cut_off_still_has_what_came_before()
    {
        var whole = Archive(CompressionLevel.NoCompression);
        var list = whole.AsSpan().IndexOf("PK\u0001\u0002"u8);

        var extraction = new Inspector([new NpzReader()]).Inspect(new MemorySource("a.npz", (byte[])[.. whole.Take(list)])).Extraction;

        Assert.Equal(["one", "two"], extraction.Signals.Select(signal => signal.Name));
        Assert.Contains(extraction.Warnings, warning => warning.Contains("sought from the beginning"));
    }

    private static byte[] Archive(CompressionLevel level)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["one.npy", "two.npy"])
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(NpyReaderTests.Array("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", [1, 2, 3, 4]));
            }
        }

        return stream.ToArray();
    }
}
