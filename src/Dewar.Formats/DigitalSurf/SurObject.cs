using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.Codecs;
using Dewar.Sdk;

namespace Dewar.Formats.DigitalSurf;

/// <summary>One object of a file: a header of 512 bytes, a comment, a private zone, and the points as integers, plain or packed.</summary>
internal sealed class SurObject
{
    private const int MostStreams = 64;
    private const long HeaderLength = 512;

    private static readonly RecordLayout Layout = new("""
        s12 Signature
        i2 Format
        i2 Number_of_Objects
        i2 Version
        i2 Object_Type
        s30 Object_Name
        s30 Operator_Name
        i2 P_Size
        i2 Acquisition_Type
        i2 Range_Type
        i2 Special_Points
        i2 Absolute
        f4 Gauge_Resolution
        i4 W_Size
        i2 Size_of_Points
        i4 Zmin
        i4 Zmax
        i4 Number_of_Points
        i4 Number_of_Lines
        i4 Total_Nb_of_Pts
        f4 X_Spacing
        f4 Y_Spacing
        f4 Z_Spacing
        s16 Name_of_X_Axis
        s16 Name_of_Y_Axis
        s16 Name_of_Z_Axis
        s16 X_Step_Unit
        s16 Y_Step_Unit
        s16 Z_Step_Unit
        s16 X_Length_Unit
        s16 Y_Length_Unit
        s16 Z_Length_Unit
        f4 X_Unit_Ratio
        f4 Y_Unit_Ratio
        f4 Z_Unit_Ratio
        i2 Imprint
        i2 Inverted
        i2 Levelled
        x12
        i2 Seconds
        i2 Minutes
        i2 Hours
        i2 Day
        i2 Month
        i2 Year
        i2 Day_of_week
        f4 Measurement_duration s
        u4 Compressed_data_size
        x6
        i2 Comment_size
        i2 Private_size
        s128 Client_zone
        f4 X_Offset
        f4 Y_Offset
        f4 Z_Offset
        f4 T_Spacing
        f4 T_Offset
        s13 T_Axis_Name
        s13 T_Step_Unit
        """);

    private readonly ByteSource _file;
    private readonly List<(long At, int Packed, int Raw)> _streams = [];

    private SurObject(ByteSource file, MetaGroup header) => (_file, Header) = (file, header);

    public MetaGroup Header { get; }

    /// <summary>Where the next object begins.</summary>
    public long End { get; private set; }

    public int Type => (int)(Number("Object_Type") ?? 0);

    public long Columns => Length("Number_of_Points");

    public long Rows => Length("Number_of_Lines");

    public long Layers => Length("W_Size");

    private int PointSize => Number("Size_of_Points") is 16 ? 2 : 4;

    /// <summary>Points that the header announces; a spectrum of each counts as many.</summary>
    public long Points => checked(Columns * Rows * Layers);

    /// <summary>Reads the header and finds the points.</summary>
    public static SurObject Read(ByteSource file, long at, MetaGroup into)
    {
        var cursor = new Cursor(file, at);
        var header = into.AddGroup("Header");
        Layout.AddTo(header, cursor);
        var found = new SurObject(file, header);
        cursor.Position = at + HeaderLength;
        var (comment, secret) = (header.Number("Comment_size") ?? 0, header.Number("Private_size") ?? 0);
        AddComment(Encoding.Latin1.GetString(cursor.Bytes((long)Math.Max(0, comment))), into);
        cursor.Skip((long)Math.Max(0, secret));
        if (header.Word("Signature") is "DSCOMPRESSED")
        {
            found.FindStreams(cursor);
        }
        else
        {
            found._streams.Add((cursor.Position, 0, 0));
            found.End = checked(cursor.Position + found.Points * found.PointSize);
        }

        return found;
    }

    /// <summary>All points in the unit of the values; those that could not be measured are NaN.</summary>
    public void Decode(Span<double> into)
    {
        var raw = Raw();
        var (least, scale, offset) = (Number("Zmin") ?? 0, (Number("Z_Spacing") ?? 1) / (Number("Z_Unit_Ratio") is { } ratio and not 0 ? ratio : 1), Number("Z_Offset") ?? 0);
        var missing = Number("Special_Points") is 1 ? least - 2 : double.NaN;
        for (var i = 0; i < into.Length; i++)
        {
            double point = PointSize == 2 ? BitConverter.ToInt16(raw, 2 * i) : BitConverter.ToInt32(raw, 4 * i);
            into[i] = point == missing ? double.NaN : (point - least) * scale + offset;
        }
    }

    private byte[] Raw()
    {
        var size = checked(Points * PointSize);
        if (size > DecodedValues.Most / 2)
        {
            throw new DamagedException($"{size} bytes of points are too many to decode at once");
        }

        if (_streams is [(var start, 0, 0)])
        {
            return _file.ReadBytes(start, size);
        }

        // Deflate packs to a thousandth at best: what claims more is not believed.
        if (size > (_streams.Sum(stream => (long)stream.Packed) + 64) * 1100)
        {
            throw new DamagedException($"{size} bytes of points are announced, more than can be packed into so little");
        }

        var raw = new byte[size];
        var done = 0;
        foreach (var (at, packed, length) in _streams)
        {
            var part = raw.AsSpan(done, Math.Min(length, raw.Length - done));
            if (Zlib.Decode(_file.ReadBytes(at, packed), part) < part.Length)
            {
                throw new DamagedException("The packed points end too early", at);
            }

            done += part.Length;
        }

        return done == raw.Length ? raw : throw new DamagedException($"{done} bytes of points are packed, and {raw.Length} are announced");
    }

    private void FindStreams(Cursor cursor)
    {
        var count = cursor.U32();
        if (count is 0 or > MostStreams)
        {
            throw new DamagedException($"{_file.Name} has its points in {count} pieces", cursor.Position - 4);
        }

        var at = cursor.Position + 8 * count;
        for (var i = 0; i < count; i++)
        {
            var (raw, packed) = (cursor.U32(), cursor.U32());
            _streams.Add((at, (int)Math.Min(packed, int.MaxValue), (int)Math.Min(raw, int.MaxValue)));
            at = checked(at + packed);
        }

        End = at;
    }

    // "$_SECTION", then "$Key = value unit".
    private static void AddComment(string text, MetaGroup into)
    {
        if (text.Trim('\0', ' ', '\r', '\n') is not { Length: > 0 } comment)
        {
            return;
        }

        var section = into;
        var isList = false;
        foreach (var raw in comment.Split('\n').Take(5000))
        {
            var line = raw.Trim();
            if (line.StartsWith("$_", StringComparison.Ordinal))
            {
                (section, isList) = (into.AddGroup(line[2..].Trim()), true);
            }
            else if (line is ['$', ..] && line.IndexOf('=') is > 1 and var equals)
            {
                isList = true;
                var (value, unit) = WithUnit(line[(equals + 1)..].Trim());
                section.Add(line[1..equals].Trim(), value, unit);
            }
        }

        if (!isList)
        {
            into.Add("Comment", comment);
        }
    }

    private static (object Value, string? Unit) WithUnit(string text)
    {
        var words = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && (words.Length == 1 || words[1].Length <= 12)
            ? (number, words.Length == 1 || words[1] is "" ? null : words[1])
            : (text, null);
    }

    private double? Number(string name) => Header.Number(name);

    private long Length(string name) => Math.Max(1, (long)(Number(name) ?? 1));
}
