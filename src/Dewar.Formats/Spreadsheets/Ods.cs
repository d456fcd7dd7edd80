using System.Globalization;
using System.Text;
using System.Xml;
using Dewar.Formats.Archives;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>OpenDocument spreadsheets (ISO/IEC 26300, chapter 9).</summary>
internal static class Ods
{
    private const long MostUnpacked = 96L << 20;

    public static List<Sheet> Read(ZipDirectory zip, Action<string> complain, CancellationToken ct)
    {
        var sheets = new List<Sheet>();
        try
        {
            using var xml = OfficePackage.Part(zip, "content.xml", MostUnpacked);
            if (xml is null)
            {
                complain("The content is not there, is encrypted, or can't be unpacked.");
                return sheets;
            }

            var (row, repeated) = (0, 1);
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                if (xml.LocalName is "table" && xml.Prefix is "table" && sheets.Count < 1000)
                {
                    sheets.Add(new Sheet(xml.GetAttribute("table:name") ?? ""));
                    (row, repeated) = (0, 0);
                }
                else if (xml.LocalName is "table-row" && sheets is [.., var sheet])
                {
                    ct.ThrowIfCancellationRequested();
                    row += repeated;
                    repeated = Repeats(xml, "table:number-rows-repeated");
                    if (!xml.IsEmptyElement)
                    {
                        Row(xml, sheet, row, repeated);
                    }
                }
            }
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException)
        {
            complain($"The content is damaged: {failure.Message}");
        }

        return sheets;
    }

    private static void Row(XmlReader xml, Sheet sheet, int row, int rows)
    {
        var (column, depth) = (0, xml.Depth);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName is not ("table-cell" or "covered-table-cell"))
            {
                continue;
            }

            var columns = Repeats(xml, "table:number-columns-repeated");
            var value = Cell(xml);

            // Whole sheets are filled with repeated empty cells; a value is repeated in earnest only a few times.
            for (var i = 0; value is not null && i < Math.Min(rows, 100_000) && !sheet.IsCut; i++)
            {
                for (var j = 0; j < Math.Min(columns, 20_000) && !sheet.IsCut; j++)
                {
                    sheet.Set(row + i, column + j, value);
                }
            }

            column = Math.Min(1_000_000, column + columns);
        }
    }

    private static object? Cell(XmlReader xml)
    {
        var type = xml.GetAttribute("office:value-type") ?? xml.GetAttribute("calcext:value-type");
        object? value = type switch
        {
            "float" or "currency" or "percentage" =>
                double.TryParse(xml.GetAttribute("office:value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            "date" => TimeText.Parse(xml.GetAttribute("office:date-value")),
            "time" => Duration(xml.GetAttribute("office:time-value")),
            "boolean" => xml.GetAttribute("office:boolean-value") is "true",
            "string" => xml.GetAttribute("office:string-value"),
            _ => null,
        };
        var text = Text(xml);
        return value ?? (type is null ? null : text);
    }

    // PT01H02M03.5S
    private static string? Duration(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text).ToString("c");
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            return text;
        }
    }

    private static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var text = new StringBuilder();
        var (depth, aside) = (xml.Depth, int.MaxValue);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth <= aside)
            {
                aside = int.MaxValue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "annotation" })
            {
                aside = xml.Depth;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "p" } && text.Length > 0 && aside == int.MaxValue)
            {
                text.Append('\n');
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace && aside == int.MaxValue && text.Length < 32_768)
            {
                text.Append(xml.Value);
            }
        }

        return text.ToString();
    }

    private static int Repeats(XmlReader xml, string attribute) => int.TryParse(xml.GetAttribute(attribute), out var number) ? Math.Clamp(number, 1, 2_000_000) : 1;
}
