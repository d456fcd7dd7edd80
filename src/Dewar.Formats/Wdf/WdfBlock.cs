using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>One of the blocks that a file is made of: sixteen bytes with its name, number and length, then its content.</summary>
/// <param name="Name">Four letters; blanks at the end are no part of it.</param>
/// <param name="Number">Tells those of one name apart.</param>
/// <param name="Start">Its content, in bytes from the beginning of the file.</param>
/// <param name="Length">Bytes of the content, as far as they are there.</param>
/// <param name="Claimed">Bytes of the content, as the file says.</param>
internal sealed record WdfBlock(string Name, uint Number, long Start, long Length, long Claimed)
{
    private const int HeadLength = 16;
    private const int Most = 10_000;

    /// <summary>All of a file, up to the first that can't be.</summary>
    public static List<WdfBlock> All(ByteSource file, Extraction into)
    {
        var blocks = new List<WdfBlock>();
        var cursor = new Cursor(file);
        while (cursor.Left >= HeadLength && blocks.Count < Most)
        {
            var at = cursor.Position;
            var name = cursor.Text(4, Encoding.Latin1);
            var number = cursor.U32();
            var length = cursor.U64();
            if (length < HeadLength || length > long.MaxValue / 2)
            {
                into.Warn($"Block {name} at byte {at} claims {length} bytes; what follows is not read.");
                break;
            }

            var there = Math.Min((long)length, file.Length - at);
            if (there < (long)length)
            {
                into.Warn($"Block {name} breaks off: {there} of {length} bytes are there.");
            }

            blocks.Add(new(name, number, at + HeadLength, there - HeadLength, (long)length - HeadLength));
            cursor.Position = at + there;
        }

        return blocks;
    }
}
