using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Spe;

/// <summary>Writes files as WinSpec and LightField do.</summary>
internal static class SpeFile
{
    private const int Header = 4100;

    /// <summary>SPE 2: frames of 16-bit pixels that count up; a calibration of the second order if wanted.</summary>
    public static byte[] Two(int frames, int height, int width, bool calibrated = false)
    {
        var file = new byte[Header + frames * height * width * 2];
        Put16(file, 42, width);
        Put16(file, 656, height);
        Put16(file, 108, 3);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(1446), frames);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(10), 0.5f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(36), -70f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(650), 1200f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(1992), 2.5f);
        "01Feb2003"u8.CopyTo(file.AsSpan(20));
        "142530"u8.CopyTo(file.AsSpan(172));
        "132530"u8.CopyTo(file.AsSpan(179));
        "a comment"u8.CopyTo(file.AsSpan(200));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(2996), 0x01234567);
        Put16(file, 4098, 0x5555);
        if (calibrated)
        {
            file[3098] = 1;
            file[3100] = 3;
            file[3101] = 2;
            double[] coefficients = [500, 0.5, 0.01];
            for (var i = 0; i < 3; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(file.AsSpan(3263 + i * 8), coefficients[i]);
            }
        }

        for (var i = 0; i < frames * height * width; i++)
        {
            Put16(file, Header + i * 2, i);
        }

        return file;
    }

    /// <summary>SPE 3: two regions of interest, of which the second is one row high, and four bytes for each frame besides.</summary>
    public static byte[] Three(int frames, string wavelengths = "400,401,402,404")
    {
        const int First = 2 * 3 * 2;
        const int Second = 4 * 2;
        const int Stride = First + Second + 4;
        var xml = $"""
            <?xml version="1.0" encoding="utf-8"?>
            <SpeFormat version="3.0" xmlns="http://www.princetoninstruments.com/spe/2009">
              <DataFormat><DataBlock type="Frame" count="{frames}" pixelFormat="MonochromeUnsigned16" size="{First + Second}" stride="{Stride}">
                <DataBlock type="Region" count="1" width="3" height="2" size="{First}" stride="{First}" calibrations="1,2"/>
                <DataBlock type="Region" count="1" width="4" height="1" size="{Second}" stride="{Second}" calibrations="1,3"/>
              </DataBlock></DataFormat>
              <Calibrations><WavelengthMapping id="1" orientation="Normal"><Wavelength xml:space="preserve">{wavelengths}</Wavelength></WavelengthMapping>
                <SensorMapping id="2" x="0" y="0" width="3" height="2" xBinning="1" yBinning="1"/>
                <SensorMapping id="3" x="0" y="2" width="4" height="1" xBinning="1" yBinning="1"/></Calibrations>
              <DataHistories><DataHistory><Origin software="LightField" softwareVersion="6.1.0" created="2013-05-20T16:42:05.7-04:00"><Experiment><Devices>
                <Cameras><Camera type="Camera" model="PIXIS: 400B" serialNumber="0410"><ShutterTiming><ExposureTime type="Double">250</ExposureTime>
                </ShutterTiming><Sensor><Temperature><Reading>-70</Reading></Temperature></Sensor></Camera></Cameras>
                <Spectrometers><Spectrometer type="Spectrometer" model="SP-2-300i"/></Spectrometers></Devices></Experiment></Origin></DataHistory></DataHistories>
            </SpeFormat>
            """;
        var file = Two(1, 2, 3)[..Header];
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(1992), 3f);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(678), Header + frames * Stride);
        byte[] pixels = [.. Enumerable.Range(0, frames * Stride / 2).SelectMany(number => BitConverter.GetBytes((ushort)number))];
        return [.. file, .. pixels, .. Encoding.UTF8.GetBytes(xml)];
    }

    private static void Put16(byte[] file, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
}
