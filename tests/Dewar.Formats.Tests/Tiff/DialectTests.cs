using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

/// <summary>What vendors write, in small.</summary>
public sealed class DialectTests
{
    private const string Fei = """
        [User]
        Date=06/07/2016
        Time=05:06:40 PM
        User=anna
        [System]
        SystemType=Some Lab 600
        [Beam]
        Beam=EBeam
        Scan=EScan
        [EBeam]
        HV=5000
        WD=0.004
        BeamCurrent=6.25e-012
        [EScan]
        PixelWidth=2e-009
        PixelHeight=4e-009
        Dwell=1e-007
        [Scan]
        Dwelltime=9
        [Scan]
        Dwelltime=8
        [Stage]
        StageR=-2.3611
        [PrivateFei]
        TimeOfCreation=07.06.2016 17:06:40
        """;

    [Fact]
    public void Fei_settings_give_scale_beam_and_stage()
    {
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(34682, Fei.ReplaceLineEndings("\r\n") + "\0\0")));

        Assert.StartsWith("FEI/Thermo", found.Format);
        Assert.Equal(5000, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(1e-7, found.Facts[CoreNames.DwellTime]!.Si);
        Assert.Equal(-2.3611, found.Facts[CoreNames.StageRotation]!.Si);
        Assert.Equal("SEM", found.Facts[CoreNames.Mode]!.Value);
        Assert.NotNull(found.Facts[CoreNames.Operator]!.Doubt);
        Assert.Equal(2, found.Metadata.Children.OfType<MetaGroup>().Single(group => group.Name == "FEI_HELIOS").Children.Count(group =>
            group.Name == "Scan"));
        AssertScale(found, 2e-9, 4e-9);
    }

    [Fact]
    public void The_day_of_a_date_is_told_from_the_month_by_the_time_of_creation() =>
        Assert.Equal(new DateTime(2016, 6, 7, 17, 6, 40), Time(TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(34680, Fei)))));

    [Fact]
    public void Settings_behind_the_picture_are_found_without_a_tag() =>
        Assert.Equal("Some Lab 600", TiffReaderTests.Read(
            [.. TiffFiles.Grey(), .. Encoding.Latin1.GetBytes(Fei)]).Facts[CoreNames.Instrument]!.Value);

    [Fact]
    public void A_list_of_labels_with_values_is_read()
    {
        const string xml =
            "<Root><Data><Label>High tension</Label><Value>200</Value><Unit>kV</Unit></Data><Data>"
            + "<Label>Microscope</Label><Value>Titan</Value></Data></Root>";
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(34683, xml)));

        Assert.Equal(200e3, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal("Titan", found.Facts[CoreNames.Instrument]!.Value);
        Assert.Equal(200, found.Metadata.Number("FEI_TITAN", "Root", "High tension"));
    }

    [Fact]
    public void Velox_writes_numbers_as_words()
    {
        const string json = """
            {"Core":{"MetadataDefinitionVersion":"7.9"},"Instrument":{"InstrumentModel":"Themis"},"Optics":{"AccelerationVoltage":"300000"},
             "BinaryResult":{"PixelSize":{"width":"1e-10","height":"2e-10"}},
             "Acquisition":{"AcquisitionStartDatetime":{"DateTime":"1500000000"}}}
            """;
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(270, json)));

        Assert.Equal(300e3, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(FileTime.Utc(DateTime.UnixEpoch.AddSeconds(1.5e9)), found.Facts[CoreNames.AcquiredAt]!.Value);
        AssertScale(found, 1e-10, 2e-10);
    }

    [Fact]
    public void SmartSem_has_a_key_and_below_it_a_label_with_a_value()
    {
        const string text =
            "0\r\n0\r\n0\r\n5e-009\r\n5e+004\r\nAP_WD\r\nWD =  3.9 mm\r\nAP_MAG\r\nMag =  50.00 K X\r\nAP_WIDTH\r\n"
            + "Width = 5.12 µm\r\nDP_ZOOM\r\nZoom = Off\r\n"
            + "AP_DATE\r\nDate :25 Sep 2018\r\nAP_TIME\r\nTime :8:20:42\r\nSV_USER_NAME\r\nUser Name = Anna\r\n"
            + "AP_TILT_ANGLE\r\nTilt Angle =   0.5 \u00b0\r\n";
        var found = TiffReaderTests.Read(new TiffFiles().Page(512, 1, new byte[512]).Bytes(34118, [.. Encoding.Latin1.GetBytes(text), 0],
            type: 2).Write());

        Assert.Equal(0.0039, found.Facts[CoreNames.WorkingDistance]!.Si);
        Assert.Equal(50_000, found.Facts[CoreNames.Magnification]!.Si);
        Assert.Equal(new DateTime(2018, 9, 25, 8, 20, 42), Time(found));
        Assert.Equal((0.5, "°"), (found.Metadata.Number("CZ_SEM", "AP_TILT_ANGLE")!.Value,
            ((MetaValue)found.Metadata.Find("CZ_SEM", "AP_TILT_ANGLE")!).Unit));
        AssertScale(found, 10e-9, 10e-9);
    }

    [Fact]
    public void The_orion_writes_a_value_and_a_unit()
    {
        const string xml =
            "<ImageTags><ScalingX><Value>1E-09</Value><Units>m</Units></ScalingX><ScalingY><Value>2E-09</Value><Units>m</Units></ScalingY>"
            + "<AccelerationVoltage><Value>29997</Value><Units>Volts</Units></AccelerationVoltage><GFIS.BeamCurrent>"
            + "<Value>0.9</Value><Units>pA</Units></GFIS.BeamCurrent></ImageTags>";
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Bytes(65000, Encoding.UTF8.GetBytes(xml))));

        Assert.Equal(29997, found.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(0.9e-12, found.Facts[CoreNames.BeamCurrent]!.Si!.Value, 1e-18);
        AssertScale(found, 1e-9, 2e-9);
    }

    [Fact]
    public void Fibics_says_the_zone_of_its_time()
    {
        const string xml =
            """
            <Fibics version="1.0"><Application><Date>2025-05-27T10:32:12.498-04:00</Date></Application><Scan>
            <Dwell units="ns">100</Dwell><Ux>0.001</Ux><Uy>0</Uy><Vx>0</Vx><Vy>-0.002</Vy></Scan><BeamInfo>
            <item name="AccV">30000</item><item name="GFISGas">He</item></BeamInfo><DetectorInfo>
            <item name="Collector">=500.0 V</item></DetectorInfo></Fibics>
            """;
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(51023, xml)));

        Assert.Equal(TimeSpan.FromHours(-4), ((FileTime)found.Facts[CoreNames.AcquiredAt]!.Value).Offset);
        Assert.Equal("HIM", found.Facts[CoreNames.Mode]!.Value);
        Assert.Equal(500, found.Metadata.Number("Fibics", "DetectorInfo", "Collector"));
        AssertScale(found, 1e-9, 2e-9);
    }

    [Fact]
    public void Soft_Imaging_marks_the_page_that_is_calibrated()
    {
        var file = new TiffFiles().Page(2, 2, new byte[4]).Page(4, 4, new byte[16]);
        byte[] calibration = [.. new byte[10], .. BitConverter.GetBytes((short)-6), .. BitConverter.GetBytes(2.5e-3),
            .. BitConverter.GetBytes(2.5e-3), .. new byte[8], .. BitConverter.GetBytes(6e5), .. new byte[68]];
        var place = file.Append(calibration);
        byte[] block = [.. "SIS0"u8, 1, 1, 0, 0, 31, 0, 42, 0, 19, 0, 15, 0, 10, 0, 118, 0, 0, 0, 0, 0, 0, 0, .. new byte[32], 1, 0, 1,
            0, 1, 0, .. BitConverter.GetBytes((int)place)];
        var found = TiffReaderTests.Read(file.Longs(33560, file.Append(block)).Write());

        Assert.True(found.Signals[1].IsMain && !found.Signals[0].IsMain);
        Assert.Equal(2.5e-9, found.Signals[1].Axes[0].Scale!.Value, 1e-15);
        Assert.Equal(new DateTime(2018, 11, 15, 19, 42, 31), Time(found));
    }

    [Fact]
    public void DigitalMicrograph_gives_origins_and_units()
    {
        var found = TiffReaderTests.Read(new TiffFiles().Page(2, 2, new byte[4]).Text(65003, "nm").Text(65004, "µm").Text(65005,
            "s").Doubles(65006, 5).Doubles(65009, 0.5)
            .Doubles(65010, 0.25).Doubles(65011, 2.5).Page(2, 2, new byte[4]).Write());

        var axes = found.Signals[0].Axes;
        Assert.Equal(("time", 2.5, "s"), (axes[0].Name, axes[0].Scale!.Value, axes[0].Unit));
        Assert.Equal((0.25, "µm"), (axes[1].Scale!.Value, axes[1].Unit));
        Assert.Equal((0.5, 5, "nm"), (axes[2].Scale!.Value, axes[2].Offset, axes[2].Unit));
    }

    [Fact]
    public void A_pilatus_says_what_it_was_exposed_to()
    {
        const string text =
            "# Pixel_size 172e-6 m x 172e-6 m\r\n# Exposure_time 0.0970000 s\r\n# Wavelength 1.0 A\r\n"
            + "# Detector_distance 0.3 m\r\n# Beam_xy (243.12, 309.12) pixels\r\n# Detector: PILATUS 1M, S/N 10\r\n"
            + "# 2011-07-22T12:50:01.123\r\n";
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(270, text)));

        Assert.Equal(SignalType.Diffraction, found.Signals[0].Type);
        Assert.Equal(0.097, found.Facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal(0.3, found.Facts[CoreNames.DetectorDistance]!.Si);
        Assert.Equal(243.12, found.Facts[CoreNames.BeamCentreX]!.Value);
        AssertScale(found, 172e-6, 172e-6);
    }

    [Fact]
    public void A_header_of_MarCCD_is_found_behind_the_frame()
    {
        var header = new byte[4096];
        void Put(int at, int value) => BitConverter.GetBytes(value).CopyTo(header, 1024 + at - 8);
        "MMX"u8.CopyTo(header.AsSpan(1024 + 4 - 8));
        Put(28, 1234);
        Put(640, 100_000);
        Put(644, 512_500);
        Put(656, 2_000);
        Put(772, 79_000);
        Put(776, 79_000);
        Put(908, 97_000);
        var file = new TiffFiles();
        file.Append(header);
        var found = TiffReaderTests.Read(file.Page(2, 2, new byte[4]).Write());

        Assert.Equal(0.1, found.Facts[CoreNames.DetectorDistance]!.Si!.Value, 1e-9);
        Assert.Equal(512.5, found.Facts[CoreNames.BeamCentreX]!.Value);
        Assert.Equal(2, found.Facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal(97e-12, found.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-15);
    }

    [Fact]
    public void Broken_settings_do_not_cost_the_picture()
    {
        var found = TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(51023, "<Fibics><Scan>").Longs(37706, 5_000_000)));

        Assert.NotNull(found.Signals[0].Values);
        Assert.Equal(2, found.Warnings.Count);
    }

    [Fact]
    public void Entities_are_not_expanded()
    {
        const string xml =
            "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><Fibics><Application>"
            + "<Version>&c;</Version></Application></Fibics>";

        Assert.NotEmpty(TiffReaderTests.Read(TiffFiles.Grey(file => file.Text(51023, xml))).Warnings);
    }

    private static DateTime Time(Extraction found) => ((FileTime)found.Facts[CoreNames.AcquiredAt]!.Value).Local;

    private static void AssertScale(Extraction found, double x, double y)
    {
        var axes = found.Signals[0].Axes;
        Assert.Equal(x, Metres(axes[^1]), x * 1e-9);
        Assert.Equal(y, Metres(axes[^2]), y * 1e-9);
    }

    private static double Metres(Axis axis) => Unit.TryParse(axis.Unit, out var unit) ? unit.ToSi(axis.Scale!.Value) : double.NaN;
}
