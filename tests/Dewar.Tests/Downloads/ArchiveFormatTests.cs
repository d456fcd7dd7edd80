using System.Text;
using Dewar.Disk;
using Xunit;

namespace Dewar.Downloads;

/// <summary>The records of a ZIP where they get large, without the files.</summary>
public sealed class ArchiveFormatTests
{
    [Theory, InlineData("", 0u), InlineData("123456789", 0xCBF43926u), InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Checksums_are_those_of_everybody(string text, uint crc) => Assert.Equal(crc, Crc32.Append(0, Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_checksum_can_be_taken_in_pieces()
    {
        var bytes = TestFolder.Noise(1000);
        for (var cut = 0; cut <= bytes.Length; cut += 37)
        {
            Assert.Equal(Crc32.Append(0, bytes), Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }

    [Fact]
    public async Task Programs_read_more_files_than_the_first_ZIP_could_count()
    {
        const int Files = 70_000;
        using var folder = new TestFolder();
        using var archive = new Archive(folder["spool"], "", "");
        for (var each = 0; each < Files; each++)
        {
            var text = Encoding.ASCII.GetBytes($"content {each}");
            archive.AddText($"folder-{each / 1000}/file-{each}.txt", archive.Texts.Length, text.Length, System.Security.Cryptography.SHA256.HashData(text), Crc32.Append(0, text));
            archive.Texts.Append(text);
        }

        archive.Seal();
        await using (var stream = new ArchiveStream(archive, new(Folder.OpenRoot(folder.Path), "none", ""), null!, keeps: false))
        await using (var file = File.Create(folder["many.zip"]))
        {
            Assert.Equal(Files, archive.Count);
            await stream.CopyToAsync(file);
            Assert.Equal(stream.Length, file.Length);
        }

        // What the rows were kept in is gone.
        Assert.Equal(["many.zip"], folder.Files);
        Assert.Contains("No errors detected", await Foreign.Run(folder.Path, "unzip", "-tq", "many.zip"));
        Assert.Equal(Files, (await Foreign.Run(folder.Path, "bsdtar", "-tf", "many.zip")).Count(letter => letter == '\n'));
        Assert.Equal("content 69999\n", await Foreign.Run(folder.Path, "python3", "-c",
            $"import zipfile; z = zipfile.ZipFile('many.zip'); assert len(z.infolist()) == {Files}; print(z.read('folder-69/file-69999.txt').decode())"));
    }

    [Fact]
    public void What_was_spooled_is_read_back_in_memory_and_on_disk()
    {
        using var folder = new TestFolder();
        using var spool = new Spool(folder["spool"]);
        var bytes = TestFolder.Noise(11 << 20);
        for (var at = 0; at < bytes.Length; at += 999_983)
        {
            spool.Append(bytes.AsSpan(at, Math.Min(999_983, bytes.Length - at)));
            var back = new byte[Math.Min(500, spool.Length)];
            spool.Read(back, at);
            Assert.Equal(bytes.AsSpan(at, Math.Min(back.Length, (int)spool.Length - at)).ToArray(), back[..Math.Min(back.Length, (int)spool.Length - at)]);
        }

        spool.Put([1, 2, 3], 5);
        var read = new byte[4];
        Assert.Equal(4, spool.Read(read, 5));
        Assert.Equal([1, 2, 3, bytes[8]], read);
        Assert.Equal(bytes.Length, spool.Length);
        Assert.Empty(folder.Files);
    }
}
