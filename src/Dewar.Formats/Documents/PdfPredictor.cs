namespace Dewar.Formats.Documents;

/// <summary>PNG's predictors, which tables of objects are stored with: each row says how it was made of its neighbours.</summary>
internal static class PdfPredictor
{
    public static byte[] Undo(byte[] bytes, int columns)
    {
        var rows = bytes.Length / (columns + 1);
        var plain = new byte[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            var kind = bytes[row * (columns + 1)];
            for (var i = 0; i < columns; i++)
            {
                int raw = bytes[row * (columns + 1) + 1 + i];
                var left = i > 0 ? plain[row * columns + i - 1] : 0;
                var up = row > 0 ? plain[(row - 1) * columns + i] : 0;
                var corner = row > 0 && i > 0 ? plain[(row - 1) * columns + i - 1] : 0;
                plain[row * columns + i] = (byte)(raw + kind switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
        }

        return plain;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
