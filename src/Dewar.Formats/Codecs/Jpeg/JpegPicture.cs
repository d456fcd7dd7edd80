using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>A decoded JPEG: its components as they are sampled. Pixels are made of them row by row.</summary>
internal sealed class JpegPicture
{
    private readonly JpegFrame _frame;
    private readonly Transform _transform;
    private readonly int[][] _lines;
    private readonly int[] _scratch;

    /// <param name="adobe">The transform that an Adobe marker states; null without.</param>
    /// <param name="isJfif">It has a JFIF marker, which means luminance and chrominance.</param>
    public JpegPicture(JpegFrame frame, int? adobe, bool isJfif, JpegColours colours)
    {
        _frame = frame;
        _transform = TransformOf(frame, adobe, isJfif, colours);
        Channels = _transform is Transform.None ? frame.Components.Length : 3;
        _lines = [.. frame.Components.Select(component => new int[frame.Width + 2 * frame.MostAcross])];
        _scratch = new int[frame.Width + 16];
    }

    private enum Transform
    {
        None,
        YccToRgb,
        CmykToRgb,
        YcckToRgb,
    }

    public int Width => _frame.Width;

    public int Height => _frame.Height;

    /// <summary>Samples of a pixel, as they are handed out.</summary>
    public int Channels { get; }

    /// <summary>Bytes of a sample: 1, or 2 for more than 8 bits.</summary>
    public int SampleSize => _frame.Precision > 8 ? 2 : 1;

    /// <summary>What is wrong with the data after the last good row; null when they just end, or nothing is.</summary>
    public string? Broken { get; init; }

    /// <summary>Bytes of a row.</summary>
    public int RowSize => Width * Channels * SampleSize;

    /// <summary>Makes one row of pixels. Not for several threads at a time.</summary>
    /// <exception cref="DamagedException">The data ended before.</exception>
    public void ReadRow(int y, Span<byte> row)
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            var component = _frame.Components[i];
            if (y * component.Down / _frame.MostDown >= component.Rows)
            {
                throw new DamagedException(Broken ?? $"The JPEG data end before row {y}");
            }

            Upsample(component, y, _lines[i]);
        }

        if (SampleSize == 1)
        {
            ToBytes(row);
        }
        else
        {
            ToWords(row);
        }
    }

    private static Transform TransformOf(JpegFrame frame, int? adobe, bool isJfif, JpegColours colours)
    {
        var components = frame.Components;
        var isNamedRgb = components.Length == 3 && components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B';
        return (colours, components.Length) switch
        {
            (JpegColours.FromLuminance, 3) => Transform.YccToRgb,
            (JpegColours.Picture, 3) when isJfif || adobe is > 0 || adobe is null && !isNamedRgb => Transform.YccToRgb,
            (JpegColours.Picture, 4) => adobe is 2 ? Transform.YcckToRgb : Transform.CmykToRgb,
            _ => Transform.None,
        };
    }

    private void ToBytes(Span<byte> row)
    {
        var at = 0;
        if (_transform is Transform.None)
        {
            for (var x = 0; x < Width; x++)
            {
                foreach (var line in _lines)
                {
                    row[at++] = (byte)line[x];
                }
            }

            return;
        }

        ReadOnlySpan<int> first = _lines[0], second = _lines[1], third = _lines[2];
        ReadOnlySpan<int> black = _lines.Length > 3 ? _lines[3] : [];
        for (var x = 0; x < Width; x++, at += 3)
        {
            var (r, g, b) = (first[x], second[x], third[x]);
            if (_transform is not Transform.CmykToRgb)
            {
                (r, g, b) = Rgb(r, g, b, 128, 255);
            }

            if (_transform is Transform.YcckToRgb)
            {
                // The luminance is that of the inks as they are stored.
                (r, g, b) = (255 - r, 255 - g, 255 - b);
            }

            if (!black.IsEmpty)
            {
                // Adobe stores inks the other way round: 255 is none.
                (r, g, b) = (Both(r, black[x]), Both(g, black[x]), Both(b, black[x]));
            }

            (row[at], row[at + 1], row[at + 2]) = ((byte)r, (byte)g, (byte)b);
        }
    }

    private void ToWords(Span<byte> row)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(row);
        var (middle, most) = (1 << _frame.Precision - 1, (1 << _frame.Precision) - 1);
        for (var x = 0; x < Width; x++)
        {
            if (_transform is Transform.YccToRgb)
            {
                var (r, g, b) = Rgb(_lines[0][x], _lines[1][x], _lines[2][x], middle, most);
                (words[3 * x], words[3 * x + 1], words[3 * x + 2]) = ((ushort)r, (ushort)g, (ushort)b);
                continue;
            }

            for (var i = 0; i < Channels; i++)
            {
                words[Channels * x + i] = (ushort)_lines[i][x];
            }
        }
    }

    // ITU-R BT.601 over the full range, as JFIF has it.
    private static (int R, int G, int B) Rgb(int y, int cb, int cr, int middle, int most)
    {
        (cb, cr) = (cb - middle, cr - middle);
        return (
            Math.Clamp(y + (91881 * cr + 32768 >> 16), 0, most),
            Math.Clamp(y + (-22554 * cb - 46802 * cr + 32768 >> 16), 0, most),
            Math.Clamp(y + (116130 * cb + 32768 >> 16), 0, most));
    }

    private static int Both(int ink, int black) => (ink * black + 127) / 255;

    private void Upsample(JpegComponent component, int y, int[] line)
    {
        var (across, down) = (_frame.MostAcross / component.Across, _frame.MostDown / component.Down);
        var isWhole = across * component.Across == _frame.MostAcross && down * component.Down == _frame.MostDown;
        if (!isWhole || across > 2 || down > 2 || across == 2 && component.Width <= 2)
        {
            var row = _scratch.AsSpan(0, component.Width);
            Load(component, y * component.Down / _frame.MostDown, row);
            for (var x = 0; x < _frame.Width; x++)
            {
                line[x] = row[x * component.Across / _frame.MostAcross];
            }

            return;
        }

        if (across == 1 && down == 1)
        {
            Load(component, y, line.AsSpan(0, component.Width));
            return;
        }

        Smooth(component, y, across, down, line);
    }

    // Twice as many samples, each three parts of the nearest and one of the next: triangles instead of steps.
    private void Smooth(JpegComponent component, int y, int across, int down, int[] line)
    {
        var near = _scratch.AsSpan(0, component.Width);
        Load(component, y / down, near);
        var (weight, before, after) = (1, 1, 2);
        if (down == 2)
        {
            var isUpper = y % 2 == 0;
            var other = line.AsSpan(0, component.Width);
            Load(component, Math.Clamp(y / 2 + (isUpper ? -1 : 1), 0, component.Height - 1), other);
            for (var x = 0; x < near.Length; x++)
            {
                near[x] = 3 * near[x] + other[x];
            }

            if (across == 1)
            {
                for (var x = 0; x < near.Length; x++)
                {
                    line[x] = near[x] + (isUpper ? 1 : 2) >> 2;
                }

                return;
            }

            (weight, before, after) = (4, 8, 7);
        }

        var shift = weight == 4 ? 4 : 2;
        var last = near.Length - 1;
        for (var x = 0; x <= last; x++)
        {
            line[2 * x] = 3 * near[x] + near[Math.Max(0, x - 1)] + before >> shift;
            line[2 * x + 1] = 3 * near[x] + near[Math.Min(last, x + 1)] + after >> shift;
        }

        // At the ends there is no next.
        line[0] = weight == 4 ? near[0] * 4 + 8 >> 4 : near[0];
        line[2 * last + 1] = weight == 4 ? near[last] * 4 + 7 >> 4 : near[last];
    }

    private void Load(JpegComponent component, int y, Span<int> into)
    {
        var at = y * 8 * component.BlocksAcross * SampleSize;
        var from = component.Plane.AsSpan(at, into.Length * SampleSize);
        if (SampleSize == 1)
        {
            for (var x = 0; x < into.Length; x++)
            {
                into[x] = from[x];
            }

            return;
        }

        for (var x = 0; x < into.Length; x++)
        {
            into[x] = BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * x)..]);
        }
    }
}
