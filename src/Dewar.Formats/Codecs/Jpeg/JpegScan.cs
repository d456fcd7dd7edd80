using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>Decodes the entropy-coded data of one scan (ITU-T T.81, annexes F and G).</summary>
/// <param name="frame">The frame that it belongs to.</param>
/// <param name="components">Those in the scan.</param>
/// <param name="restartInterval">Units between restart markers; 0 without.</param>
internal sealed class JpegScan(JpegFrame frame, JpegComponent[] components, int restartInterval)
{
    private readonly short[] _block = new short[64];
    private int _emptyBlocks;

    /// <summary>The first coefficient, the last, the bits that came before, and those that are still to come.</summary>
    public required (int First, int Last, int High, int Low) Band { get; init; }

    /// <summary>Places of the coefficients in the order in which they come.</summary>
    public static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Decodes as far as the data go.</summary>
    /// <returns>Where the data end.</returns>
    public int Decode(ReadOnlySpan<byte> bytes, int at, CancellationToken ct)
    {
        var bits = new JpegBits(bytes, at);
        var single = components.Length == 1 ? components[0] : null;
        var across = single is null ? frame.UnitsAcross : (single.Width + 7) / 8;
        var down = single is null ? frame.UnitsDown : (single.Height + 7) / 8;
        var left = restartInterval;
        Reset();
        for (var row = 0; row < down; row++)
        {
            ct.ThrowIfCancellationRequested();
            for (var column = 0; column < across; column++)
            {
                if (restartInterval > 0 && left-- == 0)
                {
                    if (!bits.Restart())
                    {
                        return bits.At;
                    }

                    Reset();
                    left = restartInterval - 1;
                }

                if (single is not null)
                {
                    DecodeBlock(ref bits, single, column, row);
                }
                else
                {
                    DecodeUnit(ref bits, column, row);
                }

                if (bits.IsOverrun && _emptyBlocks == 0)
                {
                    return bits.At;
                }
            }

            foreach (var component in components)
            {
                component.Rows = Math.Max(component.Rows, (row + 1) * 8 * (single is null ? component.Down : 1));
            }
        }

        return bits.At;
    }

    private void Reset()
    {
        _emptyBlocks = 0;
        foreach (var component in components)
        {
            component.LastDc = 0;
        }
    }

    private void DecodeUnit(ref JpegBits bits, int column, int row)
    {
        foreach (var component in components)
        {
            for (var y = 0; y < component.Down; y++)
            {
                for (var x = 0; x < component.Across; x++)
                {
                    DecodeBlock(ref bits, component, column * component.Across + x, row * component.Down + y);
                }
            }
        }
    }

    private void DecodeBlock(ref JpegBits bits, JpegComponent component, int x, int y)
    {
        if (!frame.IsProgressive)
        {
            Array.Clear(_block);
            Sequential(ref bits, component, _block);
            JpegTransform.Invert(_block, component, x, y, frame.Precision);
            return;
        }

        var block = component.Coefficients.AsSpan(64 * (y * component.BlocksAcross + x), 64);
        if (Band.First == 0)
        {
            Dc(ref bits, component, block);
        }
        else if (Band.High == 0)
        {
            Ac(ref bits, component.Ac!, block);
        }
        else
        {
            RefineAc(ref bits, component.Ac!, block);
        }
    }

    private static void Sequential(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        block[0] = (short)NextDc(ref bits, component);
        var table = component.Ac!;
        for (var k = 1; k < 64; k++)
        {
            var symbol = table.Decode(ref bits);
            var size = symbol & 15;
            k += symbol >> 4;
            if (size == 0)
            {
                if (symbol >> 4 < 15)
                {
                    return;
                }
            }
            else if (k < 64)
            {
                block[ZigZag[k]] = (short)bits.ReadSigned(size);
            }
            else
            {
                throw Beyond();
            }
        }
    }

    private static int NextDc(ref JpegBits bits, JpegComponent component)
    {
        var size = component.Dc!.Decode(ref bits);
        if (size > 16)
        {
            throw new DamagedException("The JPEG data hold a difference of more bits than there can be");
        }

        return component.LastDc += size == 0 ? 0 : bits.ReadSigned(size);
    }

    private void Dc(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        if (Band.High == 0)
        {
            block[0] = (short)(NextDc(ref bits, component) << Band.Low);
            return;
        }

        bits.Refill();
        block[0] |= (short)(bits.Read(1) << Band.Low);
    }

    private void Ac(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        for (var k = Band.First; k <= Band.Last; k++)
        {
            var symbol = table.Decode(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                _emptyBlocks = (1 << run) + bits.Read(run) - 1;
                return;
            }

            k += run;
            if (size > 0)
            {
                block[ZigZag[k < 64 ? k : throw Beyond()]] = (short)(bits.ReadSigned(size) << Band.Low);
            }
        }
    }

    // Coefficients that are not zero get another bit; between them new ones begin.
    private void RefineAc(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        var one = (short)(1 << Band.Low);
        var k = Band.First;
        while (_emptyBlocks == 0 && k <= Band.Last)
        {
            var symbol = table.Decode(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            short value = 0;
            if (size != 0)
            {
                value = bits.Read(1) == 1 ? one : (short)-one;
            }
            else if (run < 15)
            {
                _emptyBlocks = (1 << run) + bits.Read(run);
                break;
            }

            k = Refine(ref bits, block, k, run, one);
            if (value != 0 && k <= Band.Last)
            {
                block[ZigZag[k]] = value;
            }

            k++;
        }

        if (_emptyBlocks > 0)
        {
            Refine(ref bits, block, k, 64, one);
            _emptyBlocks--;
        }
    }

    // Goes over so many zeros, and refines what is between; gives the place of the zero after them.
    private int Refine(ref JpegBits bits, Span<short> block, int k, int zeros, short one)
    {
        for (; k <= Band.Last; k++)
        {
            ref var coefficient = ref block[ZigZag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }

                continue;
            }

            bits.Refill();
            if (bits.Read(1) == 1 && (coefficient & one) == 0)
            {
                coefficient += coefficient > 0 ? one : (short)-one;
            }
        }

        return k;
    }

    private static DamagedException Beyond() => new("A block of the JPEG has more than 64 coefficients");
}
