using Dewar.Formats.Bytes;

namespace Dewar.Formats.Spe;

/// <summary>The header of 4100 bytes with the names of WinSpec's WINHEAD.TXT, and the calibrations in it.</summary>
internal static class SpeRecords
{
    public const int HeaderLength = 4100;
    public const int TypeAt = 108;
    public const int XmlAt = 678;
    public const int VersionAt = 1992;
    public const int SignatureAt = 2996;
    public const int CalibrationAt = 3000;
    public const int CalibrationLength = 489;

    public static readonly RecordLayout Header = new("""
        i2 ControllerVersion
        i2 LogicOutput
        u2 AmpHiCapLowNoise
        u2 xDimDet px
        i2 mode
        f4 exp_sec s
        i2 VChipXdim
        i2 VChipYdim
        u2 yDimDet px
        s10 date
        i2 VirtualChipFlag
        x2
        i2 noscan
        f4 DetTemperature °C
        i2 DetType
        u2 xdim px
        i2 stdiode
        f4 DelayTime
        u2 ShutterControl
        i2 AbsorbLive
        u2 AbsorbMode
        i2 CanDoVirtualChipFlag
        i2 ThresholdMinLive
        f4 ThresholdMinVal
        i2 ThresholdMaxLive
        f4 ThresholdMaxVal
        i2 SpecAutoSpectroMode
        f4 SpecCenterWlNm nm
        i2 SpecGlueFlag
        f4 SpecGlueStartWlNm nm
        f4 SpecGlueEndWlNm nm
        f4 SpecGlueMinOvrlpNm nm
        f4 SpecGlueFinalResNm nm
        i2 PulserType
        i2 CustomChipFlag
        i2 XPrePixels
        i2 XPostPixels
        i2 YPrePixels
        i2 YPostPixels
        i2 asynen
        i2 datatype
        i2 PulserMode
        u2 PulserOnChipAccums
        u4 PulserRepeatExp
        f4 PulseRepWidth
        f4 PulseRepDelay
        f4 PulseSeqStartWidth
        f4 PulseSeqEndWidth
        f4 PulseSeqStartDelay
        f4 PulseSeqEndDelay
        i2 PulseSeqIncMode
        i2 PImaxUsed
        i2 PImaxMode
        i2 PImaxGain
        i2 BackGrndApplied
        i2 PImax2nsBrdUsed
        u2 minblk
        u2 numminblk
        i2*2 SpecMirrorLocation
        i2*4 SpecSlitLocation
        i2 CustomTimingFlag
        s7 ExperimentTimeLocal
        s7 ExperimentTimeUTC
        i2 ExposUnits
        u2 ADCoffset
        u2 ADCrate
        u2 ADCtype
        u2 ADCresolution
        u2 ADCbitAdjust
        u2 gain
        s80*5 Comments
        u2 geometric
        s16 xlabel
        u2 cleans
        u2 NumSkpPerCln
        i2*2 SpecMirrorPos
        f4*4 SpecSlitPos
        i2 AutoCleansActive
        i2 UseContCleansInst
        i2 AbsorbStripNum
        i2 SpecSlitPosUnits
        f4 SpecGrooves 1/mm
        i2 srccmp
        u2 ydim px
        i2 scramble
        i2 ContinuousCleansFlag
        i2 ExternalTriggerFlag
        i4 lnoscan
        i4 lavgexp
        f4 ReadoutTime ms
        i2 TriggeredModeFlag
        """);

    /// <summary>From byte 688 on, behind where SPE 3 has the place of its XML.</summary>
    public static readonly RecordLayout More = new("""
        s16 sw_version
        i2 type
        i2 flatFieldApplied
        x16
        i2 kin_trig_mode
        s16 dlabel
        x436
        s120 PulseFileName
        s120 AbsorbFileName
        u4 NumExpRepeats
        u4 NumExpAccums
        i2 YT_Flag
        f4 clkspd_us µs
        i2 HWaccumFlag
        i2 StoreSync
        i2 BlemishApplied
        i2 CosmicApplied
        i2 CosmicType
        f4 CosmicThreshold
        i4 NumFrames
        f4 MaxIntensity
        f4 MinIntensity
        s16 ylabel
        u2 ShutterType
        f4 shutterComp
        u2 readoutMode
        u2 WindowSize
        u2 clkspd
        u2 interface_type
        i2 NumROIsInExperiment
        x16
        u2 controllerNum
        u2 SWmade
        i2 NumROI
        """);

    public static readonly RecordLayout Region = new("""
        u2 startx
        u2 endx
        u2 groupx
        u2 starty
        u2 endy
        u2 groupy
        """);

    public static readonly RecordLayout Calibration = new("""
        f8 offset
        f8 factor
        u1 current_unit
        x1
        s40 string
        x40
        u1 calib_valid
        u1 input_unit
        u1 polynom_unit
        u1 polynom_order
        u1 calib_count
        f8*10 pixel_position
        f8*10 calib_value
        f8*6 polynom_coeff
        f8 laser_position nm
        """);
}
