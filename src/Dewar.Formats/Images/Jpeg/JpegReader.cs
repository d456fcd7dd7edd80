using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.Codecs.Jpeg;
using Dewar.Formats.Images.Exif;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Jpeg;

/// <summary>JPEG pictures (ITU-T T.81; JFIF 1.02; Exif 2.32).</summary>
public sealed class JpegReader : IFormatReader
{
    private const int MostSegments = 10_000;

    public string Name => "jpeg";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("JPEG", ".jpg .jpeg .jpe .jfif", "The picture; Exif: camera, time, Renishaw's place; comments.", "ITU-T T.81; JFIF; Exif 2.32"),
    ];

    public Likelihood Recognise(FileHead head) => head.Has([0xFF, 0xD8, 0xFF]) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "JPEG";
        into.MediaType = "image/jpeg";
        var segments = new Cursor(file, 2, bigEndian: true);
        JpegFrame? frame = null;
        MetaGroup? exif = null;
        for (var count = 0; count < MostSegments && segments.Left >= 4; count++)
        {
            ct.ThrowIfCancellationRequested();
            var at = segments.Position;
            if (segments.U8() != 0xFF)
            {
                into.Warn($"Between the segments of the JPEG lie other bytes (at byte {at}).");
                continue;
            }

            var marker = segments.U8();
            if (marker is 0xFF)
            {
                segments.Position--;
                continue;
            }

            if (marker is 0xD9 or 0xDA)
            {
                break;
            }

            if (marker is 0 or 0x01 or >= 0xD0 and <= 0xD8)
            {
                continue;
            }

            var length = segments.U16();
            if (length < 2 || length - 2 > segments.Left)
            {
                throw new DamagedException($"A segment of the JPEG claims {length} bytes, and {segments.Left} are left", at);
            }

            if (JpegFrame.IsFrame(marker))
            {
                frame ??= JpegFrame.Read(marker, segments.Bytes(length - 2));
            }
            else if (marker is 0xFE or >= 0xE0 and <= 0xEF)
            {
                exif = Application(marker, segments.Bytes(length - 2), at + 4, into) ?? exif;
            }

            segments.Position = at + 2 + length;
        }

        if (frame is null)
        {
            throw new DamagedException("The JPEG has no picture");
        }

        if (exif is not null)
        {
            ExifFacts.Tell(exif, into.Facts);
        }

        into.Facts.Tell(CoreNames.Description, into.Metadata.Word("Comment"), "Comment");
        Add(file, frame, exif, into);
    }

    private static void Add(ByteSource file, JpegFrame frame, MetaGroup? exif, Extraction into)
    {
        var group = into.Metadata.AddGroup("Frame");
        group.Add("Width", frame.Width);
        group.Add("Height", frame.Height);
        group.Add("Components", frame.Components.Length);
        group.Add("Precision", frame.Precision, "bit");
        group.Add("Process", frame.Process);
        group.Add("Sampling", string.Join(' ', frame.Components.Select(component => $"{component.Across}x{component.Down}")));
        var values = new JpegValues(file, frame);
        var isReadable = frame.IsKnown && frame.Components.Length is 1 or 3 or 4;
        if (!isReadable)
        {
            into.Warn($"The pixels of a JPEG of this kind ({frame.Process}, {frame.Precision} bits) can't be read.");
        }

        var axes = ExifFacts.RenishawAxes(exif, frame.Width, frame.Height);
        var signal = into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = values.Element,
            Axes = axes ?? Picture.Axes(frame.Height, frame.Width),
            Hints = ExifFacts.Orientation(exif) is > 1 and var turn ? new() { Orientation = turn } : null,
            Values = isReadable ? values : null,
        });
        if (axes is not null)
        {
            var (unit, from) = (axes[0].Unit!, "Exif.Image.FieldOfViewXY");
            signal.Facts.Tell(CoreNames.FieldWidth, axes[1].Scale * frame.Width, unit, from);
            signal.Facts.Tell(CoreNames.FieldHeight, axes[0].Scale * frame.Height, unit, from);
            signal.Facts.Tell(CoreNames.PixelSize, axes[1].Scale, unit, from);
            signal.Facts.Tell(CoreNames.PixelHeight, axes[0].Scale, unit, from);
        }
    }

    // Gives the Exif tree when this is it.
    private static MetaGroup? Application(byte marker, byte[] bytes, long at, Extraction into)
    {
        var segment = bytes.AsSpan();
        switch (marker)
        {
            case 0xE0 when segment.StartsWith("JFIF\0"u8) && segment.Length >= 12:
                var jfif = into.Metadata.AddGroup("JFIF");
                var unit = segment[7] switch { 1 => "1/in", 2 => "1/cm", _ => null };
                jfif.Add("Version", $"{segment[5]}.{segment[6]:00}", at: at + 5);
                jfif.Add("XDensity", segment[8] << 8 | segment[9], unit, at + 8);
                jfif.Add("YDensity", segment[10] << 8 | segment[11], unit, at + 10);
                break;
            case 0xE1 when segment.StartsWith("Exif\0"u8) && segment.Length > 6 && into.Metadata.Find("Exif") is null:
                return ExifBlock.Read(bytes[6..], at + 6, into)?.Tree;
            case 0xE1 when segment.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8):
                into.Metadata.Add("XMP", Picture.Shortened(Encoding.UTF8.GetString(segment[29..]).Trim('\0', ' ', '\n')), at: at + 29);
                break;
            case 0xEE when segment.StartsWith("Adobe"u8) && segment.Length >= 12:
                into.Metadata.AddGroup("Adobe").Add("Transform", (int)segment[11], at: at + 11);
                break;
            case 0xFE:
                into.Metadata.Add("Comment", Comment(segment), at: at);
                break;
            default:
                var end = segment.IndexOf((byte)0);
                if (end is > 0 and < 32 && !segment[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
                {
                    into.Metadata.Add($"APP{marker - 0xE0}", $"{Encoding.ASCII.GetString(segment[..end])}, {segment.Length} bytes", at: at);
                }

                break;
        }

        return null;
    }

    private static string Comment(ReadOnlySpan<byte> bytes)
    {
        var isUtf8 = System.Text.Unicode.Utf8.IsValid(bytes);
        return Picture.Shortened((isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes).Trim('\0', ' ', '\r', '\n'));
    }
}
