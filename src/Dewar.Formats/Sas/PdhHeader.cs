using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>The header of a PDH file: a title, keywords, whole numbers, ten others; and the parameters in XML that newer programs add at the end.</summary>
internal static class PdhHeader
{
    public static void Tell(IReadOnlyList<string> header, IReadOnlyList<string> tail, Extraction into)
    {
        var metadata = into.Metadata;
        if (header.Count >= 5)
        {
            metadata.Add("title", header[^5].Trim());
            into.Facts.Tell(CoreNames.Title, header[^5], "title");
        }

        metadata.Add("keywords", header[^4].Trim());
        metadata.Add("integers", Numbers(header[^3]));
        if (Numbers(header[^2]) is [_, var distance, _, var scaling, var wavelength])
        {
            metadata.Add("sample-detector distance", distance, "mm");
            metadata.Add("scaling", scaling);
            metadata.Add("wavelength", wavelength, "nm");
            into.Facts.Tell(CoreNames.DetectorDistance, distance, "mm", "sample-detector distance");
            into.Facts.Tell(CoreNames.Wavelength, wavelength, "nm", "wavelength");
        }

        metadata.Add("numbers", Numbers(header[^1]));
        var text = string.Join('\n', tail);
        var start = text.IndexOf('<');
        if (start >= 0 && XmlTree.Read(text[start..], metadata) is { } wrong)
        {
            into.Warn($"The parameters at the end can't be read: {wrong}");
        }
    }

    private static double[] Numbers(string line)
    {
        var numbers = new double[16];
        var count = NumberText.Row(System.Text.Encoding.Latin1.GetBytes(line), numbers);
        return numbers[..Math.Clamp(count, 0, 16)];
    }
}
