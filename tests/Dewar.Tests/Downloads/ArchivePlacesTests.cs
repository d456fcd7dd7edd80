using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Dewar.Disk;
using Xunit;

namespace Dewar.Downloads;

/// <summary>Where what lies in an archive, over many blocks of rows, and what its records say where numbers get large.</summary>
public sealed class ArchivePlacesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory, InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(1000)]
    public async Task Whatever_is_read_from_wherever_is_a_part_of_the_whole(int files)
    {
        var whole = await Read(Filled(files), 0, int.MaxValue, 1 << 20);
        using (var zip = new ZipArchive(new MemoryStream(whole)))
        {
            Assert.Equal(Enumerable.Range(0, files).Select(Name), zip.Entries.Select(entry => entry.FullName));
        }

        var random = new Random(files);
        for (var each = 0; each < 60; each++)
        {
            var from = random.Next(whole.Length);
            var length = random.Next(Math.Min(whole.Length - from, 20_000) + 1);
            Assert.Equal(whole[from..(from + length)], await Read(Filled(files), from, length, random.Next(1, 5000)));
        }
    }

    [Fact]
    public async Task One_stream_may_jump_back_and_forth()
    {
        var whole = await Read(Filled(700), 0, int.MaxValue, 1 << 20);
        await using var stream = Stream(Filled(700));
        var random = new Random(3);
        var buffer = new byte[3000];
        for (var each = 0; each < 300; each++)
        {
            var from = stream.Seek(random.Next(whole.Length), SeekOrigin.Begin);
            var got = await stream.ReadAtLeastAsync(buffer, random.Next(1, buffer.Length), throwOnEndOfStream: false);
            Assert.Equal(whole.AsSpan((int)from, got).ToArray(), buffer[..got]);
            Assert.Equal(from + got, stream.Position);
        }

        Assert.Equal(whole.Length, stream.Seek(0, SeekOrigin.End));
        Assert.Equal(0, await stream.ReadAsync(buffer));
        Assert.Equal(whole.Length - 5, stream.Seek(-5, SeekOrigin.Current));
    }

    [Fact]
    public void The_digest_tells_everything_apart_that_changes_a_byte()
    {
        (string Name, string Content, long At)[] files = [("a", "x", 1), ("b", "x", 1), ("a", "y", 1), ("a", "x", 2), ("ab", "", 1), ("a", "b", 1)];
        var digests = files.Select(file => Of(file)).ToList();

        Assert.Equal(digests.Count, digests.Distinct().Count());
        Assert.Equal(digests, files.Select(file => Of(file)));
        Assert.NotEqual(Of(files[0], files[1]), Of(files[1], files[0]));
        Assert.NotEqual(Of(files[0]), Of(files[0], files[1]));
        Assert.All(digests, digest => Assert.Equal(64, digest.Length));
    }

    [Theory]
    [InlineData(0xFFFFFFFEL, 0, 20, 16)]
    [InlineData(0xFFFFFFFFL, 20, 45, 24)]
    [InlineData(1L << 40, 20, 45, 24)]
    public void A_large_file_has_its_size_in_a_record_of_its_own(long size, int extra, int version, int descriptor)
    {
        var entry = Entry(size, 0, 1_000_000_000);
        var local = new byte[ZipFormat.LocalLength(entry)];
        ZipFormat.WriteLocal(local, entry);
        Assert.Equal(30 + 1 + 9 + extra, local.Length);
        Assert.Equal((version, (1 << 3) | (1 << 11), 0), (Short(local, 4), Short(local, 6), Short(local, 8)));
        Assert.Equal((extra > 0 ? 0xFFFFFFFF : 0, 9 + extra), (BinaryPrimitives.ReadUInt32LittleEndian(local.AsSpan(18)), Short(local, 28)));
        Assert.Equal(size, extra == 0 ? size : BinaryPrimitives.ReadInt64LittleEndian(local.AsSpan(30 + 1 + 9 + 4)));

        var behind = new byte[ZipFormat.DescriptorLength(size)];
        ZipFormat.WriteDescriptor(behind, size, 0x12345678);
        Assert.Equal((descriptor, 0x12345678u), (behind.Length, BinaryPrimitives.ReadUInt32LittleEndian(behind.AsSpan(4))));
        Assert.Equal(size, extra == 0 ? BinaryPrimitives.ReadUInt32LittleEndian(behind.AsSpan(12)) : BinaryPrimitives.ReadInt64LittleEndian(behind.AsSpan(16)));
    }

    [Theory]
    [InlineData(1, 1, 0, 20), InlineData(1L << 33, 1, 20, 45), InlineData(1, 1L << 33, 12, 45), InlineData(1L << 33, 1L << 33, 28, 45), InlineData(1, 0xFFFFFFFF, 12, 45)]
    public void The_directory_knows_large_sizes_and_far_places(long size, long offset, int extra, int version)
    {
        var entry = Entry(size, offset, 1_000_000_000);
        var record = new byte[ZipFormat.CentralLength(entry)];
        ZipFormat.WriteCentral(record, entry, 7);
        Assert.Equal((46 + 1 + 9 + extra, version), (record.Length, Short(record, 6)));
        var values = new List<long>();
        for (var at = 46 + 1 + 9 + 4; at < record.Length; at += 8)
        {
            values.Add(BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(at)));
        }

        Assert.Equal([.. size > uint.MaxValue - 1 ? [size, size] : Array.Empty<long>(), .. offset > uint.MaxValue - 1 ? [offset] : Array.Empty<long>()], values);
    }

    [Theory]
    [InlineData("1700-01-01T00:00:00Z", "1980-01-01T00:00:00"), InlineData("1969-12-31T23:59:59Z", "1980-01-01T00:00:00")]
    [InlineData("1980-01-01T00:00:02Z", "1980-01-01T00:00:02"), InlineData("2026-05-04T03:02:01Z", "2026-05-04T03:02:00")]
    [InlineData("2107-12-31T23:59:59Z", "2107-12-31T23:59:58"), InlineData("2108-01-01T00:00:00Z", "2107-12-31T23:59:58"), InlineData("2200-06-01T00:00:00Z", "2107-12-31T23:59:58")]
    public async Task Times_outside_of_what_a_ZIP_can_say_are_its_ends(string at, string shown)
    {
        var time = (DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks * 100;
        using var zip = new ZipArchive(new MemoryStream(await Read(With([("a", "x", time)]), 0, int.MaxValue, 4096)));
        Assert.Equal(DateTime.Parse(shown, CultureInfo.InvariantCulture), zip.Entries.Single().LastWriteTime.DateTime);
    }

    [Theory, InlineData(0xFFFE, 1000, 1000, 22), InlineData(0xFFFF, 1000, 1000, 98), InlineData(1, 0xFFFFFFFF, 1000, 98), InlineData(1, 1000, 0xFFFFFFFF, 98), InlineData(0, 0, 0, 22)]
    public void The_end_is_that_of_a_ZIP64_only_where_it_must_be(long entries, long offset, long length, int bytes)
    {
        var end = ZipFormat.End(entries, offset, length);
        Assert.Equal(bytes, end.Length);
        Assert.Equal((0x06054b50u, Math.Min(entries, 0xFFFF)), (BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(end.Length - 22)), Short(end, end.Length - 12)));
        if (bytes > 22)
        {
            Assert.Equal((entries, length, offset), (BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(32)), BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(40)),
                BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48))));
            Assert.Equal(offset + length, BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(56 + 8)));
        }
    }

    [Fact]
    public async Task A_reader_takes_it_however_slowly_it_comes()
    {
        var whole = await Read(Filled(40), 0, int.MaxValue, 1 << 20);
        foreach (var most in new[] { 1, 7, 100_000 })
        {
            var reader = new ZipReader(new Trickle(whole, most));
            for (var each = 0; each < 40; each++)
            {
                Assert.Equal(Name(each), await reader.Next(default));
                var content = Encoding.UTF8.GetBytes(Content(each));
                Assert.Equal(content, (await reader.Content(content.Length, default)).ToArray());
            }

            Assert.Null(await reader.Next(default));
            await reader.Drain(default);
        }
    }

    [Theory, InlineData(0), InlineData(3), InlineData(29), InlineData(35), InlineData(60)]
    public async Task A_reader_notices_what_was_cut_off(int length)
    {
        var whole = await Read(Filled(2), 0, int.MaxValue, 1 << 20);
        var reader = new ZipReader(new MemoryStream(whole[..length]));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await reader.Next(default);
            await reader.Content(100, default);
        });
    }

    [Fact]
    public async Task A_reader_takes_nothing_else_for_an_archive() =>
        await Assert.ThrowsAsync<IOException>(async () => await new ZipReader(new MemoryStream(Encoding.ASCII.GetBytes("<html><body>Sign in</body></html>"))).Next(default));

    public void Dispose() => _folder.Dispose();

    private static ArchiveEntry Entry(long size, long offset, long modifiedNs) => new()
    {
        Name = "n"u8.ToArray(),
        Size = size,
        ModifiedNs = modifiedNs,
        Sha256 = new byte[32],
        Offset = offset,
        Central = 0,
        Row = 0,
    };

    private static int Short(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static string Name(int each) => $"folder {each / 100}/ä-{each:0000}";

    /// <summary>Some are empty, some long.</summary>
    private static string Content(int each) => new((char)('a' + each % 26), each % 7 == 0 ? 0 : each * 37 % 500);

    private Archive Filled(int files) => With(Enumerable.Range(0, files).Select(each => (Name(each), Content(each), 0L)));

    private string Of(params (string, string, long)[] files)
    {
        using var archive = With(files);
        return archive.Digest;
    }

    private Archive With(IEnumerable<(string Name, string Content, long ModifiedNs)> files)
    {
        var archive = new Archive(_folder["spool"], "", "");
        foreach (var (name, content, modifiedNs) in files)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            archive.NewestNs = modifiedNs;
            archive.AddText(name, archive.Texts.Length, bytes.Length, SHA256.HashData(bytes), Crc32.Append(0, bytes));
            archive.Texts.Append(bytes);
        }

        archive.Seal();
        return archive;
    }

    private ArchiveStream Stream(Archive archive) => new(archive, new(Folder.OpenRoot(_folder.Path), "none", ""), null!, keeps: false);

    private async Task<byte[]> Read(Archive archive, long from, int most, int piece)
    {
        await using var stream = Stream(archive);
        var bytes = new byte[Math.Min(most, stream.Length - from)];
        stream.Position = from;
        for (var at = 0; at < bytes.Length;)
        {
            at += await stream.ReadAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
        }

        return bytes;
    }

    /// <summary>Gives a few bytes at a time, as a line does.</summary>
    private sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
