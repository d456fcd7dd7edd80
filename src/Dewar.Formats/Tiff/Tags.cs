using System.Collections.Frozen;

namespace Dewar.Formats.Tiff;

/// <summary>The tags that decide how a picture is read.</summary>
internal static class Tags
{
    public const ushort NewSubfileType = 254;
    public const ushort SubfileType = 255;
    public const ushort ImageWidth = 256;
    public const ushort ImageLength = 257;
    public const ushort BitsPerSample = 258;
    public const ushort Compression = 259;
    public const ushort Photometric = 262;
    public const ushort FillOrder = 266;
    public const ushort ImageDescription = 270;
    public const ushort Make = 271;
    public const ushort Model = 272;
    public const ushort StripOffsets = 273;
    public const ushort Orientation = 274;
    public const ushort SamplesPerPixel = 277;
    public const ushort RowsPerStrip = 278;
    public const ushort StripByteCounts = 279;
    public const ushort XResolution = 282;
    public const ushort YResolution = 283;
    public const ushort PlanarConfiguration = 284;
    public const ushort ResolutionUnit = 296;
    public const ushort Software = 305;
    public const ushort DateTime = 306;
    public const ushort Artist = 315;
    public const ushort HostComputer = 316;
    public const ushort Predictor = 317;
    public const ushort ColorMap = 320;
    public const ushort TileWidth = 322;
    public const ushort TileLength = 323;
    public const ushort TileOffsets = 324;
    public const ushort TileByteCounts = 325;
    public const ushort SubIfds = 330;
    public const ushort ExtraSamples = 338;
    public const ushort SampleFormat = 339;
    public const ushort JpegTables = 347;
    public const ushort YCbCrSubSampling = 530;
    public const ushort ReferenceBlackWhite = 532;
    public const ushort Exif = 34665;
    public const ushort Gps = 34853;
    public const ushort Interoperability = 40965;

    private static readonly FrozenDictionary<ushort, string> Names = new Dictionary<ushort, string>
    {
        [254] = "NewSubfileType", [255] = "SubfileType", [256] = "ImageWidth", [257] = "ImageLength", [258] = "BitsPerSample",
        [259] = "Compression",
        [262] = "PhotometricInterpretation", [263] = "Threshholding", [264] = "CellWidth", [265] = "CellLength", [266] = "FillOrder",
        [269] = "DocumentName", [270] = "ImageDescription", [271] = "Make", [272] = "Model", [273] = "StripOffsets", [274] = "Orientation",
        [277] = "SamplesPerPixel", [278] = "RowsPerStrip", [279] = "StripByteCounts", [280] = "MinSampleValue", [281] = "MaxSampleValue",
        [282] = "XResolution", [283] = "YResolution", [284] = "PlanarConfiguration", [285] = "PageName", [286] = "XPosition",
        [287] = "YPosition",
        [288] = "FreeOffsets", [289] = "FreeByteCounts", [290] = "GrayResponseUnit", [291] = "GrayResponseCurve", [292] = "T4Options",
        [293] = "T6Options", [296] = "ResolutionUnit", [297] = "PageNumber", [301] = "TransferFunction", [305] = "Software",
        [306] = "DateTime",
        [315] = "Artist", [316] = "HostComputer", [317] = "Predictor", [318] = "WhitePoint", [319] = "PrimaryChromaticities",
        [320] = "ColorMap",
        [321] = "HalftoneHints", [322] = "TileWidth", [323] = "TileLength", [324] = "TileOffsets", [325] = "TileByteCounts",
        [330] = "SubIFDs",
        [332] = "InkSet", [333] = "InkNames", [334] = "NumberOfInks", [336] = "DotRange", [337] = "TargetPrinter", [338] = "ExtraSamples",
        [339] = "SampleFormat", [340] = "SMinSampleValue", [341] = "SMaxSampleValue", [342] = "TransferRange", [347] = "JPEGTables",
        [512] = "JPEGProc", [513] = "JPEGInterchangeFormat", [514] = "JPEGInterchangeFormatLength", [515] = "JPEGRestartInterval",
        [519] = "JPEGQTables", [520] = "JPEGDCTables", [521] = "JPEGACTables", [529] = "YCbCrCoefficients", [530] = "YCbCrSubSampling",
        [531] = "YCbCrPositioning", [532] = "ReferenceBlackWhite", [700] = "XMP", [18246] = "Rating", [32781] = "ImageID",
        [33432] = "Copyright",
        [33434] = "ExposureTime", [33437] = "FNumber", [33550] = "ModelPixelScale", [33922] = "ModelTiepoint",
        [34264] = "ModelTransformation",
        [33723] = "IPTC", [34377] = "Photoshop", [34675] = "ICCProfile", [34665] = "Exif", [34853] = "GPS", [34735] = "GeoKeyDirectory",
        [34736] = "GeoDoubleParams", [34737] = "GeoAsciiParams", [34850] = "ExposureProgram", [34855] = "ISOSpeedRatings",
        [36864] = "ExifVersion",
        [36867] = "DateTimeOriginal", [36868] = "DateTimeDigitized", [36880] = "OffsetTime", [36881] = "OffsetTimeOriginal",
        [36882] = "OffsetTimeDigitized", [37121] = "ComponentsConfiguration", [37122] = "CompressedBitsPerPixel",
        [37377] = "ShutterSpeedValue",
        [37378] = "ApertureValue", [37379] = "BrightnessValue", [37380] = "ExposureBiasValue", [37381] = "MaxApertureValue",
        [37382] = "SubjectDistance",
        [37383] = "MeteringMode", [37384] = "LightSource", [37385] = "Flash", [37386] = "FocalLength", [37500] = "MakerNote",
        [37510] = "UserComment",
        [37520] = "SubsecTime", [37521] = "SubsecTimeOriginal", [37522] = "SubsecTimeDigitized", [40960] = "FlashpixVersion",
        [40961] = "ColorSpace",
        [40962] = "PixelXDimension", [40963] = "PixelYDimension", [40965] = "Interoperability", [41486] = "FocalPlaneXResolution",
        [41487] = "FocalPlaneYResolution", [41488] = "FocalPlaneResolutionUnit", [41729] = "SceneType", [41985] = "CustomRendered",
        [41986] = "ExposureMode", [41987] = "WhiteBalance", [41988] = "DigitalZoomRatio", [41990] = "SceneCaptureType",
        [42016] = "ImageUniqueID",
        [42033] = "BodySerialNumber", [42036] = "LensModel", [42112] = "GDAL_METADATA", [42113] = "GDAL_NODATA", [33560] = "OlympusSIS",
        [33628] = "UIC1", [33629] = "UIC2", [33630] = "UIC3", [33631] = "UIC4", [34118] = "CZ_SEM", [34361] = "MM_Header",
        [34412] = "CZ_LSMINFO",
        [34680] = "FEI_SFEG", [34682] = "FEI_HELIOS", [34683] = "FEI_TITAN", [37706] = "TVIPS", [37707] = "TVIPS1", [37708] = "TVIPS2",
        [37724] = "ImageSourceData", [50431] = "TESCAN", [50838] = "IJMetadataByteCounts", [50839] = "IJMetadata", [51023] = "Fibics",
        [51123] = "MicroManagerMetadata", [65000] = "65000 (private)", [65027] = "DigitalMicrographTags",
    }.ToFrozenDictionary();

    /// <summary>The name of a tag; its number where it has none.</summary>
    public static string Name(ushort tag) => Names.TryGetValue(tag, out var name) ? name : tag.ToString();
}
