using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>PLIO_1: the line lists of IRAF, runs of equal values for masks (FITS standard, 10.4.3).</summary>
internal static class Plio
{
    public static int[] Decode(byte[] bytes, int pixels)
    {
        var words = new short[bytes.Length / 2];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(2 * i));
        }

        if (words.Length < 3 || words[2] <= 0 && words.Length < 5)
        {
            throw new DamagedException("A line list has no header");
        }

        var (first, length) = words[2] > 0 ? (3, words[2]) : (words[1], (words[4] << 15) + words[3]);
        var numbers = new int[pixels];
        var (at, value) = (0, 1);
        for (var i = Math.Max(0, (int)first); i < Math.Min(length, words.Length) && at < pixels; i++)
        {
            var count = words[i] & 4095;
            switch (words[i] >> 12)
            {
                case 0:
                    at += count;
                    break;
                case 1:
                    value = (i + 1 < words.Length ? words[i + 1] << 12 : 0) + count;
                    i++;
                    break;
                case 2:
                    value += count;
                    break;
                case 3:
                    value -= count;
                    break;
                case 4:
                    numbers.AsSpan(at, Math.Min(count, pixels - at)).Fill(value);
                    at += count;
                    break;
                case 5:
                    at += count;
                    if (count > 0 && at <= pixels)
                    {
                        numbers[at - 1] = value;
                    }

                    break;
                case 6 or 7:
                    value += words[i] >> 12 == 6 ? count : -count;
                    numbers[at++] = value;
                    break;
                default:
                    throw new DamagedException("A line list has an instruction that nobody knows");
            }
        }

        return numbers;
    }
}
