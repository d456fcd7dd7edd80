using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Tiles of pictures, as numbers: how bright they are drawn is the viewer's matter.</summary>
internal static class Planes
{
    private const int LargestTile = 2048;
    private const long MostAveraged = 16L << 20;

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var plane = new PlaneView(file, arguments);
        var reduce = arguments.Number("reduce", 1, 1, 1 << 20);
        var x = arguments.Number("x", 0, 0, Math.Max(0, plane.Width - 1));
        var y = arguments.Number("y", 0, 0, Math.Max(0, plane.Height - 1));
        var width = Math.Min(arguments.Number("width", 256, 1, LargestTile), (plane.Width - x + reduce - 1) / reduce);
        var height = Math.Min(arguments.Number("height", 256, 1, LargestTile), (plane.Height - y + reduce - 1) / reduce);
        if (width * height * plane.Element.Size > Pieces.MostBytes / 8)
        {
            throw ViewFault.TooMuch("This tile is too large. Ask for a smaller one.");
        }

        var isAveraged = reduce > 1 && plane.Element.Channels == 1 && width * height * reduce * reduce <= MostAveraged;
        var bytes = isAveraged ? Averaged(plane, x, y, (int)width, (int)height, (int)reduce) : plane.Read(x, y, width, height, reduce);
        var element = isAveraged ? ElementType.Float32 : plane.Element;
        if (element.Kind == ElementKind.Complex)
        {
            (bytes, element) = (Singles(bytes, element), ElementType.Float32);
        }

        say(new(200, "application/octet-stream", bytes.Length, Element: $"{element};{width};{height}"), stream => stream.Write(bytes));
    }

    /// <summary>The mean of as many elements as a pixel stands for, as far as they are numbers.</summary>
    private static byte[] Averaged(PlaneView plane, long x, long y, int width, int height, int reduce)
    {
        var all = (int)Math.Min((long)width * reduce, plane.Width - x);
        var into = new byte[width * height * 4];
        var numbers = new double[all * reduce];
        for (var row = 0; row < height; row++)
        {
            var lines = (int)Math.Min(reduce, plane.Height - y - (long)row * reduce);
            SignalValues.Decode(plane.Read(x, y + (long)row * reduce, all, lines, 1), plane.Element, numbers.AsSpan(0, all * lines));
            for (var column = 0; column < width; column++)
            {
                var (sum, count) = (0.0, 0);
                for (var line = 0; line < lines; line++)
                {
                    for (var i = column * reduce; i < Math.Min(all, (column + 1) * reduce); i++)
                    {
                        var number = numbers[line * all + i];
                        if (double.IsFinite(number))
                        {
                            sum += number;
                            count++;
                        }
                    }
                }

                BinaryPrimitives.WriteSingleLittleEndian(into.AsSpan((row * width + column) * 4), count == 0 ? float.NaN : (float)(sum / count));
            }
        }

        return into;
    }

    private static byte[] Singles(byte[] bytes, ElementType element)
    {
        var numbers = new double[bytes.Length / element.Size * element.Channels];
        SignalValues.Decode(bytes, element, numbers);
        var into = new byte[numbers.Length * 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(into.AsSpan(i * 4), (float)numbers[i]);
        }

        return into;
    }
}
