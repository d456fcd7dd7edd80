using System.IO.Compression;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>Tape archives (POSIX ustar and pax, GNU), also packed with gzip: what is in them. Nothing is unpacked to anywhere.</summary>
public sealed class TarReader : IFormatReader
{
    private const int BlockLength = 512;
    private const int MostMembers = 2000;
    private const long MostUnpacked = 64L << 20;

    public string Name => "tar";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Tape archives (TAR)", ".tar", "Names, sizes and times of the members.", "POSIX.1-2017, pax; GNU tar manual"),
        new("Tape archives, packed with gzip", ".tgz .tar.gz", "Names, sizes and times of the members.", "RFC 1952"),
    ];

    public Likelihood Recognise(FileHead head) =>
        IsTar(head) ? Likelihood.BySignature
        : GzipHeader.Is(head) && IsPackedTar(head.Source) ? Likelihood.BySpeciality
        : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        if (!GzipHeader.Is(FileHead.Of(file)))
        {
            (into.Format, into.MediaType) = ("TAR archive", "application/x-tar");
            using var plain = new SourceStream(file);
            Members(plain, file.Length, into, ct);
            return;
        }

        (into.Format, into.MediaType) = ("TAR archive, gzip", "application/gzip");
        GzipHeader.Add(file, into.Metadata);
        using var packed = new BoundedStream(new GZipStream(new SourceStream(file), CompressionMode.Decompress), MostUnpacked);
        Members(packed, long.MaxValue, into, ct);
    }

    private static void Members(Stream stream, long length, Extraction into, CancellationToken ct)
    {
        var members = new List<(string, long, FileTime?)>();
        try
        {
            Walk(stream, length, members, into, ct);
        }
        finally
        {
            into.Metadata.Add("members", members.Count);
            MemberList.Add(into, members);
        }
    }

    private static void Walk(Stream stream, long length, List<(string, long, FileTime?)> members, Extraction into, CancellationToken ct)
    {
        var block = new byte[BlockLength];
        string? longName = null;
        long? longSize = null;
        for (var at = 0L; members.Count < MostMembers;)
        {
            ct.ThrowIfCancellationRequested();
            if (stream.ReadAtLeast(block, BlockLength, throwOnEndOfStream: false) < BlockLength || block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                return;
            }

            at += BlockLength;
            if (!HasSum(block))
            {
                into.Warn($"The member at byte {at - BlockLength} has a false checksum; what follows is not listed.");
                return;
            }

            var kind = (char)block[156];
            var size = longSize ?? Number(block.AsSpan(124, 12));
            if (size < 0 || size > length)
            {
                into.Warn($"The member at byte {at - BlockLength} claims {size} bytes.");
                return;
            }

            var padded = checked((size + BlockLength - 1) / BlockLength * BlockLength);
            at = checked(at + padded);
            if (kind is 'L' or 'x' && size <= 1 << 20)
            {
                var content = new byte[padded];
                stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
                var text = Encoding.UTF8.GetString(content.AsSpan(0, (int)size)).TrimEnd('\0');
                longName = kind is 'L' ? text : Pax(text, "path") ?? longName;
                longSize = kind is 'x' && long.TryParse(Pax(text, "size"), out var paxSize) ? paxSize : null;
                continue;
            }

            if (kind is not ('g' or 'K'))
            {
                var time = Number(block.AsSpan(136, 12));
                var prefix = block.AsSpan(257).StartsWith("ustar\0"u8) ? Text(block.AsSpan(345, 155)) : "";
                var name = longName ?? (prefix is "" ? Text(block.AsSpan(0, 100)) : $"{prefix}/{Text(block.AsSpan(0, 100))}");
                members.Add((name, size, time is > 0 and < 8_000_000_000 ? FileTime.Utc(DateTime.UnixEpoch.AddSeconds(time)) : null));
                (longName, longSize) = (null, null);
            }

            Skip(stream, padded);
        }

        into.Warn($"Only the first {MostMembers} members are listed.");
    }

    private static void Skip(Stream stream, long count)
    {
        if (stream.CanSeek)
        {
            stream.Position += count;
            return;
        }

        var block = new byte[64 * 1024];
        while (count > 0 && stream.Read(block, 0, (int)Math.Min(block.Length, count)) is > 0 and var read)
        {
            count -= read;
        }
    }

    // "27 path=some/long/name\n"
    private static string? Pax(string records, string key)
    {
        foreach (var line in records.Split('\n'))
        {
            if (line.IndexOf(' ') is >= 0 and var blank && line.AsSpan(blank + 1).StartsWith(key + "=", StringComparison.Ordinal))
            {
                return line[(blank + key.Length + 2)..];
            }
        }

        return null;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.IndexOf((byte)0) is >= 0 and var end ? bytes[..end] : bytes);

    // Octal digits; or, when the first bit is set, a big-endian number.
    private static long Number(ReadOnlySpan<byte> bytes)
    {
        var number = 0L;
        if ((bytes[0] & 0x80) != 0)
        {
            foreach (var one in bytes[^8..])
            {
                number = number << 8 | one;
            }

            return number;
        }

        foreach (var digit in bytes.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return -1;
            }

            number = number << 3 | (long)(digit - '0');
        }

        return number;
    }

    private static bool IsPackedTar(ByteSource file)
    {
        try
        {
            return IsTar(FileHead.Of(new InflatedSource("", file, FileHead.Size, isGzip: true)));
        }
        catch (DamagedException)
        {
            // What can't be unpacked has nothing in it that could be recognised.
            return false;
        }
    }

    private static bool IsTar(FileHead head) => head.Has("ustar"u8, 257) || IsOldTar(head.Bytes.Span);

    private static bool IsOldTar(ReadOnlySpan<byte> bytes) => bytes.Length >= BlockLength && bytes[0] != 0 && HasSum(bytes[..BlockLength]);

    private static bool HasSum(ReadOnlySpan<byte> block)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < BlockLength; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : block[i];
        }

        return Number(block.Slice(148, 8)) == sum;
    }
}
