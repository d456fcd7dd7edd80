using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>
/// JPEG (ITU-T T.81) in its Huffman-coded processes: baseline, extended sequential with 8 or 12 bits, progressive; also tables and
/// pictures in separate streams, as TIFF has them.
/// </summary>
internal sealed class JpegDecoder
{
    private const long MostSamples = 400L << 20;
    private const long MostVisits = 400L << 20;
    private readonly ushort[]?[] _quantisation = new ushort[4][];
    private readonly JpegHuffman?[] _dc = new JpegHuffman[4];
    private readonly JpegHuffman?[] _ac = new JpegHuffman[4];
    private JpegFrame? _frame;
    private int? _adobe;
    private bool _isJfif;
    private int _restartInterval;
    private long _visits;
    private string? _broken;

    private JpegDecoder()
    {
    }

    /// <summary>Decodes to interleaved samples; those of more than 8 bits take two bytes, little-endian.</summary>
    /// <param name="tables">A stream of tables only, which come first; may be empty.</param>
    /// <returns>Bytes written: what fits of the rows.</returns>
    /// <exception cref="DamagedException">It is no such stream, or ends before its last row.</exception>
    public static int Decode(
        ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<byte> tables = default, JpegColours colours = JpegColours.Picture)
    {
        var picture = Open(input, tables, colours);
        var row = picture.RowSize;
        var rows = Math.Min(picture.Height, output.Length / row);
        for (var y = 0; y < rows; y++)
        {
            picture.ReadRow(y, output.Slice(y * row, row));
        }

        return rows * row;
    }

    /// <summary>Decodes to rows that are made when asked for.</summary>
    /// <exception cref="DamagedException">It is no such stream. One that ends too early has the rows up to there.</exception>
    public static JpegPicture Open(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<byte> tables = default,
        JpegColours colours = JpegColours.Picture,
        CancellationToken ct = default)
    {
        var decoder = new JpegDecoder();
        decoder.Read(tables, ct);
        decoder.Read(input, ct);
        var frame = decoder._frame ?? throw new DamagedException("The JPEG has no frame");
        foreach (var component in frame.Components)
        {
            Finish(frame, component);
        }

        return new(frame, decoder._adobe, decoder._isJfif, colours) { Broken = decoder._broken };
    }

    private void Read(ReadOnlySpan<byte> bytes, CancellationToken ct)
    {
        for (var at = 0; at + 4 <= bytes.Length;)
        {
            if (bytes[at] != 0xFF || bytes[at + 1] is 0 or 0xFF)
            {
                at++;
                continue;
            }

            var marker = bytes[at + 1];
            at += 2;
            if (marker is 0xD9)
            {
                return;
            }

            if (marker is 0x01 or >= 0xD0 and <= 0xD8)
            {
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            if (length < 2 || length > bytes.Length - at)
            {
                // Pictures that are cut off have the rows before.
                return;
            }

            var segment = bytes.Slice(at + 2, length - 2);
            at += length;
            at = marker is 0xDA ? Scan(bytes, at, segment, ct) : Segment(marker, segment, at);
        }
    }

    private int Segment(byte marker, ReadOnlySpan<byte> segment, int after)
    {
        switch (marker)
        {
            case 0xDB:
                QuantisationTables(segment);
                break;
            case 0xC4:
                HuffmanTables(segment);
                break;
            case 0xDD when segment.Length >= 2:
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                break;
            case 0xE0:
                _isJfif |= segment.StartsWith("JFIF\0"u8);
                break;
            case 0xEE when segment.Length >= 12 && segment.StartsWith("Adobe"u8):
                _adobe = segment[11];
                break;
            case var frame when JpegFrame.IsFrame(frame) && _frame is null:
                Begin(JpegFrame.Read(marker, segment));
                break;
        }

        return after;
    }

    private void Begin(JpegFrame frame)
    {
        if (!frame.IsKnown || frame.Components.Length > 4)
        {
            throw new DamagedException(
                $"The JPEG is {frame.Process} with {frame.Precision} bits and {frame.Components.Length} components, which is not decoded");
        }

        var samples = 0L;
        foreach (var component in frame.Components)
        {
            samples += 64L * component.BlocksAcross * component.BlocksDown;
        }

        if (samples * (frame.Precision > 8 ? 2 : 1) * (frame.IsProgressive ? 2 : 1) > MostSamples)
        {
            throw new DamagedException($"The JPEG has {frame.Width} x {frame.Height} pixels, which are too many to be decoded");
        }

        _frame = frame;
    }

    private int Scan(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> segment, CancellationToken ct)
    {
        var frame = _frame ?? throw new DamagedException("The JPEG has a scan before its frame");
        var count = segment.IsEmpty ? 0 : segment[0];
        if (count is 0 or > 4 || segment.Length < 4 + 2 * count)
        {
            throw new DamagedException("A scan of the JPEG has no components, or more than there can be");
        }

        var end = segment[(1 + 2 * count)..];
        (int First, int Last, int High, int Low) band = frame.IsProgressive ? (end[0], end[1], end[2] >> 4, end[2] & 15) : (0, 63, 0, 0);
        if (band.First > band.Last || band.Last > 63 || band.Low > 13 || band.First > 0 && count > 1)
        {
            throw new DamagedException("A scan of the JPEG has coefficients that cannot be");
        }

        var components = new JpegComponent[count];
        for (var i = 0; i < count; i++)
        {
            var id = segment[1 + 2 * i];
            var component = components[i] = Array.Find(frame.Components, one => one.Id == id)
                ?? throw new DamagedException($"A scan of the JPEG has component {id}, which is not in the frame");
            Prepare(frame, component, segment[2 + 2 * i], band.First, band.High);
            _visits += (long)component.BlocksAcross * component.BlocksDown;
        }

        if (_visits > MostVisits)
        {
            throw new DamagedException("The JPEG has more scans than it can need");
        }

        try
        {
            return new JpegScan(frame, components, _restartInterval) { Band = band }.Decode(bytes, at, ct);
        }
        catch (DamagedException failure)
        {
            // The rows before are good.
            _broken ??= failure.Message;
            return bytes.Length;
        }
    }

    private void Prepare(JpegFrame frame, JpegComponent component, byte tables, int first, int high)
    {
        component.Dc = _dc[tables >> 4 & 3];
        component.Ac = _ac[tables & 3];
        component.Quantisation ??= _quantisation[component.Table];
        var needsDc = first == 0 && high == 0;
        var needsAc = !frame.IsProgressive || first > 0;
        if (needsDc && component.Dc is null || needsAc && component.Ac is null || component.Quantisation is null)
        {
            throw new DamagedException("The JPEG has a scan before the tables that it needs");
        }

        var samples = 64 * component.BlocksAcross * component.BlocksDown;
        if (frame.IsProgressive && component.Coefficients.Length == 0)
        {
            component.Coefficients = new short[samples];
        }
        else if (!frame.IsProgressive && component.Plane.Length == 0)
        {
            component.Plane = new byte[samples * (frame.Precision > 8 ? 2 : 1)];
        }
    }

    // The samples of a component whose coefficients came in several scans.
    private static void Finish(JpegFrame frame, JpegComponent component)
    {
        if (component.Coefficients.Length == 0)
        {
            return;
        }

        component.Plane = new byte[component.Coefficients.Length * (frame.Precision > 8 ? 2 : 1)];
        for (var (y, at) = (0, 0); y < component.BlocksDown; y++)
        {
            for (var x = 0; x < component.BlocksAcross; x++, at += 64)
            {
                var block = component.Coefficients.AsSpan(at, 64);
                JpegTransform.Invert(block, component, x, y, frame.Precision);
            }
        }

        component.Coefficients = [];
    }

    private void QuantisationTables(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            var (size, number) = (segment[0] >> 4 == 0 ? 1 : 2, segment[0] & 3);
            if (segment.Length < 1 + 64 * size)
            {
                throw new DamagedException("A quantisation table of the JPEG is cut off");
            }

            var table = new ushort[64];
            for (var i = 0; i < 64; i++)
            {
                table[JpegScan.ZigZag[i]] = size == 1 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + 2 * i)..]);
            }

            _quantisation[number] = table;
            segment = segment[(1 + 64 * size)..];
        }
    }

    private void HuffmanTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            var counts = segment.Slice(1, 16);
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }

            if (total > 256 || segment.Length < 17 + total)
            {
                throw new DamagedException("A Huffman table of the JPEG is cut off, or has more codes than there can be");
            }

            (segment[0] >> 4 == 0 ? _dc : _ac)[segment[0] & 3] = new(counts, segment.Slice(17, total));
            segment = segment[(17 + total)..];
        }
    }
}
