using Dewar.Formats.Bytes;

namespace Dewar.Formats.Edax;

/// <summary>The records of EDAX's files, with the names of EDAX's descriptions of SPECTRUM version 70, SpcMap and ImageIPR.</summary>
internal static class EdaxRecords
{
    /// <summary>Where the counts begin in files of spectra.</summary>
    public const int SpectrumStart = 3840;

    public static readonly RecordLayout Spectrum = new("""
        f4 fVersion
        f4 aVersion
        s8 fileName
        i2 collectDateYear
        i1 collectDateDay
        i1 collectDateMon
        i1 collectTimeMin
        i1 collectTimeHour
        i1 collectTimeHund
        i1 collectTimeSec
        i4 fileSize
        i4 dataStart
        i2 numPts
        i2 intersectingDist
        i2 workingDist
        i2 scaleSetting
        x24
        s40 materialType
        s216 spectrumLabel
        s8 imageFilename
        i2 spotX
        i2 spotY
        i2 imageADC
        i4*5 discrValues
        u1*5 discrEnabled
        i1 pileupProcessed
        i4 fpgaVersion
        i4 pileupProcVersion
        i4 NB5000CFG
        x12
        i4 evPerChan eV
        i2 ADCTimeConstant
        i2 analysisType
        f4 preset
        i4 maxp
        i4 maxPeakCh
        i2 xRayTubeZ
        i2 filterZ
        f4 current
        i2 sampleCond
        i2 sampleType
        u2 xrayCollimator
        u2 xrayCapilaryType
        u2 xrayCapilarySize µm
        u2 xrayFilterThickness µm
        u2 spectrumSmoothed
        u2 detector_Size_SiLi
        u2 spectrumReCalib
        u2 eagleSystem
        u2 sumPeakRemoved
        u2 edaxSoftwareType
        x6
        u2 escapePeakRemoved
        u4 analyzerType
        f4 startEnergy keV
        f4 endEnergy keV
        f4 liveTime s
        f4 tilt °
        f4 takeoff °
        f4 beamCurFact
        f4 detReso eV
        u4 detectType
        f4 parThick
        f4 alThick
        f4 beWinThick
        f4 auThick
        f4 siDead
        f4 siLive
        f4 xrayInc °
        f4 azimuth °
        f4 elevation °
        f4 bCoeff
        f4 cCoeff
        f4 tailMax
        f4 tailHeight %
        f4 kV kV
        f4 apThick
        f4 xTilt °
        f4 yTilt °
        u4 yagStatus
        x24
        u2 rawDataType
        f4 totalBkgdCount
        u4 totalSpectralCount
        f4 avginputCount
        f4 stdDevInputCount
        u2 peakToBack
        f4 peakToBackValue
        x38
        i2 numElem
        u2*48 at
        u2*48 line
        f4*48 energy keV
        u4*48 height
        i2*48 spkht
        x30
        i2 numRois
        i2*48 st
        i2*48 end
        i2*48 roiEnable
        s8*24 roiNames
        x1
        s80 userID
        """);

    /// <summary>What follows the 4096 channels.</summary>
    public static readonly RecordLayout SpectrumTail = new("""
        s256 longFileName
        s256 longImageFileName
        f4 ADCTimeConstantNew µs
        """);

    public static readonly RecordLayout Map = new("""
        s16 tag
        i4 version
        i4 nSpectra
        i4 nPoints
        u4 nLines
        u4 nChannels
        u4 countBytes
        u4 dataOffset
        u4 nFrames
        s120 fName
        """);

    public static readonly RecordLayout Image = new("""
        u2 version
        u2 imageType
        s8 label
        u2 sMin
        u2 sMax
        u2 color
        u2 presetMode
        u4 presetTime ms
        u2 dataType
        u2 timeConstantOld µs
        i2 reserved1
        u2 roiStartChan
        u2 roiEndChan
        i2 userMin
        i2 userMax
        u2 iADC
        i2 reserved2
        u2 iBits
        u2 nReads
        u2 nFrames
        f4 fDwell
        u2 accV
        i2 tilt °
        i2 takeoff °
        u4 mag
        u2 wd mm
        f4 mppX µm
        f4 mppY µm
        u2 nTextLines
        s32*4 charText
        f4*4 reserved3
        u2 nOverlayElements
        u2*16 overlayColors
        """);

    /// <summary>From version 334 on.</summary>
    public static readonly RecordLayout ImageTail = new("""
        f4 timeConstantNew µs
        f4*2 reserved4
        """);
}
