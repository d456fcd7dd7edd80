using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Formats.Codecs.Jpeg;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>The picture of the sample under white light (block WHTL): a JPEG whose EXIF says where it was taken and how wide it is.</summary>
internal static class WhiteLight
{
    private const ushort Description = 0x10E;
    private const ushort Make = 0x10F;
    private const ushort ExifDirectory = 0x8769;
    private const ushort ResolutionX = 0xA20E;
    private const ushort ResolutionY = 0xA20F;
    private const ushort ResolutionUnit = 0xA210;
    private const ushort Origin = 0xFEA0;
    private const ushort FieldOfView = 0xFEA1;
    private const int MostBytes = 64 << 20;

    public static void Add(ByteSource file, WdfBlock block, Extraction into)
    {
        var jpeg = file.ReadBytes(block.Start, Math.Min(block.Length, MostBytes));
        var group = into.Metadata.AddGroup("WHTL");
        if (Size(jpeg) is not { } size)
        {
            into.Warn("The picture under white light is no JPEG.");
            return;
        }

        AddExif(jpeg, group, block.Start);
        group.Add("width", size.Width, at: block.Start);
        group.Add("height", size.Height, at: block.Start);
        var field = group.Find("FieldOfViewXY") is MetaValue { Value: double[] { Length: 2 } both } ? both : null;
        var origin = group.Find("FocalPlaneXYOrigins") is MetaValue { Value: double[] { Length: 2 } place } ? place : null;
        Axis Along(string name, long length, int number) => new(name, length)
        {
            Scale = field is not null && field[number] != 0 ? field[number] / length : null,
            Offset = field is null || origin is null ? 0 : origin[number],
            Unit = field is null ? null : "µm",
        };
        into.Add(new Signal
        {
            Name = "White light image",
            Type = SignalType.Image,
            Element = size.Channels == 1 ? ElementType.UInt8 : ElementType.Rgb8,
            Axes = [Along("y", size.Height, 1), Along("x", size.Width, 0)],
            Quantity = "brightness",
            Place = "WHTL",
            Values = Values(jpeg, size),
        });
    }

    private static PackedValues? Values(byte[] jpeg, (int Width, int Height, int Channels) size)
    {
        if (size.Channels is not (1 or 3) || (long)size.Width * size.Height * size.Channels > MostBytes)
        {
            return null;
        }

        var length = size.Width * size.Height * size.Channels;
        byte[] Decode()
        {
            var pixels = new byte[length];
            var written = JpegDecoder.Decode(jpeg, pixels);
            return written == length ? pixels : throw new DamagedException($"The picture under white light has {written} of {length} bytes");
        }

        return new(new LaterSource(Decode, length), 0, size.Channels == 1 ? ElementType.UInt8 : ElementType.Rgb8, [size.Height, size.Width]);
    }

    // From the first frame header: every marker but a few has a length.
    private static (int Width, int Height, int Channels)? Size(ReadOnlySpan<byte> jpeg)
    {
        if (jpeg is not [0xFF, 0xD8, ..])
        {
            return null;
        }

        for (var at = 2; at + 9 < jpeg.Length && jpeg[at] == 0xFF;)
        {
            var marker = jpeg[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 7)..]));
                return width > 0 && height > 0 ? (width, height, jpeg[at + 9]) : null;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
        }

        return null;
    }

    private static void AddExif(byte[] jpeg, MetaGroup into, long place)
    {
        var at = jpeg.AsSpan(0, Math.Min(jpeg.Length, 65536)).IndexOf("Exif\0\0"u8) + 6;
        if (at < 6 || jpeg.Length < at + 8)
        {
            return;
        }

        var bigEndian = jpeg[at] == 'M';
        var tiff = new MemorySource("EXIF", jpeg.AsMemory(at));
        try
        {
            var cursor = new Cursor(tiff, 4, bigEndian);
            var inner = AddDirectory(tiff, cursor.U32(), bigEndian, into, place + at);
            if (inner is { } next)
            {
                AddDirectory(tiff, next, bigEndian, into, place + at);
            }
        }
        catch (DamagedException)
        {
            // A picture with a broken description is a picture still.
        }
    }

    // Gives the place of the directory that hangs on this one.
    private static uint? AddDirectory(MemorySource tiff, uint start, bool bigEndian, MetaGroup into, long place)
    {
        uint? inner = null;
        var cursor = new Cursor(tiff, start, bigEndian);
        var count = Math.Min(cursor.U16(), (ushort)256);
        for (var i = 0; i < count; i++)
        {
            cursor.Position = start + 2 + i * 12L;
            var (tag, type, length) = (cursor.U16(), cursor.U16(), cursor.U32());
            if (tag == ExifDirectory)
            {
                inner = cursor.U32();
            }
            else if (Name(tag) is { } name)
            {
                var at = cursor.Position;
                into.Add(name, Value(tiff, cursor, type, length), at: place + at);
            }
        }

        return inner;
    }

    private static object? Value(MemorySource tiff, Cursor cursor, ushort type, uint length)
    {
        switch (type)
        {
            case 2:
                return new Cursor(tiff, length > 4 ? cursor.U32() : cursor.Position).Text(length);
            case 3:
                return cursor.U16();
            case 4:
                return cursor.U32();
            case 5:
                cursor.Position = cursor.U32();
                double Rational() => cursor.U32() / (double)cursor.U32();
                return length == 1 ? Rational() : Enumerable.Range(0, (int)Math.Min(length, 16)).Select(_ => Rational()).ToArray();
            case 10:
                cursor.Position = cursor.U32();
                double Signed() => cursor.I32() / (double)cursor.I32();
                return length == 1 ? Signed() : Enumerable.Range(0, (int)Math.Min(length, 16)).Select(_ => Signed()).ToArray();
            case 11:
                cursor.Position = cursor.U32();
                return Enumerable.Range(0, (int)Math.Min(length, 16)).Select(_ => (double)cursor.F32()).ToArray();
            case 12:
                cursor.Position = cursor.U32();
                return Enumerable.Range(0, (int)Math.Min(length, 16)).Select(_ => cursor.F64()).ToArray();
            default:
                return null;
        }
    }

    private static string? Name(ushort tag) => tag switch
    {
        Description => "ImageDescription",
        Make => "Make",
        ResolutionX => "FocalPlaneXResolution",
        ResolutionY => "FocalPlaneYResolution",
        ResolutionUnit => "FocalPlaneResolutionUnit",
        Origin => "FocalPlaneXYOrigins",
        FieldOfView => "FieldOfViewXY",
        _ => null,
    };
}
