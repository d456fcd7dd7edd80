using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Archives;
using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>Binary workbooks (XLSB), written to [MS-XLSB]: records of a type, a length and bytes.</summary>
internal static class Xlsb
{
    private const int MostUnpacked = 64 << 20;

    public static List<Sheet> Read(ZipDirectory zip, DateFormats formats, Action<string> complain, CancellationToken ct)
    {
        var sheets = new List<(Sheet Sheet, string Part)>();
        var strings = new List<string>();
        var targets = Targets(zip);
        Records(zip, "xl/workbook.bin", complain, (type, record) =>
        {
            if (type == 153)
            {
                formats.From1904 = record.Length > 0 && (record[0] & 1) != 0;
            }
            else if (type == 156 && record.Length > 12 && sheets.Count < 1000)
            {
                var id = Text(record, 8, out var next);
                var part = targets.GetValueOrDefault(id, $"xl/worksheets/sheet{sheets.Count + 1}.bin");
                sheets.Add((new Sheet(Text(record, next, out _)) { IsHidden = record[0] != 0 }, part));
            }

            return true;
        });
        Records(zip, "xl/sharedStrings.bin", complain, (type, record) =>
        {
            if (type == 19 && strings.Count < 1_000_000)
            {
                strings.Add(Text(record, 1, out _));
            }

            return true;
        });
        var inCells = false;
        Records(zip, "xl/styles.bin", complain, (type, record) =>
        {
            inCells = type == 617 || inCells && type != 618;
            if (type == 44 && record.Length > 6)
            {
                formats.AddFormat(BinaryPrimitives.ReadUInt16LittleEndian(record), Text(record, 2, out _));
            }
            else if (type == 47 && inCells && record.Length >= 4)
            {
                formats.AddStyle(BinaryPrimitives.ReadUInt16LittleEndian(record[2..]));
            }

            return true;
        });
        foreach (var (sheet, part) in sheets)
        {
            ct.ThrowIfCancellationRequested();
            Cells(zip, part, sheet, strings, formats, complain);
        }

        return [.. sheets.Select(pair => pair.Sheet)];
    }

    private static Dictionary<string, string> Targets(ZipDirectory zip)
    {
        var targets = new Dictionary<string, string>();
        try
        {
            using var xml = OfficePackage.Part(zip, "xl/_rels/workbook.bin.rels", 1 << 20);
            while (xml?.Read() == true)
            {
                if (xml.LocalName is "Relationship" && xml.GetAttribute("Id") is { } id && xml.GetAttribute("Target") is { } target)
                {
                    targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
                }
            }
        }
        catch (Exception failure) when (failure is System.Xml.XmlException or InvalidDataException)
        {
            // Sheets have the usual names, then.
        }

        return targets;
    }

    private static void Cells(ZipDirectory zip, string part, Sheet sheet, List<string> strings, DateFormats formats, Action<string> complain)
    {
        var row = -1;
        Records(zip, part, complain, (type, record) =>
        {
            if (type == 0 && record.Length >= 4)
            {
                row = BinaryPrimitives.ReadInt32LittleEndian(record);
            }
            else if (type is >= 2 and <= 11 && record.Length >= 9)
            {
                var column = BinaryPrimitives.ReadInt32LittleEndian(record);
                var style = BinaryPrimitives.ReadInt32LittleEndian(record[4..]) & 0xffffff;
                var value = record[8..];
                sheet.Set(row, column, type switch
                {
                    2 when value.Length >= 4 => formats.Value(Biff.Rk(BinaryPrimitives.ReadUInt32LittleEndian(value)), style),
                    3 or 11 => Biff.ErrorName(value[0]),
                    4 or 10 => value[0] != 0,
                    5 or 9 when value.Length >= 8 => formats.Value(BinaryPrimitives.ReadDoubleLittleEndian(value), style),
                    6 or 8 => Text(record, 8, out _),
                    7 when value.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(value) is var index && index < strings.Count => strings[(int)index],
                    _ => null,
                });
            }

            return !sheet.IsCut;
        });
    }

    private delegate bool Record(int type, ReadOnlySpan<byte> record);

    private static void Records(ZipDirectory zip, string part, Action<string> complain, Record each)
    {
        if (zip.Find(part) is not { } member || zip.ReadAll(member, MostUnpacked) is not { } bytes)
        {
            if (part.Contains("sheet", StringComparison.Ordinal) && !part.EndsWith("sharedStrings.bin", StringComparison.Ordinal))
            {
                complain($"{part} is not there, or can't be unpacked.");
            }

            return;
        }

        for (var at = 0; at < bytes.Length;)
        {
            var (type, length) = (Number(bytes, ref at, 2), Number(bytes, ref at, 4));
            if (length < 0 || length > bytes.Length - at)
            {
                complain($"{part} ends within a record.");
                return;
            }

            if (!each(type, bytes.AsSpan(at, length)))
            {
                return;
            }

            at += length;
        }
    }

    // Seven bits in each byte, the lowest first; of a type the second byte is used whole.
    private static int Number(byte[] bytes, ref int at, int most)
    {
        var number = 0;
        for (var i = 0; i < most && at < bytes.Length; i++)
        {
            var one = bytes[at++];
            number |= (one & 0x7f) << (7 * i);
            if ((one & 0x80) == 0)
            {
                break;
            }
        }

        return number;
    }

    private static string Text(ReadOnlySpan<byte> record, int at, out int next)
    {
        next = record.Length;
        if (at < 0 || at + 4 > record.Length)
        {
            return "";
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(record[at..]);
        if (length == uint.MaxValue)
        {
            next = at + 4;
            return "";
        }

        var there = (int)Math.Min(length * 2L, (record.Length - at - 4) & ~1);
        next = at + 4 + there;
        return Encoding.Unicode.GetString(record.Slice(at + 4, there));
    }
}
