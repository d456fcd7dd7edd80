using System.Collections.Frozen;

namespace Dewar.Formats.Images.Exif;

/// <summary>Names of the fields of Exif 2.32 (CIPA DC-008) and of TIFF 6.0, and those of microscopes that add their own.</summary>
internal static class ExifTags
{
    private static readonly FrozenDictionary<int, string> Names = Parse(
        "100:ImageWidth 101:ImageLength 102:BitsPerSample 103:Compression 106:PhotometricInterpretation 10d:DocumentName " +
        "10e:ImageDescription 10f:Make 110:Model 111:StripOffsets 112:Orientation 115:SamplesPerPixel 116:RowsPerStrip " +
        "117:StripByteCounts 11a:XResolution 11b:YResolution 11c:PlanarConfiguration 128:ResolutionUnit 12d:TransferFunction " +
        "131:Software 132:DateTime 13b:Artist 13c:HostComputer 13e:WhitePoint 13f:PrimaryChromaticities " +
        "201:JPEGInterchangeFormat 202:JPEGInterchangeFormatLength 211:YCbCrCoefficients 212:YCbCrSubSampling " +
        "213:YCbCrPositioning 214:ReferenceBlackWhite 4746:Rating 8298:Copyright 829a:ExposureTime 829d:FNumber 8769:ExifIFD " +
        "8822:ExposureProgram 8824:SpectralSensitivity 8825:GPSInfo 8827:ISOSpeedRatings 8828:OECF 8830:SensitivityType " +
        "8831:StandardOutputSensitivity 8832:RecommendedExposureIndex 8833:ISOSpeed 9000:ExifVersion 9003:DateTimeOriginal " +
        "9004:DateTimeDigitized 9010:OffsetTime 9011:OffsetTimeOriginal 9012:OffsetTimeDigitized 9101:ComponentsConfiguration " +
        "9102:CompressedBitsPerPixel 9201:ShutterSpeedValue 9202:ApertureValue 9203:BrightnessValue 9204:ExposureBiasValue " +
        "9205:MaxApertureValue 9206:SubjectDistance 9207:MeteringMode 9208:LightSource 9209:Flash 920a:FocalLength " +
        "9214:SubjectArea 927c:MakerNote 9286:UserComment 9290:SubSecTime 9291:SubSecTimeOriginal 9292:SubSecTimeDigitized " +
        "9400:Temperature 9401:Humidity 9402:Pressure 9403:WaterDepth 9404:Acceleration 9405:CameraElevationAngle 9c9b:XPTitle " +
        "9c9c:XPComment 9c9d:XPAuthor 9c9e:XPKeywords 9c9f:XPSubject a000:FlashpixVersion a001:ColorSpace a002:PixelXDimension " +
        "a003:PixelYDimension a004:RelatedSoundFile a005:InteroperabilityIFD a20b:FlashEnergy a20c:SpatialFrequencyResponse " +
        "a20e:FocalPlaneXResolution a20f:FocalPlaneYResolution a210:FocalPlaneResolutionUnit a214:SubjectLocation " +
        "a215:ExposureIndex a217:SensingMethod a300:FileSource a301:SceneType a302:CFAPattern a401:CustomRendered " +
        "a402:ExposureMode a403:WhiteBalance a404:DigitalZoomRatio a405:FocalLengthIn35mmFilm a406:SceneCaptureType " +
        "a407:GainControl a408:Contrast a409:Saturation a40a:Sharpness a40b:DeviceSettingDescription a40c:SubjectDistanceRange " +
        "a420:ImageUniqueID a430:CameraOwnerName a431:BodySerialNumber a432:LensSpecification a433:LensMake a434:LensModel " +
        "a435:LensSerialNumber a460:CompositeImage a500:Gamma fea0:FocalPlaneXYOrigins fea1:FieldOfViewXY " +
        "fea2:ObjectiveMagnification fea3:RenishawTransform");

    private static readonly FrozenDictionary<int, string> GpsNames = Parse(
        "0:GPSVersionID 1:GPSLatitudeRef 2:GPSLatitude 3:GPSLongitudeRef 4:GPSLongitude 5:GPSAltitudeRef 6:GPSAltitude " +
        "7:GPSTimeStamp 8:GPSSatellites 9:GPSStatus a:GPSMeasureMode b:GPSDOP c:GPSSpeedRef d:GPSSpeed e:GPSTrackRef f:GPSTrack " +
        "10:GPSImgDirectionRef 11:GPSImgDirection 12:GPSMapDatum 13:GPSDestLatitudeRef 14:GPSDestLatitude " +
        "15:GPSDestLongitudeRef 16:GPSDestLongitude 17:GPSDestBearingRef 18:GPSDestBearing 19:GPSDestDistanceRef " +
        "1a:GPSDestDistance 1b:GPSProcessingMethod 1c:GPSAreaInformation 1d:GPSDateStamp 1e:GPSDifferential " +
        "1f:GPSHPositioningError");

    public static string NameOf(int tag, bool isGps) => (isGps ? GpsNames : Names).GetValueOrDefault(tag) ?? $"0x{tag:x4}";

    /// <summary>The unit that the standard lays down; null for numbers without one.</summary>
    public static string? UnitOf(int tag) => tag switch
    {
        0x829A or 0x9201 => tag == 0x829A ? "s" : null,
        0x920A or 0xA405 => "mm",
        0x9206 => "m",
        0x9400 => "°C",
        0x9401 => "%",
        0x9402 => "hPa",
        _ => null,
    };

    private static FrozenDictionary<int, string> Parse(string words) => words.Split(' ').Select(word => word.Split(':'))
        .ToFrozenDictionary(pair => Convert.ToInt32(pair[0], 16), pair => pair[1]);
}
