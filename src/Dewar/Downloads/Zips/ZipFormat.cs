using System.Buffers.Binary;

namespace Dewar.Downloads;

/// <summary>
/// The records of a ZIP file (APPNOTE 6.3.10). Contents are stored as they are. Their checksums come behind them, so that the length of
/// the whole is known before any is read. Times are in UTC, and nothing in it depends on when it is made.
/// </summary>
internal static class ZipFormat
{
    public const uint LocalSignature = 0x04034b50;
    public const uint CentralSignature = 0x02014b50;
    public const int LocalFixed = 30;
    private const uint DescriptorSignature = 0x08074b50;
    private const int CentralFixed = 46;
    private const int TimeExtra = 9;

    /// <summary>Checksum and sizes come behind the content; the name is UTF-8.</summary>
    private const ushort Flags = 1 << 3 | 1 << 11;

    /// <summary>What a field of the first ZIP says when the true value is in the record of ZIP64.</summary>
    private const uint Elsewhere = 0xFFFFFFFF;

    public static bool IsLarge(long value) => value >= Elsewhere;

    public static int LocalLength(ArchiveEntry entry) => LocalFixed + entry.Name.Length + (HasTime(entry) ? TimeExtra : 0) + (IsLarge(entry.Size) ? 20 : 0);

    public static int DescriptorLength(long size) => IsLarge(size) ? 24 : 16;

    public static int CentralLength(ArchiveEntry entry) => CentralFixed + entry.Name.Length + (HasTime(entry) ? TimeExtra : 0) + CentralLarge(entry);

    public static void WriteLocal(Span<byte> into, ArchiveEntry entry)
    {
        var large = IsLarge(entry.Size);
        var record = new Record(into);
        record.Put32(LocalSignature);
        record.Put16(VersionFor(large));
        record.Put16(Flags);
        record.Put16(0);
        record.Put32(DosTime(entry.ModifiedNs));
        record.Put32(0);
        record.Put32(large ? Elsewhere : 0);
        record.Put32(large ? Elsewhere : 0);
        record.Put16(entry.Name.Length);
        record.Put16((HasTime(entry) ? TimeExtra : 0) + (large ? 20 : 0));
        record.Put(entry.Name);
        PutTime(ref record, entry);
        if (large)
        {
            record.Put16(1);
            record.Put16(16);
            record.Put64(entry.Size);
            record.Put64(entry.Size);
        }
    }

    public static void WriteDescriptor(Span<byte> into, long size, uint crc)
    {
        var record = new Record(into);
        record.Put32(DescriptorSignature);
        record.Put32(crc);
        for (var each = 0; each < 2; each++)
        {
            if (IsLarge(size))
            {
                record.Put64(size);
            }
            else
            {
                record.Put32((uint)size);
            }
        }
    }

    public static void WriteCentral(Span<byte> into, ArchiveEntry entry, uint crc)
    {
        var (large, far) = (IsLarge(entry.Size), IsLarge(entry.Offset));
        var record = new Record(into);
        record.Put32(CentralSignature);
        // Made by: 4.5, on Unix, for the permissions below.
        record.Put16(3 << 8 | 45);
        record.Put16(VersionFor(large || far));
        record.Put16(Flags);
        record.Put16(0);
        record.Put32(DosTime(entry.ModifiedNs));
        record.Put32(crc);
        record.Put32(large ? Elsewhere : (uint)entry.Size);
        record.Put32(large ? Elsewhere : (uint)entry.Size);
        record.Put16(entry.Name.Length);
        record.Put16((HasTime(entry) ? TimeExtra : 0) + CentralLarge(entry));
        record.Put16(0);
        record.Put16(0);
        record.Put16(0);
        // A plain file that everybody may read and its owner may write.
        record.Put32(0x81A4u << 16);
        record.Put32(far ? Elsewhere : (uint)entry.Offset);
        record.Put(entry.Name);
        PutTime(ref record, entry);
        if (large || far)
        {
            record.Put16(1);
            record.Put16(CentralLarge(entry) - 4);
            if (large)
            {
                record.Put64(entry.Size);
                record.Put64(entry.Size);
            }

            if (far)
            {
                record.Put64(entry.Offset);
            }
        }
    }

    /// <summary>What stands at the end: where the directory is and what it holds.</summary>
    public static byte[] End(long entries, long centralOffset, long centralLength)
    {
        var large = entries >= 0xFFFF || IsLarge(centralOffset) || IsLarge(centralLength);
        var bytes = new byte[22 + (large ? 56 + 20 : 0)];
        var record = new Record(bytes);
        if (large)
        {
            record.Put32(0x06064b50);
            record.Put64(56 - 12);
            record.Put16(3 << 8 | 45);
            record.Put16(45);
            record.Put32(0);
            record.Put32(0);
            record.Put64(entries);
            record.Put64(entries);
            record.Put64(centralLength);
            record.Put64(centralOffset);
            record.Put32(0x07064b50);
            record.Put32(0);
            record.Put64(centralOffset + centralLength);
            record.Put32(1);
        }

        record.Put32(0x06054b50);
        record.Put16(0);
        record.Put16(0);
        record.Put16((int)Math.Min(entries, 0xFFFF));
        record.Put16((int)Math.Min(entries, 0xFFFF));
        record.Put32((uint)Math.Min(centralLength, Elsewhere));
        record.Put32((uint)Math.Min(centralOffset, Elsewhere));
        record.Put16(0);
        return bytes;
    }

    private static int VersionFor(bool zip64) => zip64 ? 45 : 20;

    private static int CentralLarge(ArchiveEntry entry) => (IsLarge(entry.Size), IsLarge(entry.Offset)) switch
    {
        (false, false) => 0,
        (true, false) => 20,
        (false, true) => 12,
        _ => 28,
    };

    /// <summary>The exact second in UTC has 32 bits; what lies outside of them keeps only the other time.</summary>
    private static bool HasTime(ArchiveEntry entry) => Seconds(entry.ModifiedNs) is >= int.MinValue and <= int.MaxValue;

    private static long Seconds(long nanoseconds) => (long)Math.Floor(nanoseconds / 1e9m);

    private static void PutTime(ref Record record, ArchiveEntry entry)
    {
        if (HasTime(entry))
        {
            record.Put16(0x5455);
            record.Put16(TimeExtra - 4);
            record.Put8(1);
            record.Put32((uint)(int)Seconds(entry.ModifiedNs));
        }
    }

    /// <summary>Two seconds are its smallest step, and 1980 and 2107 its ends.</summary>
    private static uint DosTime(long nanoseconds)
    {
        var at = DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).UtcDateTime;
        return at.Year switch
        {
            < 1980 => 1 << 21 | 1 << 16,
            > 2107 => 0xFF9FBF7D,
            _ => (uint)((at.Year - 1980) << 25 | at.Month << 21 | at.Day << 16 | at.Hour << 11 | at.Minute << 5 | at.Second / 2),
        };
    }

    private ref struct Record(Span<byte> into)
    {
        private Span<byte> _rest = into;

        public void Put8(byte value)
        {
            _rest[0] = value;
            _rest = _rest[1..];
        }

        public void Put16(int value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, (ushort)value);
            _rest = _rest[2..];
        }

        public void Put32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[4..];
        }

        public void Put64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_rest, value);
            _rest = _rest[8..];
        }

        public void Put(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_rest);
            _rest = _rest[bytes.Length..];
        }
    }
}
