using System.Data.Common;

namespace Dewar.Database;

/// <summary>How instants are kept: microseconds since 1970 in UTC. Files' own times have nanoseconds.</summary>
internal static class RowReading
{
    extension(DateTimeOffset instant)
    {
        public long InMicroseconds => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }

    extension(DbDataReader row)
    {
        public DateTimeOffset Instant(int column) => DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(column) * TimeSpan.TicksPerMicrosecond);

        public DateTimeOffset? InstantOrNull(int column) => row.IsDBNull(column) ? null : row.Instant(column);

        public string? TextOrNull(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        public long? NumberOrNull(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

        public byte[] Bytes(int column) => (byte[])row.GetValue(column);
    }
}
