using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>One dimension of an image as the file has it.</summary>
/// <param name="Number">Its place in the file's order, the fastest first.</param>
/// <param name="Length">Elements along it.</param>
/// <param name="Origin">The element that stands at zero.</param>
/// <param name="Scale">The distance of two elements.</param>
/// <param name="Units">As written; empty without.</param>
internal sealed record DmDimension(int Number, long Length, double Origin, double Scale, string Units)
{
    public bool IsEnergy => Units.Trim() is "eV" or "keV" or "meV" or "KeV";

    public bool IsReciprocal => Unit.TryParse(Units, out var unit) && (unit.Dimension == new Dimension(-1) || unit.Dimension == new Dimension(Radian: 1));

    public static List<DmDimension> Of(MetaGroup image)
    {
        var all = new List<DmDimension>();
        var calibrations = (image.Find("Calibrations", "Dimension") as MetaGroup)?.Children ?? [];
        foreach (var child in (image.Find("Dimensions") as MetaGroup)?.Children ?? [])
        {
            if (child is not MetaValue { Value: long length } || length < 0 || all.Count >= 16)
            {
                throw new DamagedException("The dimensions of an image are none", (child as MetaValue)?.At);
            }

            var calibration = all.Count < calibrations.Count ? calibrations[all.Count] as MetaGroup : null;
            all.Add(new(all.Count, length, calibration?.Number("Origin") ?? 0, calibration?.Number("Scale") ?? 1, Word(calibration?.Find("Units"))));
        }

        return all;
    }

    public Axis As(string name, bool scan)
    {
        var calibrated = double.IsFinite(Scale) && Scale != 0 && (Scale != 1 || Units is not "" || Origin != 0);
        var offset = -Origin * Scale;
        return new(name, Length)
        {
            Scale = calibrated ? Scale : null,
            Offset = calibrated && double.IsFinite(offset) && offset != 0 ? offset : 0,
            Unit = Units is "" ? null : Units,
            IsScan = scan,
        };
    }

    private static string Word(MetaNode? node) => (node as MetaValue)?.Value is string word ? word.Trim() : "";
}
