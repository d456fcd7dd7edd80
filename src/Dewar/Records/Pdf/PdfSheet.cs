using System.Text;

namespace Dewar.Records;

/// <summary>One page as it is drawn: points from the upper left corner.</summary>
internal sealed class PdfSheet
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    private readonly StringBuilder _content = new();

    /// <summary>The numbers of the pictures that it shows.</summary>
    public HashSet<int> Pictures { get; } = [];

    public void Text(double x, double baseline, string shown, bool isBold, double size, double grey = 0) =>
        _content.Append($"BT {N(grey)} g /{(isBold ? "B" : "R")} {N(size)} Tf {N(x)} {N(Height - baseline)} Td {shown} Tj ET\n");

    public void Line(double x, double y, double x2, double y2, double width = 0.5, double grey = 0.6) =>
        _content.Append($"{N(grey)} G {N(width)} w {N(x)} {N(Height - y)} m {N(x2)} {N(Height - y2)} l S\n");

    public void Box(double x, double y, double width, double height, double grey) => _content.Append($"{N(grey)} g {N(x)} {N(Height - y - height)} {N(width)} {N(height)} re f\n");

    public void Frame(double x, double y, double width, double height) => _content.Append($"0.7 G 0.5 w {N(x)} {N(Height - y - height)} {N(width)} {N(height)} re S\n");

    public void Picture(int number, double x, double y, double width, double height)
    {
        Pictures.Add(number);
        _content.Append($"q {N(width)} 0 0 {N(height)} {N(x)} {N(Height - y - height)} cm /P{number} Do Q\n");
    }

    public byte[] Content() => Encoding.ASCII.GetBytes(_content.ToString());

    private static string N(double number) => number.ToString("0.##");
}
