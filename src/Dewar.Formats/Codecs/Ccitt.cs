using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>Facsimile coding of black and white pictures (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11).</summary>
internal static class Ccitt
{
    public enum Scheme
    {
        /// <summary>TIFF compression 2: each row by itself, from a byte on, without marks.</summary>
        Rle,

        /// <summary>TIFF compression 3: rows begin with a mark, and some refer to the row before.</summary>
        Group3,

        /// <summary>TIFF compression 4: every row refers to the row before.</summary>
        Group4,
    }

    private enum Step
    {
        Horizontal,
        Pass,
        Vertical,
        End,
    }

    /// <summary>Decodes whole rows, one bit for each pixel, the highest first; 0 is white.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="lowBitsFirst">TIFF's FillOrder 2.</param>
    /// <param name="isTwoDimensional">Bit 0 of TIFF's T4Options; of no account outside of group 3.</param>
    /// <returns>Bytes written: the rows as far as the data go.</returns>
    public static int Decode(
        ReadOnlySpan<byte> input, Span<byte> output, int width, Scheme scheme, bool lowBitsFirst = false, bool isTwoDimensional = false)
    {
        var stride = (width + 7) / 8;
        if (width is < 1 or > 1 << 20)
        {
            throw new DamagedException($"A facsimile can't have rows of {width} pixels");
        }

        // Where the colour changes along a row; beyond the end, as a wall, the width.
        var (before, now) = (new int[width + 4], new int[width + 4]);
        before.AsSpan().Fill(width);
        var bits = new FaxBits(input, lowBitsFirst);
        output.Clear();
        var done = 0;
        for (; done + stride <= output.Length; done += stride)
        {
            var is2D = scheme is Scheme.Group4;
            if (scheme is Scheme.Rle)
            {
                bits.Align();
            }
            else if (scheme is Scheme.Group3)
            {
                bits.SkipMark();
                is2D = isTwoDimensional && bits.Read(1) == 0;
            }

            if (bits.IsAtEnd || !(is2D ? Row2D(ref bits, before, now, width) : Row1D(ref bits, now, width)))
            {
                break;
            }

            Paint(now, output.Slice(done, stride), width);
            (before, now) = (now, before);
        }

        return done;
    }

    private static bool Row1D(ref FaxBits bits, int[] now, int width)
    {
        var (x, count, isBlack) = (0, 0, false);
        while (x < width)
        {
            var run = Run(ref bits, isBlack);
            if (run < 0)
            {
                // The row is broken: the next mark begins another one.
                break;
            }

            x = Math.Min(width, x + run);
            now[count++] = x;
            isBlack = !isBlack;
            if (count > width)
            {
                break;
            }
        }

        now.AsSpan(count).Fill(width);
        return count > 0;
    }

    private static bool Row2D(ref FaxBits bits, int[] before, int[] now, int width)
    {
        var (x, count, change, isBlack) = (0, 0, 0, false);
        var isStart = true;
        while (x < width && count < width)
        {
            // The next change in the row before that is to this colour's opposite.
            while (change > 0 && before[change - 1] > x)
            {
                change--;
            }

            while (before[change] < width && (before[change] < x || before[change] == x && !isStart || change % 2 != (isBlack ? 1 : 0)))
            {
                change++;
            }

            var (step, by) = NextStep(ref bits);
            if (step is Step.End)
            {
                now.AsSpan(count).Fill(width);
                return !isStart;
            }

            if (step is Step.Pass)
            {
                x = before[change] < width ? before[change + 1] : width;
            }
            else if (step is Step.Vertical)
            {
                x = Math.Clamp(before[change] + by, x, width);
                now[count++] = x;
                isBlack = !isBlack;
            }
            else
            {
                for (var half = 0; half < 2; half++)
                {
                    x = Math.Min(width, x + Math.Max(0, Run(ref bits, isBlack != (half == 1))));
                    now[count++] = x;
                }
            }

            isStart = false;
        }

        now.AsSpan(count).Fill(width);
        return true;
    }

    private static (Step Step, int By) NextStep(ref FaxBits bits)
    {
        var next = bits.Peek(7);
        var (length, step, by) = next switch
        {
            >= 64 => (1, Step.Vertical, 0),
            >= 48 => (3, Step.Vertical, 1),
            >= 32 => (3, Step.Vertical, -1),
            >= 16 => (3, Step.Horizontal, 0),
            >= 8 => (4, Step.Pass, 0),
            >= 6 => (6, Step.Vertical, 2),
            >= 4 => (6, Step.Vertical, -2),
            3 => (7, Step.Vertical, 3),
            2 => (7, Step.Vertical, -3),
            _ => (0, Step.End, 0),
        };
        bits.Skip(length);
        return (bits.IsOverrun ? Step.End : step, by);
    }

    // Long runs come in parts; -1 when there is no code.
    private static int Run(ref FaxBits bits, bool isBlack)
    {
        var table = isBlack ? CcittCodes.Black : CcittCodes.White;
        var run = 0;
        while (true)
        {
            var entry = table[bits.Peek(13)];
            bits.Skip(entry & 15);
            if (entry == 0 || bits.IsOverrun)
            {
                return -1;
            }

            run = Math.Min(run + (entry >> 4), 1 << 20);
            if (entry >> 4 < 64)
            {
                return run;
            }
        }
    }

    private static void Paint(int[] changes, Span<byte> row, int width)
    {
        for (var i = 0; changes[i] < width; i += 2)
        {
            for (var x = changes[i]; x < changes[i + 1];)
            {
                if (x % 8 == 0 && changes[i + 1] - x >= 8)
                {
                    row[x / 8] = 0xFF;
                    x += 8;
                }
                else
                {
                    row[x / 8] |= (byte)(0x80 >> x % 8);
                    x++;
                }
            }
        }
    }

    private ref struct FaxBits(ReadOnlySpan<byte> bytes, bool lowBitsFirst)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private long _at;

        public readonly bool IsAtEnd => _at >= 8L * _bytes.Length;

        public readonly bool IsOverrun => _at > 8L * _bytes.Length;

        /// <param name="count">Up to 17.</param>
        public readonly int Peek(int count)
        {
            var (first, window) = ((int)(_at >> 3), 0u);
            for (var i = 0; i < 3; i++)
            {
                window = window << 8 | (first + i < _bytes.Length ? lowBitsFirst ? Turned(_bytes[first + i]) : _bytes[first + i] : 0u);
            }

            return (int)(window >> 24 - (int)(_at & 7) - count) & (1 << count) - 1;
        }

        public void Skip(int count) => _at += count;

        public int Read(int count)
        {
            var value = Peek(count);
            _at += count;
            return value;
        }

        public void Align() => _at = _at + 7 & ~7L;

        /// <summary>Goes over the mark between rows, eleven zeros or more and a one, if there is one.</summary>
        public void SkipMark()
        {
            if (Peek(11) != 0)
            {
                return;
            }

            while (!IsAtEnd && Read(1) == 0)
            {
                // Zeros that fill up.
            }
        }

        private static uint Turned(byte value) => (uint)((value * 0x0202020202UL & 0x010884422010UL) % 1023);
    }
}
