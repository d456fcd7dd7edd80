using System.Globalization;
using System.Text;
using System.Xml;
using Dewar.Formats.Archives;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>Workbooks of Office Open XML (ECMA-376 part 1, chapter 18), read as a stream.</summary>
internal static class Xlsx
{
    private const long MostUnpacked = 96L << 20;
    private const int MostStrings = 1_000_000;
    private const int MostLetters = 32 << 20;

    /// <param name="zip">The package.</param>
    /// <param name="complain">Told what is damaged.</param>
    public static List<Sheet> Read(ZipDirectory zip, DateFormats formats, Action<string> complain, CancellationToken ct)
    {
        var root = zip.Members.FirstOrDefault(member => member.Name.EndsWith("xl/workbook.xml", StringComparison.OrdinalIgnoreCase))?.Name ?? "xl/workbook.xml";
        var folder = root[..(root.LastIndexOf('/') + 1)];
        var sheets = new List<(Sheet Sheet, string Part)>();
        var targets = Relations(zip, $"{folder}_rels/workbook.xml.rels", folder, complain);
        Try("the workbook", () => Workbook(zip, root, formats, targets, sheets), complain);
        var strings = new List<string>();
        Try("the shared strings", () => SharedStrings(zip, targets, folder, strings), complain);
        Try("the styles", () => Styles(zip, folder, formats), complain);
        if (sheets.Count == 0)
        {
            // The workbook is lost: the sheets may be there.
            sheets.AddRange(zip.Members.Where(member => member.Name.StartsWith(folder + "worksheets/sheet", StringComparison.OrdinalIgnoreCase))
                .Take(1000).Select(member => (new Sheet(Path.GetFileNameWithoutExtension(member.Name)), member.Name)));
        }

        foreach (var (sheet, part) in sheets)
        {
            ct.ThrowIfCancellationRequested();
            Try($"sheet '{sheet.Name}'", () => Cells(zip, part, sheet, strings, formats, ct), complain);
        }

        return [.. sheets.Select(pair => pair.Sheet)];
    }

    /// <summary>A cell's place from its letters and number, counted from zero; -1 where there are none.</summary>
    public static (int Row, int Column) Place(string? reference)
    {
        var (row, column) = (0, 0);
        foreach (var letter in reference ?? "")
        {
            if (char.IsAsciiLetter(letter) && column < 20_000)
            {
                column = column * 26 + (letter & 31);
            }
            else if (char.IsAsciiDigit(letter) && row < 100_000_000)
            {
                row = row * 10 + letter - '0';
            }
        }

        return (row - 1, column - 1);
    }

    private static void Try(string what, Action read, Action<string> complain)
    {
        try
        {
            read();
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException or DamagedException or OverflowException)
        {
            complain($"In the workbook {what} is damaged: {failure.Message}");
        }
    }

    private static Dictionary<string, string> Relations(ZipDirectory zip, string part, string folder, Action<string> complain)
    {
        var targets = new Dictionary<string, string>();
        Try("the list of its parts", () =>
        {
            using var xml = OfficePackage.Part(zip, part, 4 << 20);
            while (xml?.Read() == true)
            {
                if (xml.LocalName is "Relationship" && xml.GetAttribute("Id") is { } id && xml.GetAttribute("Target") is { } target && targets.Count < 10_000)
                {
                    targets[id] = target.StartsWith('/') ? target[1..] : folder + target;
                }
            }
        }, complain);
        return targets;
    }

    private static void Workbook(ZipDirectory zip, string part, DateFormats formats, Dictionary<string, string> targets, List<(Sheet, string)> sheets)
    {
        using var xml = OfficePackage.Part(zip, part, 8 << 20);
        while (xml?.Read() == true)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (xml.LocalName is "workbookPr")
            {
                formats.From1904 = xml.GetAttribute("date1904") is "1" or "true" or "on";
            }
            else if (xml.LocalName is "sheet" && xml.GetAttribute("name") is { } name && sheets.Count < 1000)
            {
                var id = xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
                    ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");
                var target = id is not null && targets.TryGetValue(id, out var known) ? known : $"xl/worksheets/sheet{sheets.Count + 1}.xml";
                if (!target.Contains("chartsheets/", StringComparison.OrdinalIgnoreCase))
                {
                    sheets.Add((new Sheet(name) { IsHidden = xml.GetAttribute("state") is "hidden" or "veryHidden" }, target));
                }
            }
        }
    }

    private static void SharedStrings(ZipDirectory zip, Dictionary<string, string> targets, string folder, List<string> strings)
    {
        var part = targets.Values.FirstOrDefault(target => target.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase)) ?? folder + "sharedStrings.xml";
        using var xml = OfficePackage.Part(zip, part, MostUnpacked);
        var letters = 0L;
        while (xml?.Read() == true && strings.Count < MostStrings && letters < MostLetters)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                strings.Add(Text(xml));
                letters += strings[^1].Length;
            }
        }
    }

    // The letters of all runs; how they are pronounced (rPh) is no part of the text.
    private static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var text = new StringBuilder();
        var (depth, spoken) = (xml.Depth, 0);
        var inside = false;
        while (xml.Read() && xml.Depth > depth)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName is "rPh":
                    spoken = xml.IsEmptyElement ? 0 : xml.Depth;
                    break;
                case XmlNodeType.EndElement when xml.LocalName is "rPh":
                    spoken = 0;
                    break;
                case XmlNodeType.Element:
                    inside = xml.LocalName is "t" && !xml.IsEmptyElement;
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA when inside && spoken == 0 && text.Length < 32_768:
                    text.Append(xml.Value);
                    break;
            }
        }

        return text.ToString();
    }

    private static void Styles(ZipDirectory zip, string folder, DateFormats formats)
    {
        using var xml = OfficePackage.Part(zip, folder + "styles.xml", 16 << 20);
        var inCells = false;
        while (xml?.Read() == true)
        {
            if (xml.LocalName is "cellXfs")
            {
                inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), out var id))
            {
                formats.AddFormat(id, xml.GetAttribute("formatCode") ?? "");
            }
            else if (inCells && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" })
            {
                formats.AddStyle(int.TryParse(xml.GetAttribute("numFmtId"), out var format) ? format : 0);
            }
        }
    }

    private static void Cells(ZipDirectory zip, string part, Sheet sheet, List<string> strings, DateFormats formats, CancellationToken ct)
    {
        using var xml = OfficePackage.Part(zip, part, MostUnpacked);
        if (xml is null)
        {
            throw new DamagedException($"Its part {part} is not there, or can't be unpacked");
        }

        var (row, column) = (-1, -1);
        while (!sheet.IsCut && xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "row":
                    ct.ThrowIfCancellationRequested();
                    row = int.TryParse(xml.GetAttribute("r"), out var number) ? number - 1 : row + 1;
                    column = -1;
                    break;
                case "c":
                    var place = Place(xml.GetAttribute("r"));
                    column = place.Column >= 0 ? place.Column : column + 1;
                    row = place.Row >= 0 ? place.Row : row;
                    sheet.Set(row, column, Cell(xml, strings, formats));
                    break;
            }
        }
    }

    private static object? Cell(XmlReader xml, List<string> strings, DateFormats formats)
    {
        var (type, style) = (xml.GetAttribute("t"), int.TryParse(xml.GetAttribute("s"), out var number) ? number : -1);
        if (xml.IsEmptyElement)
        {
            return null;
        }

        var depth = xml.Depth;
        object? value = null;
        var inValue = false;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                inValue = xml.LocalName is "v" && !xml.IsEmptyElement;
                if (xml.LocalName is "is")
                {
                    value = Text(xml);
                }
            }
            else if (inValue && xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace)
            {
                value = Value(xml.Value, type, style, strings, formats);
                inValue = false;
            }
        }

        return value;
    }

    private static object? Value(string text, string? type, int style, List<string> strings, DateFormats formats) => type switch
    {
        "s" => int.TryParse(text, out var index) && index >= 0 && index < strings.Count ? strings[index] : null,
        "b" => text is "1" or "true",
        "str" or "e" or "inlineStr" => text,
        "d" => TimeText.Parse(text) is { } time ? time : text,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? formats.Value(number, style) : text,
    };
}
