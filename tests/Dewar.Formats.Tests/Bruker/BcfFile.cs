using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Dewar.Formats.Bruker;

/// <summary>Writes a container with files in it, packed or not.</summary>
internal static class BcfFile
{
    private const int Page = 1024;
    private const int Usable = Page - 32;
    private const int Head = 0x118;

    /// <summary>A map of so many lines and columns: the header's XML and the spectra.</summary>
    public static byte[] Map(string xml, byte[] spectra, bool packed) =>
        Container(packed, ("HeaderData", Encoding.Latin1.GetBytes(xml)), ("SpectrumData0", spectra));

    public static string Xml(int height, int width, int channels, string date = "12.9.2018") => string.Create(CultureInfo.InvariantCulture, $"""
        <?xml version="1.0" encoding="WINDOWS-1252" standalone="yes"?>
        <TRTSpectrumDatabase><RTHeader/>
        <ClassInstance Type="TRTSpectrumDatabase" Name="A map">
          <Header><Date>{date}</Date><Time>13:9:11</Time><FileVersion>1</FileVersion></Header>
          <ClassInstance Type="TRTSEMData"><HV>20</HV><WD>8,42176</WD><Mag>3138,5</Mag><DX>9,5E-1</DX><DY>9.5E-1</DY></ClassInstance>
          <ClassInstance Type="TRTSEMStageData"><X>67358.85</X><Y>1</Y><Z>2</Z><Rotation>325.5</Rotation></ClassInstance>
          <ClassInstance Type="TRTImageData"><ItemSize>2</ItemSize><Width>{width}</Width><Height>{height}</Height><PlaneCount>2</PlaneCount>
            <Plane0><Description>BSE</Description><Data>{Convert.ToBase64String([.. Enumerable.Range(0, height * width * 2).Select(i => (byte)i)])}</Data></Plane0>
            <Plane1><Description>SEI</Description><Data>{Convert.ToBase64String(new byte[height * width * 2])}</Data></Plane1>
          </ClassInstance>
          <ClassInstance Type="TRTContainerClass"><ChildClassInstances><ClassInstance Type="TRTElementInformationList">
            <ClassInstance Type="TRTSpectrumRegionList"><ChildClassInstances>
              <ClassInstance Type="TRTSpectrumRegion" Name="Ti"/><ClassInstance Type="TRTSpectrumRegion" Name="Cu"><Line>KA</Line></ClassInstance>
            </ChildClassInstances></ClassInstance></ClassInstance></ChildClassInstances></ClassInstance>
          <LineCounter>15,15</LineCounter><ChCount>{channels}</ChCount><DetectorCount>1</DetectorCount>
          <SpectrumData0>{Spectrum("", string.Join(',', Enumerable.Repeat(9, channels)))}</SpectrumData0>
        </ClassInstance></TRTSpectrumDatabase>
        """);

    public static string Spectrum(string name, string counts) => $"""
        <ClassInstance Type="TRTSpectrum" Name="{name}"><TRTHeaderedClass>
          <ClassInstance Type="TRTSpectrumHardwareHeader"><RealTime>7575</RealTime><LifeTime>7385</LifeTime><Amplification>1E4</Amplification></ClassInstance>
          <ClassInstance Type="TRTDetectorHeader"><Type>XFlash 5010</Type><DetLayers>{Layers()}</DetLayers></ClassInstance>
          <ClassInstance Type="TRTESMAHeader"><PrimaryEnergy>1.5E1</PrimaryEnergy><ElevationAngle>3.5E1</ElevationAngle></ClassInstance>
        </TRTHeaderedClass><ClassInstance Type="TRTSpectrumHeader"><Date>2.3.2018</Date><Time>13:53:4</Time><CalibAbs>-2.5E-1</CalibAbs>
          <CalibLin>2.5E-3</CalibLin></ClassInstance><Channels>{counts}</Channels>
          <ClassInstance Type="TRTPSEElementList" Name="Elements"><ChildClassInstances><ClassInstance Type="TRTPSEElement" Name="Fe"><Element>26</Element></ClassInstance>
          <ClassInstance Type="TRTPSEElement" Name="S"><Element>16</Element></ClassInstance></ChildClassInstances></ClassInstance></ClassInstance>
        """;

    /// <summary>The spectra's file: of each line its pixels, as column, packing, pulses besides and packed counts.</summary>
    public static byte[] Spectra(int channels, params (int Column, ushort Packing, ushort Pulses, byte[] Packed)[][] lines)
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write(lines.Length);
        writer.Write(lines.Max(line => line.Length));
        file.SetLength(0x1A0);
        file.Position = 0x1A0;
        foreach (var line in lines)
        {
            writer.Write(line.Length);
            foreach (var (column, packing, pulses, packed) in line)
            {
                writer.Write(column);
                writer.Write((ushort)channels);
                writer.Write((ushort)channels);
                writer.Write(0);
                writer.Write(packing);
                writer.Write((ushort)packed.Length);
                writer.Write(pulses);
                writer.Write(packed.Length);
                writer.Write(packed);
            }
        }

        return file.ToArray();
    }

    public static byte[] Container(bool packed, params (string Name, byte[] Content)[] files)
    {
        var pages = new List<byte[]>();
        var directory = new List<byte[]>();
        for (var i = 0; i < files.Length; i++)
        {
            var content = packed ? Pack(files[i].Content) : files[i].Content;
            var first = pages.Count;
            for (var at = 0; at < content.Length; at += Usable)
            {
                pages.Add([.. content[at..Math.Min(content.Length, at + Usable)], .. new byte[Math.Max(0, at + Usable - content.Length)]]);
            }

            var table = new byte[Usable];
            for (var page = first; page < pages.Count; page++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan((page - first) * 4), page + 1);
            }

            pages.Add(table);
            directory.Add(new byte[Usable]);
            Item(directory[i], pages.Count, content.Length, files[i].Name);
        }

        return Whole(pages, directory, files.Length);
    }

    private static void Item(Span<byte> item, int table, int length, string name)
    {
        BinaryPrimitives.WriteInt32LittleEndian(item, table);
        BinaryPrimitives.WriteInt64LittleEndian(item[4..], length);
        BinaryPrimitives.WriteInt32LittleEndian(item[0x28..], -1);
        Encoding.UTF8.GetBytes(name, item[0xE0..]);
    }

    // The first page is the container's own head. Of the directory, each page has room for one entry and numbers the next.
    private static byte[] Whole(List<byte[]> pages, List<byte[]> directory, int items)
    {
        var first = pages.Count + 1;
        pages.AddRange(directory);
        var file = new byte[Head + (pages.Count + 1) * Page];
        "AAMVHFSS"u8.CopyTo(file);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(0x124), 2.6f);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x128), Page);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x140), first);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x144), items);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x148), pages.Count + 1);
        for (var i = 0; i < pages.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan((i + 1) * Page + Head), i + 2);
            pages[i].CopyTo(file, (i + 1) * Page + Head + 32);
        }

        return file;
    }

    private static byte[] Pack(byte[] content)
    {
        const int Block = 512;
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write("AACS"u8);
        writer.Write(Block);
        writer.Write(0);
        writer.Write((content.Length + Block - 1) / Block);
        file.SetLength(0x80);
        file.Position = 0x80;
        foreach (var block in content.Chunk(Block))
        {
            var packed = Deflate(block);
            writer.Write(packed.Length);
            writer.Write(block.Length);
            writer.Write(0);
            writer.Write(packed.Length + 16);
            writer.Write(packed);
        }

        return file.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private static string Layers() => Convert.ToBase64String(Deflate("<DetLayers><Layer0 Atom=\"5\" Thickness=\"0.013\"/></DetLayers>"u8.ToArray()));
}
