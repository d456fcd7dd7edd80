using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Counts lines.</summary>
public static class LineFeeds
{
    /// <summary>How many bytes of value ten a file has.</summary>
    /// <param name="most">Bytes that are looked at from the beginning.</param>
    public static long In(ByteSource file, long most = long.MaxValue, CancellationToken ct = default)
    {
        var block = new byte[(int)Math.Min(256 * 1024, Math.Max(1, file.Length))];
        var count = 0L;
        for (var at = 0L; at < Math.Min(most, file.Length);)
        {
            ct.ThrowIfCancellationRequested();
            var read = file.Read(at, block.AsSpan(0, (int)Math.Min(block.Length, most - at)));
            if (read == 0)
            {
                break;
            }

            count += block.AsSpan(0, read).Count((byte)'\n');
            at += read;
        }

        return count;
    }
}
