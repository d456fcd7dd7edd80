using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Others;

/// <summary>The boxes of ISO/IEC 14496-12, which JPEG 2000 and HEIF are kept in.</summary>
internal static class IsoBoxes
{
    private const int MostBoxes = 20_000;
    private const int MostDepth = 16;

    /// <summary>Goes over boxes, and into those that hold others.</summary>
    /// <param name="start">Where the first is.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="inner">Where within the content of a box others begin; null when it holds none.</param>
    /// <param name="visit">Called for each box with its type and content.</param>
    public static void Walk(ByteSource file, long start, long end, Func<string, int?> inner, Action<string, Cursor, long> visit)
    {
        var left = MostBoxes;
        Walk(file, start, Math.Min(end, file.Length), inner, visit, 0, ref left);
    }

    private static void Walk(
        ByteSource file, long start, long end, Func<string, int?> inner, Action<string, Cursor, long> visit, int depth, ref int left)
    {
        while (start + 8 <= end && left-- > 0)
        {
            var cursor = new Cursor(file, start, bigEndian: true);
            var length = (long)cursor.U32();
            var type = cursor.Text(4);
            length = length switch { 0 => end - start, 1 => cursor.I64(), _ => length };
            if (length < cursor.Position - start)
            {
                return;
            }

            length = Math.Min(length, end - start);
            var content = cursor.Position;
            if (inner(type) is { } skip && depth < MostDepth)
            {
                Walk(file, content + skip, start + length, inner, visit, depth + 1, ref left);
            }
            else
            {
                visit(type, cursor, start + length - content);
            }

            start += length;
        }
    }
}
