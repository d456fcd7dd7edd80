using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>A field of the record that FEI and Thermo Fisher leave for each image.</summary>
/// <param name="Name">Its name in their description.</param>
/// <param name="Kind">'d' a double, 'i' and 'l' integers of 4 and 8 bytes, 'b' a flag of one byte, 's' and 'S' texts of 16 and 80 bytes,
/// 'x' unused.</param>
/// <param name="Unit">Its unit; null without.</param>
/// <param name="At">Bytes from the beginning of the record.</param>
/// <param name="Mask">The bit mask that says whether it is there, by its place in the record; 0 for the masks and lengths
/// themselves.</param>
/// <param name="Bit">Its bit.</param>
internal sealed record FeiField(string Name, char Kind, string? Unit, int At, int Mask, int Bit);

/// <summary>
/// The extended headers FEI1 and FEI2: a record of named values for each image, of which four bit masks say which are there.
/// </summary>
internal static class FeiRecord
{
    // Written as name:kind:unit in the order of the record. "mask" begins the next 32 bits; x takes the six of the unused range.
    private const string Layout = """
        Timestamp:d:d|Microscope type:s|D-Number:s|Application:s|Application version:s|HT:d:V|Dose:d:1/m^2|
        Alpha tilt:d:deg|Beta tilt:d:deg|X-Stage:d:m|Y-Stage:d:m|
        Z-Stage:d:m|Tilt axis angle:d:deg|Dual axis rotation:d:deg|Pixel size X:d:m|Pixel size Y:d:m|unused:x|
        Defocus:d:m|STEM Defocus:d:m|Applied defocus:d:m|
        Instrument mode:i|Projection mode:i|Objective lens mode:s|High magnification mode:s|Probe mode:i|EFTEM On:b|Magnification:d|mask|
        Camera length:d:m|Spot index:i|Illuminated area:d:m|Intensity:d|Convergence angle:d:rad|Illumination mode:s|
        Wide convergence angle range:b|Slit inserted:b|
        Slit width:d:eV|Acceleration voltage offset:d:V|Drift tube voltage:d:V|Energy shift:d:V|Shift offset X:d|
        Shift offset Y:d|Shift X:d|Shift Y:d|
        Integration time:d:s|Binning Width:i|Binning Height:i|Camera name:s|Readout area left:i|Readout area top:i|
        Readout area right:i|Readout area bottom:i|
        Ceta noise reduction:b|Ceta frames summed:i|Direct detector electron counting:b|Direct detector align frames:b|
        Camera param reserved 0:i|
        Camera param reserved 1:i|Camera param reserved 2:i|Camera param reserved 3:i|mask|
        Camera param reserved 4:i|Camera param reserved 5:i|Camera param reserved 6:i|Camera param reserved 7:i|
        Camera param reserved 8:i|Camera param reserved 9:i|
        Phase Plate:b|STEM Detector name:s|Gain:d|Offset:d|STEM param reserved 0:i|STEM param reserved 1:i|
        STEM param reserved 2:i|STEM param reserved 3:i|
        STEM param reserved 4:i|Dwell time:d:s|Frame time:d:s|Scan size left:i|Scan size top:i|Scan size right:i|
        Scan size bottom:i|Full scan FOV X:d:m|
        Full scan FOV Y:d:m|Element:s|Energy interval lower:d:eV|Energy interval higher:d:eV|Method:i|
        Is dose fraction:b|Fraction number:i|Start frame:i|End frame:i|
        Input stack filename:S|mask|
        Alpha tilt min:d:deg|Alpha tilt max:d:deg|Scan rotation:d:rad|Diffraction pattern rotation:d:rad|
        Image rotation:d:rad|Scan mode enumeration:i|
        Acquisition time stamp:l:us|Detector commercial name:s|Start tilt angle:d:deg|End tilt angle:d:deg|
        Tilt per image:d:deg|Tilt speed:d:deg/s|
        Beam center X pixel:i|Beam center Y pixel:i|CFEG flash timestamp:l|Phase plate position index:i|Objective aperture name:s
        """;

    private static readonly FeiField[] Fields = [.. Laid()];

    /// <summary>Adds what a record has to a group, and gives the number of a field by its name.</summary>
    public static void Add(ReadOnlySpan<byte> record, bool bigEndian, long at, MetaGroup into)
    {
        foreach (var field in Fields)
        {
            if (field.At + Size(field.Kind) > record.Length)
            {
                return;
            }

            var mask = Word(record[field.Mask..], bigEndian);
            if (field.Kind != 'x' && (mask >> field.Bit & 1) != 0)
            {
                into.Add(field.Name, Value(field, record[field.At..], bigEndian), field.Unit is "d"
                    ? "days since 1899-12-30" : field.Unit, at + field.At);
            }
        }
    }

    /// <summary>One number of a record; null when it is not there.</summary>
    public static double? Number(ReadOnlySpan<byte> record, string name, bool bigEndian)
    {
        var field = Array.Find(Fields, each => each.Name == name);
        return field is not null && field.At + 8 <= record.Length && (Word(record[field.Mask..], bigEndian) >> field.Bit & 1) != 0
            ? Value(field, record[field.At..], bigEndian) as double?
            : null;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static object Value(FeiField field, ReadOnlySpan<byte> bytes, bool bigEndian) => field.Kind switch
    {
        'd' => (object)(bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        'i' => (long)(int)Word(bytes, bigEndian),
        'l' => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
        'b' => bytes[0] != 0,
        _ => Encoding.Latin1.GetString(bytes[..Size(field.Kind)]).Split('\0')[0].Trim(),
    };

    private static int Size(char kind) => kind switch
    {
        'd' or 'l' => 8,
        'i' => 4,
        'b' => 1,
        's' => 16,
        'S' => 80,
        _ => 48,
    };

    // Metadata size and version, four bytes each, then the first mask.
    private static IEnumerable<FeiField> Laid()
    {
        var (at, mask, bit) = (12, 8, 0);
        foreach (var entry in Layout.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(':');
            if (parts[0] is "mask")
            {
                (mask, bit) = (at, 0);
                at += 4;
                continue;
            }

            var kind = parts[1][0];
            yield return new(parts[0], kind, parts.Length > 2 ? parts[2] : null, at, mask, bit);
            at += Size(kind);
            bit += kind == 'x' ? 6 : 1;
        }
    }
}
