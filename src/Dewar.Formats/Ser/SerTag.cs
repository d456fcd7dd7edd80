using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>What is noted of an element: when it was taken, and where.</summary>
/// <param name="Time">UTC, in whole seconds, by the clock of the computer.</param>
/// <param name="X">Metres; null when places are not noted.</param>
/// <param name="Y">Metres.</param>
internal sealed record SerTag(DateTime Time, double? X, double? Y)
{
    /// <summary>The tags of the first elements; those that can't be read are left out.</summary>
    public static List<SerTag> ReadFirst(ByteSource file, SerHeader header, int most)
    {
        var tags = new List<SerTag>();
        var offsets = new Cursor(file, checked(header.OffsetsAt + (long)header.Total * header.OffsetSize));
        for (var i = 0; i < Math.Min(header.Valid, most); i++)
        {
            if (offsets.Left < header.OffsetSize)
            {
                break;
            }

            var place = header.IsWide ? offsets.I64() : offsets.U32();
            if (place <= 0 || place > file.Length - 8)
            {
                break;
            }

            var tag = new Cursor(file, place);
            var type = tag.U16();
            tag.Skip(2);
            var time = DateTime.UnixEpoch.AddSeconds(tag.U32());
            var placed = type == SerHeader.PositionTags && tag.Left >= 16;
            tags.Add(placed ? new(time, tag.F64(), tag.F64()) : new(time, null, null));
        }

        return tags;
    }
}
