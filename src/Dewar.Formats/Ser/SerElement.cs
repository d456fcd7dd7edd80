using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>What stands before the values of an element: calibrations, type and size.</summary>
/// <param name="Calibrations">Of x, and of y when it is an image.</param>
/// <param name="Element">The type of the values.</param>
/// <param name="Lengths">Values along x, and along y when it is an image.</param>
internal sealed record SerElement(IReadOnlyList<SerCalibration> Calibrations, ElementType Element, IReadOnlyList<int> Lengths)
{
    /// <summary>Bytes before the values of a spectrum.</summary>
    public const int SpectrumHeader = 26;

    /// <summary>Bytes before the values of an image.</summary>
    public const int ImageHeader = 50;

    public long Bytes => Lengths.Aggregate((long)Element.Size, (product, length) => checked(product * length));

    public static SerElement Read(Cursor at, bool image, MetaGroup? into = null)
    {
        var calibrations = image
            ? [SerCalibration.Read(at, into, "X"), SerCalibration.Read(at, into, "Y")]
            : (SerCalibration[])[SerCalibration.Read(at, into, "")];
        var code = at.I16();
        into?.Add("DataType", code, at: at.Position - 2);
        var element = code switch
        {
            1 => ElementType.UInt8,
            2 => ElementType.UInt16,
            3 => ElementType.UInt32,
            4 => ElementType.Int8,
            5 => ElementType.Int16,
            6 => ElementType.Int32,
            7 => ElementType.Float32,
            8 => ElementType.Float64,
            9 => ElementType.Complex64,
            10 => ElementType.Complex128,
            _ => throw new DamagedException($"{at.Source.Name} has values of the type {code}, which is none of SER", at.Position - 2),
        };
        int[] lengths = image ? [at.I32(), at.I32()] : [at.I32()];
        into?.Add(image ? "ArraySizeX" : "ArrayLength", lengths[0]);
        if (image)
        {
            into?.Add("ArraySizeY", lengths[1]);
        }

        return lengths.All(length => length >= 0)
            ? new(calibrations, element, lengths)
            : throw new DamagedException($"{at.Source.Name} has an element of {string.Join(" x ", lengths)} values", at.Position - 4);
    }
}
