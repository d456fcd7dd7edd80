using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Others;

/// <summary>JPEG 2000 pictures (ITU-T T.800), in JP2 files or as bare codestreams: size and resolution, not the pixels.</summary>
public sealed class Jpeg2000Reader : IFormatReader
{
    private const int MostText = 1 << 20;

    public string Name => "jpeg2000";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("JPEG 2000", ".jp2 .j2k .jpx .jpf .j2c .jpc", "Size, depth, resolution; no pixels.", "ITU-T T.800")];

    public Likelihood Recognise(FileHead head) =>
        head.Has([0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A]) || head.Has([0xFF, 0x4F, 0xFF, 0x51])
            ? Likelihood.BySignature
            : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "JPEG 2000";
        into.MediaType = "image/jp2";
        (long Width, long Height, int Components, int Bits) size = default;
        if (new Cursor(file, 0, bigEndian: true).U16() == 0xFF4F)
        {
            size = Stream(new(file, 0, bigEndian: true));
        }
        else
        {
            IsoBoxes.Walk(file, 0, file.Length, type => type is "jp2h" or "res" ? 0 : null, (type, cursor, length) =>
            {
                ct.ThrowIfCancellationRequested();
                switch (type)
                {
                    case "ihdr" when length >= 14 && size.Width == 0:
                        var height = cursor.U32();
                        size = (cursor.U32(), height, cursor.U16(), (cursor.U8() & 0x7F) + 1);
                        break;
                    case "jp2c" when size.Width == 0:
                        size = Stream(cursor);
                        break;
                    case "resc" or "resd" when length >= 10 && into.Metadata.Find(type) is null:
                        Resolution(type, cursor, into);
                        break;
                    case "xml" when length <= MostText && into.Metadata.Find("XML") is null:
                        var at = cursor.Position;
                        into.Metadata.Add("XML", Picture.Shortened(Encoding.UTF8.GetString(cursor.Bytes(length))), at: at);
                        break;
                }
            });
        }

        into.Metadata.Add("Components", size.Components);
        into.Metadata.Add("Precision", size.Bits, "bit");
        var element = size.Bits > 16 ? ElementType.UInt32 : size.Bits > 8 ? ElementType.UInt16 : ElementType.UInt8;
        Picture.AddUnread(into, size.Width, size.Height, element.Times(Math.Clamp(size.Components, 1, 4)));
    }

    // Pixels for each metre, as a fraction and a power of ten.
    private static void Resolution(string type, Cursor cursor, Extraction into)
    {
        var at = cursor.Position;
        double overY = cursor.U16(), underY = cursor.U16(), overX = cursor.U16(), underX = cursor.U16();
        var (powerY, powerX) = (cursor.I8(), cursor.I8());
        var group = into.Metadata.AddGroup(type);
        group.Add("Vertical", overY / underY * Math.Pow(10, powerY), "1/m", at);
        group.Add("Horizontal", overX / underX * Math.Pow(10, powerX), "1/m", at + 4);
    }

    private static (long Width, long Height, int Components, int Bits) Stream(Cursor cursor)
    {
        cursor.Skip(8);
        var (right, bottom) = (cursor.U32(), cursor.U32());
        var (left, top) = (cursor.U32(), cursor.U32());
        cursor.Skip(16);
        return ((long)right - left, (long)bottom - top, cursor.U16(), (cursor.U8() & 0x7F) + 1);
    }
}
