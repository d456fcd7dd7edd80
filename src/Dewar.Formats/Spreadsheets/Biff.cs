using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Compound;
using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>Workbooks of Excel 5 to 2003 (BIFF5, BIFF8), written to [MS-XLS]: records of a type, a length and bytes.</summary>
internal sealed class Biff(byte[] stream, DateFormats formats, Action<string> complain)
{
    private const int MostSheets = 1000;
    private readonly List<(Sheet Sheet, uint At)> _sheets = [];
    private readonly List<string> _strings = [];
    private Encoding _encoding = PlainText.TextBytes.Windows1252;

    /// <summary>8 from Excel 97 on, 5 before, less in the earliest.</summary>
    public int Version { get; private set; }

    public bool IsEncrypted { get; private set; }

    public IReadOnlyList<Sheet> Sheets => [.. _sheets.Select(pair => pair.Sheet)];

    public void Read(CancellationToken ct)
    {
        Globals();
        if (IsEncrypted)
        {
            return;
        }

        foreach (var (sheet, at) in _sheets)
        {
            ct.ThrowIfCancellationRequested();
            Cells(sheet, at);
        }
    }

    /// <summary>A number in 30 bits: a whole one, or the upper part of a float, perhaps a hundredfold.</summary>
    public static double Rk(uint rk)
    {
        var number = (rk & 2) != 0 ? (int)rk >> 2 : BitConverter.Int64BitsToDouble((long)(rk & 0xfffffffc) << 32);
        return (rk & 1) != 0 ? number / 100 : number;
    }

    public static string ErrorName(byte code) => code switch
    {
        0 => "#NULL!",
        7 => "#DIV/0!",
        15 => "#VALUE!",
        23 => "#REF!",
        29 => "#NAME?",
        36 => "#NUM!",
        42 => "#N/A",
        _ => "#ERROR",
    };

    private void Globals()
    {
        for (var at = 0L; TryRecord(at, out var type, out var record, out var next); at = next)
        {
            switch (type)
            {
                case 0x0809 when record.Length >= 4:
                    Version = U16(record, 0) == 0x0600 ? 8 : 5;
                    break;
                case 0x0009 or 0x0209 or 0x0409:
                    // Before workbooks there was a single sheet.
                    Version = type >> 8 is 0 ? 2 : type >> 8 is 2 ? 3 : 4;
                    _sheets.Add((new Sheet("Sheet1"), 0));
                    return;
                case 0x002f:
                    IsEncrypted = true;
                    break;
                case 0x0042 when record.Length >= 2:
                    _encoding = PropertySet.EncodingOf(U16(record, 0));
                    break;
                case 0x0022 when record.Length >= 2:
                    formats.From1904 = U16(record, 0) == 1;
                    break;
                case 0x041e when record.Length > 4:
                    formats.AddFormat(U16(record, 0), Version >= 8 ? Unicode(record[2..], 2) : Bytes(record[2..], 1));
                    break;
                case 0x00e0 when record.Length >= 4:
                    formats.AddStyle(U16(record, 2));
                    break;
                case 0x0085 when record.Length > 7 && _sheets.Count < MostSheets && record[5] == 0:
                    var name = Version >= 8 ? Unicode(record[6..], 1) : Bytes(record[6..], 1);
                    _sheets.Add((new Sheet(name) { IsHidden = (record[4] & 3) != 0 }, BinaryPrimitives.ReadUInt32LittleEndian(record)));
                    break;
                case 0x00fc:
                    SharedStrings(at);
                    break;
                case 0x000a:
                    return;
            }
        }
    }

    private void SharedStrings(long at)
    {
        // Strings go on in CONTINUE records; within the letters each part begins with a new flag.
        var parts = new List<(long Start, int Length)>();
        while (TryRecord(at, out var type, out var record, out var next) && (parts.Count == 0 || type == 0x003c))
        {
            parts.Add((at + 4, record.Length));
            at = next;
        }

        var reader = new SharedStringTable(stream, parts);
        if (!reader.Read(_strings))
        {
            complain($"The table of strings is damaged: {reader.Announced} are announced, and {_strings.Count} are there.");
        }
    }

    private void Cells(Sheet sheet, uint start)
    {
        var depth = 0;
        (int Row, int Column)? formula = null;
        for (var at = (long)start; !sheet.IsCut && TryRecord(at, out var type, out var record, out var next); at = next)
        {
            var isCell = record.Length >= 6;
            var (row, column, style) = isCell ? (U16(record, 0), U16(record, 2), U16(record, 4)) : (0, 0, -1);
            switch (type)
            {
                case 0x0809 or 0x0009 or 0x0209 or 0x0409:
                    depth++;
                    break;
                case 0x000a when --depth <= 0:
                    return;
                case 0x0203 when depth == 1 && record.Length >= 14:
                    sheet.Set(row, column, formats.Value(BinaryPrimitives.ReadDoubleLittleEndian(record[6..]), style));
                    break;
                case 0x027e when depth == 1 && record.Length >= 10:
                    sheet.Set(row, column, formats.Value(Rk(BinaryPrimitives.ReadUInt32LittleEndian(record[6..])), style));
                    break;
                case 0x00bd when depth == 1:
                    for (var i = 4; i + 6 <= record.Length - 2; i += 6)
                    {
                        sheet.Set(row, column + (i - 4) / 6, formats.Value(Rk(BinaryPrimitives.ReadUInt32LittleEndian(record[(i + 2)..])), U16(record, i)));
                    }

                    break;
                case 0x00fd when depth == 1 && record.Length >= 10:
                    var index = BinaryPrimitives.ReadUInt32LittleEndian(record[6..]);
                    sheet.Set(row, column, index < _strings.Count ? _strings[(int)index] : null);
                    break;
                case 0x0204 or 0x00d6 when depth == 1 && record.Length >= 8:
                    sheet.Set(row, column, Version >= 8 ? Unicode(record[6..], 2) : Bytes(record[6..], 2));
                    break;
                case 0x0205 when depth == 1 && record.Length >= 8:
                    sheet.Set(row, column, record[7] == 0 ? record[6] != 0 : ErrorName(record[6]));
                    break;
                case 0x0006 or 0x0206 or 0x0406 when depth == 1 && record.Length >= 14:
                    formula = (row, column);
                    sheet.Set(row, column, Result(record[6..14], style));
                    break;
                case 0x0207 when formula is { } place && record.Length >= 3:
                    sheet.Set(place.Row, place.Column, Version >= 8 ? Unicode(record, 2) : Bytes(record, 2));
                    break;
            }
        }
    }

    // What a formula gave when it was last reckoned; words follow in a record of their own.
    private object? Result(ReadOnlySpan<byte> result, int style)
    {
        var (isWord, kind) = (U16(result, 6) == 0xffff, result[0]);
        return kind switch
        {
            _ when !isWord => formats.Value(BinaryPrimitives.ReadDoubleLittleEndian(result), style),
            1 => result[2] != 0,
            2 => ErrorName(result[2]),
            _ => null,
        };
    }

    private bool TryRecord(long at, out int type, out ReadOnlySpan<byte> record, out long next)
    {
        (type, next) = (0, at);
        record = default;
        if (at < 0 || at + 4 > stream.Length)
        {
            return false;
        }

        type = U16(stream.AsSpan((int)at), 0);
        var length = U16(stream.AsSpan((int)at), 2);
        if (length > stream.Length - at - 4)
        {
            complain("The workbook ends within a record.");
            return false;
        }

        record = stream.AsSpan((int)at + 4, length);
        next = at + 4 + length;
        return type != 0 || length != 0;
    }

    private static string Unicode(ReadOnlySpan<byte> bytes, int lengthSize)
    {
        if (bytes.Length < lengthSize + 1)
        {
            return "";
        }

        var count = lengthSize == 1 ? bytes[0] : U16(bytes, 0);
        var wide = (bytes[lengthSize] & 1) != 0;
        var skip = lengthSize + 1 + ((bytes[lengthSize] & 8) != 0 ? 2 : 0) + ((bytes[lengthSize] & 4) != 0 ? 4 : 0);
        if (skip > bytes.Length)
        {
            return "";
        }

        var text = bytes[skip..];
        text = text[..Math.Min(text.Length, wide ? 2 * count : count)];
        return (wide ? Encoding.Unicode : Encoding.Latin1).GetString(text);
    }

    private string Bytes(ReadOnlySpan<byte> bytes, int lengthSize)
    {
        var count = lengthSize == 1 ? bytes[0] : U16(bytes, 0);
        return _encoding.GetString(bytes.Slice(lengthSize, Math.Min(count, bytes.Length - lengthSize)));
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
