using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Zstandard;

/// <summary>The sequences of a block (RFC 8878, section 3.1.1.3.2): so many literals, then so much again from so far back.</summary>
internal sealed class Sequences
{
    private static readonly FseTable UsualLiterals = FseTable.Of(
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6);

    private static readonly FseTable UsualMatches = FseTable.Of(
        [
            1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
        ],
        6);

    private static readonly FseTable UsualOffsets = FseTable.Of(
        [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5);

    private FseTable? _literals;
    private FseTable? _offsets;
    private FseTable? _matches;
    private int _offset1 = 1;
    private int _offset2 = 4;
    private int _offset3 = 8;

    private static ReadOnlySpan<byte> LiteralBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private static ReadOnlySpan<int> LiteralBase =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048,
        4096, 8192, 16384, 32768, 65536,
    ];

    private static ReadOnlySpan<byte> MatchBits =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4,
        4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    ];

    private static ReadOnlySpan<int> MatchBase =>
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
        35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
    ];

    /// <summary>Carries out the sequences of a block.</summary>
    /// <param name="input">The block's section of sequences.</param>
    /// <param name="literals">The block's literals.</param>
    /// <param name="output">What the frame gives, from its beginning.</param>
    /// <param name="at">How much of it is there; grows.</param>
    public void Execute(ReadOnlySpan<byte> input, ReadOnlySpan<byte> literals, Span<byte> output, ref int at)
    {
        var count = Count(ref input);
        if (count > 0)
        {
            if (input.IsEmpty || (input[0] & 3) != 0)
            {
                throw new DamagedException("The Zstandard data have sequences of an unknown kind");
            }

            int modes = input[0];
            input = input[1..];
            _literals = Table(modes >> 6, ref input, _literals, UsualLiterals, 36, 9);
            _offsets = Table(modes >> 4 & 3, ref input, _offsets, UsualOffsets, 32, 8);
            _matches = Table(modes >> 2 & 3, ref input, _matches, UsualMatches, 53, 9);
            Execute(count, new(input), ref literals, output, ref at);
        }

        Put(literals, output, ref at);
    }

    private void Execute(int count, BackwardBits bits, ref ReadOnlySpan<byte> literals, Span<byte> output, ref int at)
    {
        var literalStates = _literals!.States;
        var offsetStates = _offsets!.States;
        var matchStates = _matches!.States;
        bits.Refill();
        var literalState = bits.Read(_literals.Accuracy);
        var offsetState = bits.Read(_offsets.Accuracy);
        var matchState = bits.Read(_matches.Accuracy);
        while (true)
        {
            var (literal, offset, match) = (literalStates[literalState], offsetStates[offsetState], matchStates[matchState]);
            bits.Refill();
            var offsetValue = (1L << offset.Symbol) + bits.Read(offset.Symbol);
            bits.Refill();
            var matchLength = MatchBase[match.Symbol] + bits.Read(MatchBits[match.Symbol]);
            var literalLength = LiteralBase[literal.Symbol] + bits.Read(LiteralBits[literal.Symbol]);
            if (bits.IsOverrun || literalLength > literals.Length)
            {
                throw new DamagedException("The sequences of the Zstandard data are longer than what they are made of");
            }

            Put(literals[..literalLength], output, ref at);
            literals = literals[literalLength..];
            BackReference.Copy(output, at, Distance(offsetValue, literalLength), matchLength, "Zstandard");
            at += matchLength;
            if (--count == 0)
            {
                break;
            }

            bits.Refill();
            literalState = literal.Base + bits.Read(literal.Bits);
            matchState = match.Base + bits.Read(match.Bits);
            offsetState = offset.Base + bits.Read(offset.Bits);
        }

        bits.Refill();
        if (!bits.IsAtEnd)
        {
            throw new DamagedException("The sequences of the Zstandard data do not end where they should");
        }
    }

    // The three last distances are remembered, as data often repeat them.
    private int Distance(long value, int literalLength)
    {
        if (value > 3)
        {
            (_offset3, _offset2) = (_offset2, _offset1);
            return _offset1 = (int)Math.Min(value - 3, int.MaxValue);
        }

        switch (value + (literalLength == 0 ? 1 : 0))
        {
            case 1:
                return _offset1;
            case 2:
                (_offset1, _offset2) = (_offset2, _offset1);
                return _offset1;
            case 3:
                (_offset1, _offset2, _offset3) = (_offset3, _offset1, _offset2);
                return _offset1;
            default:
                (_offset1, _offset2, _offset3) = (_offset1 - 1, _offset1, _offset2);
                return _offset1;
        }
    }

    private static void Put(ReadOnlySpan<byte> literals, Span<byte> output, ref int at)
    {
        if (literals.Length > output.Length - at)
        {
            throw new DamagedException($"The Zstandard data hold more than the {output.Length} bytes that are expected");
        }

        literals.CopyTo(output[at..]);
        at += literals.Length;
    }

    private static int Count(ref ReadOnlySpan<byte> input)
    {
        int first = input.IsEmpty ? throw new DamagedException("A block of the Zstandard data has no sequences") : input[0];
        var length = first switch { < 128 => 1, < 255 => 2, _ => 3 };
        if (input.Length < length)
        {
            throw new DamagedException("A block of the Zstandard data ends before its sequences");
        }

        var count = length switch
        {
            1 => first,
            2 => (first - 128 << 8) + input[1],
            _ => input[1] + (input[2] << 8) + 0x7F00,
        };
        input = input[length..];
        return count;
    }

    private static FseTable Table(int mode, ref ReadOnlySpan<byte> input, FseTable? last, FseTable usual, int mostSymbols, int mostAccuracy)
    {
        switch (mode)
        {
            case 0:
                return usual;
            case 1:
                if (input.IsEmpty || input[0] >= mostSymbols)
                {
                    throw new DamagedException("The Zstandard data have a symbol that does not exist");
                }

                var table = FseTable.Of(input[0]);
                input = input[1..];
                return table;
            case 2:
                table = FseTable.Read(input, mostSymbols, mostAccuracy, out var length);
                input = input[length..];
                return table;
            default:
                return last ?? throw new DamagedException("The Zstandard data repeat a table before there was one");
        }
    }
}
