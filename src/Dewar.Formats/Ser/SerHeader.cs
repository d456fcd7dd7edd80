using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>The header of a SER file: how many elements of which kind, and the dimensions of the scan or series that they make.</summary>
internal sealed record SerHeader
{
    public const int OneDimensional = 0x4120;
    public const int TwoDimensional = 0x4122;
    public const int PositionTags = 0x4142;
    private const int LongestText = 4096;

    public required int Version { get; init; }
    public required int DataType { get; init; }
    public required int TagType { get; init; }
    public required int Total { get; init; }
    public required int Valid { get; init; }
    public required long OffsetsAt { get; init; }
    public required IReadOnlyList<SerDimension> Dimensions { get; init; }

    /// <summary>64-bit offsets came with version 0x0220.</summary>
    public bool IsWide => Version >= 0x0220;

    public int OffsetSize => IsWide ? 8 : 4;

    public bool HasImages => DataType == TwoDimensional;

    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x49, 0x49, 0x97, 0x01]);

    public static SerHeader Read(Cursor at, MetaGroup into)
    {
        at.Skip(4);
        var version = Note(at.U16(), "SeriesVersion", into, at, 2);
        var dataType = Note(at.I32(), "DataTypeID", into, at, 4);
        var tagType = Note(at.I32(), "TagTypeID", into, at, 4);
        var total = Note(at.I32(), "TotalNumberElements", into, at, 4);
        var valid = Note(at.I32(), "ValidNumberElements", into, at, 4);
        if (dataType is not (OneDimensional or TwoDimensional))
        {
            throw new DamagedException($"{at.Source.Name} holds data of the kind 0x{dataType:X}, which is neither spectra nor images", 6);
        }

        var wide = version >= 0x0220;
        var offsets = wide ? at.I64() : at.U32();
        into.Add("OffsetArrayOffset", offsets, "bytes", at.Position - (wide ? 8 : 4));
        var count = Note(at.I32(), "NumberDimensions", into, at, 4);
        if (count is < 0 or > 16)
        {
            throw new DamagedException($"{at.Source.Name} claims {count} dimensions", at.Position - 4);
        }

        var dimensions = new SerDimension[count];
        for (var i = 0; i < count; i++)
        {
            dimensions[i] = ReadDimension(at, into.AddGroup($"Dimension {i + 1}"));
        }

        return new()
        {
            Version = version, DataType = dataType, TagType = tagType, Total = total, Valid = valid, OffsetsAt = offsets, Dimensions = dimensions,
        };
    }

    private static SerDimension ReadDimension(Cursor at, MetaGroup into)
    {
        var size = Note(at.I32(), "DimensionSize", into, at, 4);
        var calibration = SerCalibration.Read(at, into, "");
        var description = at.Text(Length(at.I32(), at));
        into.Add("Description", description);
        var units = at.Text(Length(at.I32(), at));
        into.Add("Units", units);
        return new(size, calibration, description, units);
    }

    private static int Length(int length, Cursor at) => length is >= 0 and <= LongestText
        ? length
        : throw new DamagedException($"{at.Source.Name} has a text of {length} bytes in its header", at.Position - 4);

    private static int Note(int value, string name, MetaGroup into, Cursor at, int size)
    {
        into.Add(name, value, at: at.Position - size);
        return value;
    }
}

/// <summary>One dimension of a scan or series.</summary>
internal sealed record SerDimension(int Size, SerCalibration Calibration, string Description, string Units);

/// <summary>A linear calibration: the value at one element, and the distance to the next.</summary>
internal sealed record SerCalibration(double Offset, double Delta, int Element)
{
    /// <summary>Where the first element stands.</summary>
    public double First => Offset - Element * Delta;

    public static SerCalibration Read(Cursor at, MetaGroup? into, string suffix)
    {
        var start = at.Position;
        var calibration = new SerCalibration(at.F64(), at.F64(), at.I32());
        into?.Add("CalibrationOffset" + suffix, calibration.Offset, at: start);
        into?.Add("CalibrationDelta" + suffix, calibration.Delta, at: start + 8);
        into?.Add("CalibrationElement" + suffix, calibration.Element, at: start + 16);
        return calibration;
    }
}
