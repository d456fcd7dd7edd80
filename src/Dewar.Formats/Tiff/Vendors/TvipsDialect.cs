using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>TVIPS cameras (EM-MENU): a binary header at the place that tag 37706 names, of version 1 or 2.</summary>
internal sealed class TvipsDialect : Dialect
{
    private const ushort Header = 37706;
    private const int Length1 = 256;
    private const int Length2 = 6312;

    public override string Format => "TVIPS camera image";

    public override FormatPassport Passport { get; } = new("TVIPS EM-MENU images (TIFF)", ".tif .tiff",
        "The image with its scale; microscope, stage, camera.", "TVIPS, EM-MENU file format (tag 37706), versions 1 and 2");

    public override bool Recognises(Document document) => document.First.Has(Header);

    public override void Tell(Document document, Extraction into)
    {
        var at = document.First.Integer(Header, 0);
        var bytes = document.Source.ReadBytes(at, Math.Min(Length2, Math.Max(0, document.Source.Length - at)));
        if (bytes.Length < Length1)
        {
            throw new DamagedException($"The header of TVIPS should have {Length1} bytes, and {bytes.Length} are there", at);
        }

        var header = new Fields(bytes, at, document.File.BigEndian, into.Metadata.AddGroup("TVIPS"));
        var version = header.Whole(0, "Version");
        if (version == 2 && bytes.Length >= 3964)
        {
            Version2(header);
            TellFacts2(document, header.Tree, into);
        }
        else
        {
            Version1(header);
            FactTable.Tell(into.Facts, header.Tree,
            [
                new(CoreNames.AccelerationVoltage, "HighTension", "kV"), new(CoreNames.Magnification, "Magnification", ""),
                new(CoreNames.ExposureTime, "ExposureTime", "ms"),
            ]);
        }
    }

    private static void Version1(Fields header)
    {
        header.Text(4, 80, "Comment");
        header.Whole(84, "HighTension", "kV");
        header.Whole(88, "SphericalAberration", "mm");
        header.Whole(92, "IlluminationAperture", "mrad");
        header.Whole(96, "Magnification");
        header.Real(100, "PostMagnification");
        header.Whole(104, "FocalLength", "mm");
        header.Whole(108, "Defocus", "nm");
        header.Whole(172, "PhysicalPixelSize", "nm");
        header.Whole(176, "Binning");
        header.Whole(192, "ExposureTime", "ms");
    }

    private static void Version2(Fields header)
    {
        header.Words(244, 80, "ImageName");
        header.Words(404, 80, "ImageFolder");
        header.Whole(564, "ImageSizeX");
        header.Whole(568, "ImageSizeY");
        header.Whole(572, "ImageSizeZ");
        header.Whole(576, "ImageSizeE");
        header.Whole(580, "ImageDataType");
        header.Whole(584, "Date");
        header.Whole(588, "Time", "s");
        header.Words(592, 512, "Comment");
        header.Words(1616, 512, "ImageHistory");
        header.Real(2968, "PixelSizeX", "nm");
        header.Real(2972, "PixelSizeY", "nm");
        header.Real(2976, "ImageDistanceZ", "nm");
        header.Real(2980, "ImageDistanceE", "eV");
        header.Words(3112, 80, "TemType");
        header.Real(3272, "TemHighTension", "V");
        header.Whole(3532, "TemMode");
        header.Real(3536, "TemMagnification");
        header.Real(3540, "TemMagnificationCorrection");
        header.Real(3544, "PostMagnification");
        header.Whole(3548, "TemStageType");
        header.Real(3552, "TemStagePositionX", "m");
        header.Real(3556, "TemStagePositionY", "m");
        header.Real(3560, "TemStagePositionZ", "m");
        header.Real(3564, "TemStagePositionA", "°");
        header.Real(3568, "TemStagePositionB", "°");
        header.Real(3572, "TemImageShiftX");
        header.Real(3576, "TemImageShiftY");
        header.Real(3580, "TemBeamShiftX");
        header.Real(3584, "TemBeamShiftY");
        header.Real(3588, "TemBeamTiltX");
        header.Real(3592, "TemBeamTiltY");
        header.Whole(3636, "TemShutter");
        header.Words(3768, 80, "CameraType");
        header.Real(3928, "PhysicalPixelSizeX", "nm");
        header.Real(3932, "PhysicalPixelSizeY", "nm");
        header.Whole(3936, "OffsetX");
        header.Whole(3940, "OffsetY");
        header.Whole(3944, "BinningX");
        header.Whole(3948, "BinningY");
        header.Real(3952, "ExposureTime", "ms");
        header.Real(3956, "Gain");
        header.Real(3960, "ReadoutRate", "kHz");
    }

    private static void TellFacts2(Document document, MetaGroup tree, Extraction into)
    {
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, "TemHighTension", "V"), new(CoreNames.Magnification, "TemMagnification", ""),
            new(CoreNames.ExposureTime, "ExposureTime", "ms"),
            new(CoreNames.StageX, "TemStagePositionX", "m"), new(CoreNames.StageY, "TemStagePositionY", "m"),
            new(CoreNames.StageZ, "TemStagePositionZ", "m"),
            new(CoreNames.StageTilt, "TemStagePositionA", "°"), new(CoreNames.StageTiltBeta, "TemStagePositionB", "°"),
            new(CoreNames.PixelSize, "PixelSizeX", "nm"),
            new(CoreNames.PixelHeight, "PixelSizeY", "nm"), new(CoreNames.DetectorPixelSize, "PhysicalPixelSizeX", "nm"),
            new(CoreNames.Detector, "CameraType"),
            new(CoreNames.Instrument, "TemType"), new(CoreNames.Title, "ImageName"), new(CoreNames.Description, "Comment"),
        ]);
        into.Facts.Tell(CoreNames.Binning, $"{tree.Number("BinningX")}x{tree.Number("BinningY")}", "TVIPS/BinningX");
        into.Facts.Tell(CoreNames.AcquiredAt, Time(tree), "TVIPS/Date");
        document.Main.ScaleMetres(tree.Number("PixelSizeX") * 1e-9, tree.Number("PixelSizeY") is > 0 and var y ? y * 1e-9 : null);
    }

    // Day, month and year are packed into one number (two bytes for the year), the time is in seconds since midnight.
    private static FileTime? Time(MetaGroup tree)
    {
        if (tree.Number("Date") is not (> 0 and < uint.MaxValue and var packed)
            || tree.Number("Time") is not (>= 0 and < 86400 and var seconds))
        {
            return null;
        }

        var date = (uint)packed;
        var (year, month, day) = ((int)(date >> 16), (int)(date >> 8 & 0xff), (int)(date & 0xff));
        return year is > 1950 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new(new DateTime(year, month, day).AddSeconds(seconds))
            : null;
    }

    /// <summary>Fields of the header by their places.</summary>
    private sealed class Fields(byte[] bytes, long at, bool bigEndian, MetaGroup tree)
    {
        public MetaGroup Tree => tree;

        public int Whole(int offset, string name, string? unit = null)
        {
            var value = (int)Raw(offset);
            tree.Add(name, value, unit, at + offset);
            return value;
        }

        public void Real(int offset, string name, string? unit = null) =>
            tree.Add(name, BitConverter.UInt32BitsToSingle(Raw(offset)), unit, at + offset);

        public void Text(int offset, int length, string name) => Put(offset, name, Encoding.Latin1.GetString(Slice(offset, length)));

        public void Words(int offset, int letters, string name) =>
            Put(offset, name, Encoding.Unicode.GetString(Slice(offset, 2 * letters)));

        private void Put(int offset, string name, string text)
        {
            var end = text.IndexOf('\0', StringComparison.Ordinal);
            tree.Add(name, (end < 0 ? text : text[..end]).Trim(), at: at + offset);
        }

        private ReadOnlySpan<byte> Slice(int offset, int length) =>
            offset >= bytes.Length ? default : bytes.AsSpan(offset, Math.Min(length, bytes.Length - offset));

        private uint Raw(int offset) => offset + 4 > bytes.Length ? 0
            : bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset))
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));
    }
}
