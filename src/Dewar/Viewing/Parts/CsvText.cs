using System.Globalization;
using System.Text;

namespace Dewar.Viewing;

/// <summary>Numbers as text with commas.</summary>
internal static class CsvText
{
    private const int MostText = 96 << 20;

    /// <summary>Lines as numpy.savetxt writes them with commas; an axis alone is a column.</summary>
    public static byte[] Of(NumberForm form, IReadOnlyList<long> shape, ReadOnlySpan<byte> numbers)
    {
        var columns = shape.Count < 2 ? 1 : (int)shape[1];
        var text = new StringBuilder();
        for (int i = 0, n = 0; i + form.Size <= numbers.Length; i += form.Size, n++)
        {
            if (form.Kind == 'c')
            {
                // numpy puts a blank and brackets around them.
                var (real, imaginary) = (form.Read(numbers[i..]), form.Read(numbers[(i + form.PartSize)..]));
                text.Append(" (").Append(Scientific(real)).Append($"+{Scientific(imaginary)}".Replace("+-", "-", StringComparison.Ordinal)).Append("j)");
            }
            else
            {
                text.Append(Scientific(form.Read(numbers[i..])));
            }

            text.Append(n % columns == columns - 1 ? '\n' : ',');
            if (text.Length > MostText)
            {
                throw ViewFault.TooMuch("This is too much to be written as text at once. Ask for a smaller selection.");
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>As %.18e of C.</summary>
    private static string Scientific(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var text = number.ToString("e18", CultureInfo.InvariantCulture);
        var digits = text.Length - 3;
        return text[digits] == '0' ? text[..digits] + text[(digits + 1)..] : text;
    }
}
