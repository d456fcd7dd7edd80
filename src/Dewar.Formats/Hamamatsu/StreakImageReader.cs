using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hamamatsu;

/// <summary>Pictures of Hamamatsu's streak cameras in their own form (.img, also called ITEX): a short header, the settings as text, the pixels.</summary>
public sealed class StreakImageReader : IFormatReader
{
    private const int HeaderLength = 64;

    private static readonly RecordLayout Header = new("""
        s2 character_im
        i2 comment_length
        i2 image_width_px
        i2 image_height_lines
        i2 offset_x
        i2 offset_y
        i2 file_type
        i4 num_images_in_channel
        i2 num_additional_channels
        i2 channel_number
        f8 timestamp
        s4 marker
        s30 additional_info
        """);

    public string Name => "hamamatsu";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Hamamatsu streak camera images", ".img", "The image with its axes of wavelength and time; camera, streak camera, spectrograph.",
            "Hamamatsu HPD-TA, ITEX and TIFF description"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return head.Has("IM"u8) && bytes.Length > HeaderLength + 20 && BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]) > 20
            && BinaryPrimitives.ReadInt16LittleEndian(bytes[12..]) is 0 or 2 or 3 && bytes[HeaderLength] == '['
            ? Likelihood.BySignature
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Hamamatsu streak camera image (IMG)";
        var header = into.Metadata.AddGroup("Header");
        var cursor = new Cursor(file);
        Header.AddTo(header, cursor);
        cursor.Position = HeaderLength;
        var length = (long)(header.Number("comment_length") ?? 0);
        var tree = into.Metadata.AddGroup("Hamamatsu");
        StreakSettings.Read(Encoding.UTF8.GetString(cursor.Bytes(Math.Max(0, length))), tree);
        StreakSettings.Tell(tree, into.Facts);
        var (width, height) = ((long)(header.Number("image_width_px") ?? 0), (long)(header.Number("image_height_lines") ?? 0));
        var element = header.Number("file_type") switch
        {
            0 => ElementType.UInt8,
            2 => ElementType.UInt16,
            3 => ElementType.UInt32,
            var type => throw new DamagedException($"Pixels of the kind {type} are not read", 12),
        };
        if (width <= 0 || height <= 0)
        {
            throw new DamagedException($"A picture of {width} x {height} pixels is none", 4);
        }

        var start = HeaderLength + length;
        if (start + width * height * element.Size > file.Length)
        {
            into.Warn($"{file.Name} is cut off: its pixels should end at byte {start + width * height * element.Size}.");
        }

        var unit = tree.Word("Acquisition", "ZAxisUnit");
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = element,
            Axes = [StreakSettings.Scaled(file, tree, "Y", new("y", height)), StreakSettings.Scaled(file, tree, "X", new("x", width))],
            Quantity = tree.Word("Acquisition", "ZAxisLabel") ?? "",
            Unit = unit is "" ? null : unit,
            Values = new PackedValues(file, start, element, [height, width]),
        });
    }
}
