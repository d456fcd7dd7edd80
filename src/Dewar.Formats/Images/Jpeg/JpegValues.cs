using Dewar.Formats.Codecs.Jpeg;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Jpeg;

/// <summary>
/// The pixels of a JPEG. Its components are decoded when first asked for, and kept; rows are made of them as they are wanted.
/// </summary>
/// <param name="file">Where it is.</param>
internal sealed class JpegValues(ByteSource file, JpegFrame frame) : SignalValues
{
    private readonly Lock _lock = new();
    private JpegPicture? _picture;

    public override ElementType Element { get; } =
        (frame.Precision > 8 ? ElementType.UInt16 : ElementType.UInt8).Times(frame.Components.Length switch { 4 => 3, var count => count });

    public override IReadOnlyList<long> Shape { get; } = [frame.Height, frame.Width];

    public override void Read(in Slab part, Span<byte> into)
    {
        lock (_lock)
        {
            _picture ??= JpegDecoder.Open(file.ReadBytes(0, file.Length));
            if (_picture.Width != frame.Width || _picture.Height != frame.Height || _picture.Channels != Element.Channels)
            {
                throw new DamagedException("The JPEG holds another picture than it announces");
            }

            var size = Element.Size;
            var row = new byte[_picture.RowSize];
            var (across, step) = ((int)part.Count[1], (int)part.Step[1]);
            for (var y = 0; y < part.Count[0]; y++)
            {
                _picture.ReadRow((int)(part.Start[0] + y * part.Step[0]), row);
                var from = row.AsSpan((int)part.Start[1] * size);
                var line = into.Slice(y * across * size, across * size);
                if (step == 1)
                {
                    from[..line.Length].CopyTo(line);
                    continue;
                }

                for (var x = 0; x < across; x++)
                {
                    from.Slice(x * step * size, size).CopyTo(line[(x * size)..]);
                }
            }
        }
    }
}
