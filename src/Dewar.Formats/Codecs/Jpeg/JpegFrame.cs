using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>The frame of a JPEG: its size, and what its components are.</summary>
internal sealed class JpegFrame
{
    private JpegFrame(byte marker, int precision, int width, int height, JpegComponent[] components)
    {
        (Marker, Precision, Width, Height, Components) = (marker, precision, width, height, components);
        MostAcross = components.Max(component => component.Across);
        MostDown = components.Max(component => component.Down);
        foreach (var component in components)
        {
            component.FitInto(this);
        }
    }

    /// <summary>The second byte of the marker: which process it is.</summary>
    public byte Marker { get; }

    /// <summary>Bits of a sample.</summary>
    public int Precision { get; }

    public int Width { get; }

    public int Height { get; }

    public JpegComponent[] Components { get; }

    public int MostAcross { get; }

    public int MostDown { get; }

    public bool IsProgressive => Marker is 0xC2;

    /// <summary>It can be decoded: Huffman-coded, and not lossless.</summary>
    public bool IsKnown => Marker is 0xC0 or 0xC1 or 0xC2 && (Precision == 8 || Precision == 12 && Marker is not 0xC0);

    /// <summary>The process in the words of the standard.</summary>
    public string Process => Marker switch
    {
        0xC0 => "baseline",
        0xC1 => "extended sequential",
        0xC2 => "progressive",
        0xC3 => "lossless",
        0xC5 or 0xC6 or 0xC7 => "hierarchical",
        0xC9 => "extended sequential, arithmetic coding",
        0xCA => "progressive, arithmetic coding",
        0xCB => "lossless, arithmetic coding",
        _ => "hierarchical, arithmetic coding",
    };

    /// <summary>Units in which components are interleaved: 8 samples of the coarsest component.</summary>
    public int UnitsAcross => (Width + 8 * MostAcross - 1) / (8 * MostAcross);

    public int UnitsDown => (Height + 8 * MostDown - 1) / (8 * MostDown);

    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <param name="segment">After the marker and its length.</param>
    public static JpegFrame Read(byte marker, ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 6 || segment.Length < 6 + 3 * segment[5] || segment[5] == 0)
        {
            throw new DamagedException("The frame of the JPEG is cut off, or has no components");
        }

        var components = new JpegComponent[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var (id, sampling, table) = (segment[6 + 3 * i], segment[7 + 3 * i], segment[8 + 3 * i]);
            if (sampling >> 4 is 0 or > 4 || (sampling & 15) is 0 or > 4 || table > 3)
            {
                throw new DamagedException($"A component of the JPEG has sampling {sampling:x2} and table {table}, which cannot be");
            }

            components[i] = new(id, sampling >> 4, sampling & 15, table);
        }

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
        return width > 0 && height > 0
            ? new(marker, segment[0], width, height, components)
            : throw new DamagedException($"The JPEG has {width} x {height} pixels");
    }
}

/// <summary>A component of a JPEG, and what is known of it while it is decoded.</summary>
/// <param name="across">Sampling factor.</param>
/// <param name="down">Sampling factor.</param>
/// <param name="table">The number of its quantisation table.</param>
internal sealed class JpegComponent(byte id, int across, int down, int table)
{
    public byte Id => id;

    public int Across => across;

    public int Down => down;

    public int Table => table;

    /// <summary>Samples that belong to the picture.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Blocks, filled up to whole units.</summary>
    public int BlocksAcross { get; private set; }

    public int BlocksDown { get; private set; }

    /// <summary>Its samples: 8 bits in one byte each, more in two.</summary>
    public byte[] Plane { get; set; } = [];

    /// <summary>Its coefficients, where they come in several scans.</summary>
    public short[] Coefficients { get; set; } = [];

    public JpegHuffman? Dc { get; set; }

    public JpegHuffman? Ac { get; set; }

    /// <summary>The table that holds at its first scan.</summary>
    public ushort[]? Quantisation { get; set; }

    public int LastDc { get; set; }

    /// <summary>Rows of samples that were decoded.</summary>
    public int Rows { get; set; }

    public void FitInto(JpegFrame frame)
    {
        Width = (frame.Width * across + frame.MostAcross - 1) / frame.MostAcross;
        Height = (frame.Height * down + frame.MostDown - 1) / frame.MostDown;
        BlocksAcross = frame.UnitsAcross * across;
        BlocksDown = frame.UnitsDown * down;
    }
}
