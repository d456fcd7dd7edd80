using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Gif;

/// <summary>GIF pictures and animations (GIF87a, GIF89a).</summary>
public sealed class GifReader : IFormatReader
{
    private const int MostFrames = 20_000;
    private const int MostText = 64 * 1024;

    public string Name => "gif";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("GIF", ".gif", "The picture, or an animation as a stack; comments.", "CompuServe: Graphics Interchange Format, version 89a"),
    ];

    public Likelihood Recognise(FileHead head) => head.Has("GIF87a"u8) || head.Has("GIF89a"u8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "GIF";
        into.MediaType = "image/gif";
        var cursor = new Cursor(file, 3);
        into.Metadata.Add("Version", cursor.Text(3), at: 3);
        var (width, height, packed) = (cursor.U16(), cursor.U16(), cursor.U8());
        into.Metadata.Add("Width", width, at: 6);
        into.Metadata.Add("Height", height, at: 8);
        cursor.Skip(2);
        var palette = (packed & 0x80) != 0 ? cursor.Bytes(3L << (packed & 7) + 1) : [];
        var frames = new List<GifFrame>();
        try
        {
            Blocks(cursor, palette, frames, into, ct);
        }
        catch (DamagedException failure) when (frames.Count > 0)
        {
            into.Warn(failure.Message);
        }

        if (frames.Count == 0)
        {
            throw new DamagedException("The GIF has no picture");
        }

        into.Metadata.Add("Frames", frames.Count);
        into.Facts.Tell(CoreNames.Description, into.Metadata.Word("Comment"), "Comment");
        Add(file, width, height, frames, into);
    }

    private static void Add(ByteSource file, int width, int height, List<GifFrame> frames, Extraction into)
    {
        // A screen without size is as large as its first picture.
        (width, height) = (width == 0 ? frames[0].Width : width, height == 0 ? frames[0].Height : height);
        Picture.CheckSize(width, height, "GIF");
        var first = frames[0];
        if (frames.Count == 1 && first.X == 0 && first.Y == 0 && first.Width == width && first.Height == height)
        {
            into.Add(new Signal
            {
                Name = "",
                Type = SignalType.Image,
                Element = ElementType.UInt8,
                Axes = Picture.Axes(height, width),
                Hints = new() { Palette = first.Palette },
                Values = new PictureValues(() => Decode(file, first), ElementType.UInt8, [height, width]),
            });
            return;
        }

        var isEven = frames.TrueForAll(frame => frame.Seconds == first.Seconds) && first.Seconds > 0;
        var values = new GifFrames(file, width, height, frames);
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = values.Element,
            Axes =
            [
                new("time", frames.Count) { IsScan = true, Scale = isEven ? first.Seconds : null, Unit = isEven ? "s" : null },
                .. Picture.Axes(height, width),
            ],
            Values = values,
        });
    }

    private static PictureValues.Decoded Decode(ByteSource file, GifFrame frame)
    {
        var indices = frame.Indices(file);
        return new(indices, indices.Length, null);
    }

    private static void Blocks(Cursor cursor, byte[] palette, List<GifFrame> frames, Extraction into, CancellationToken ct)
    {
        var control = default((int Disposal, double Seconds, int? Clear));
        while (frames.Count < MostFrames)
        {
            ct.ThrowIfCancellationRequested();
            var at = cursor.Position;
            if (cursor.Left == 0)
            {
                into.Warn("The GIF ends before its end mark.");
                return;
            }

            switch (cursor.U8())
            {
                case 0x3B:
                    return;
                case 0x2C:
                    var frame = Frame(cursor, palette);
                    frames.Add(frame with { Disposal = control.Disposal, Seconds = control.Seconds, Clear = control.Clear });
                    control = default;
                    break;
                case 0x21:
                    control = Extension(cursor, into) ?? control;
                    break;
                case 0:
                    break;
                default:
                    throw new DamagedException("The GIF has a block of an unknown kind", at);
            }
        }
    }

    private static GifFrame Frame(Cursor cursor, byte[] palette)
    {
        var (x, y, width, height, packed) = (cursor.U16(), cursor.U16(), cursor.U16(), cursor.U16(), cursor.U8());
        palette = (packed & 0x80) != 0 ? cursor.Bytes(3L << (packed & 7) + 1) : palette;
        Picture.CheckSize(width, height, "picture in the GIF");
        var bits = cursor.U8();
        var frame = new GifFrame(x, y, width, height, (packed & 0x40) != 0, palette, bits, cursor.Position);
        SubBlocks(cursor, null);
        return frame;
    }

    private static (int Disposal, double Seconds, int? Clear)? Extension(Cursor cursor, Extraction into)
    {
        var kind = cursor.U8();
        var at = cursor.Position;
        using var content = new MemoryStream();
        SubBlocks(cursor, content);
        var bytes = content.ToArray();
        switch (kind)
        {
            case 0xF9 when bytes.Length >= 4:
                return (bytes[0] >> 2 & 7, (bytes[1] | bytes[2] << 8) / 100.0, (bytes[0] & 1) != 0 ? bytes[3] : null);
            case 0xFE when bytes.Length > 0 && into.Metadata.Children.Count < 1000:
                var isUtf8 = System.Text.Unicode.Utf8.IsValid(bytes);
                var comment = (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
                into.Metadata.Add("Comment", comment.Trim('\0', ' ', '\r', '\n'), at: at);
                break;
            case 0xFF when bytes.AsSpan().StartsWith("NETSCAPE2.0\u0001"u8) && bytes.Length >= 14 && into.Metadata.Find("Loops") is null:
                into.Metadata.Add("Loops", bytes[12] | bytes[13] << 8, at: at);
                break;
            case 0xFF when bytes.AsSpan().StartsWith("XMP DataXMP"u8) && into.Metadata.Find("XMP") is null:
                into.Metadata.Add("XMP", Picture.Shortened(Encoding.UTF8.GetString(bytes.AsSpan(11))), at: at);
                break;
        }

        return null;
    }

    private static void SubBlocks(Cursor cursor, MemoryStream? content)
    {
        while (cursor.Left > 0 && cursor.U8() is > 0 and var length)
        {
            if (content is null || content.Length > MostText)
            {
                cursor.Skip(length);
            }
            else
            {
                content.Write(cursor.Bytes(Math.Min(length, cursor.Left)));
            }
        }
    }
}
