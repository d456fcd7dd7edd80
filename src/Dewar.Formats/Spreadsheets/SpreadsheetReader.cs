using Dewar.Formats.Archives;
using Dewar.Formats.Compound;
using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>Workbooks: Excel from version 5 on (XLS, XLSX, XLSM, XLSB) and OpenDocument (ODS). Each sheet is a table.</summary>
public sealed class SpreadsheetReader : IFormatReader
{
    private const int MostStream = 128 << 20;

    public string Name => "spreadsheet";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Excel workbooks", ".xlsx .xlsm .xltx .xlsb .xls", "Each sheet as a table with headings and units; title, author, dates. Protected ones are named.", "ECMA-376; [MS-XLSB]; [MS-XLS]; [MS-CFB]"),
        new("OpenDocument spreadsheets", ".ods", "Each sheet as a table with headings and units; title, author, dates.", "ISO/IEC 26300"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (CompoundFile.Is(head))
        {
            return IsCompound(head.Source) ? Likelihood.BySpeciality : Likelihood.No;
        }

        return OfficePackage.KindOf(head) is "xlsx" or "xlsb" or "ods" ? Likelihood.BySpeciality : IsBare(head) ? Likelihood.BySignature : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var head = FileHead.Of(file);
        var formats = new DateFormats();
        List<Sheet> sheets;
        if (CompoundFile.Is(head) || IsBare(head))
        {
            sheets = ReadBinary(file, head, formats, into, ct);
        }
        else
        {
            sheets = ReadPackage(file, head, formats, into, ct);
        }

        if (sheets.Count == 0)
        {
            return;
        }

        into.Metadata.Add("worksheets", sheets.Count);
        into.Metadata.Add("sheet names", sheets.Select(sheet => sheet.Name).ToArray());
        if (formats.From1904)
        {
            into.Metadata.Add("dates from", 1904L);
        }

        var tree = into.Metadata.AddGroup("sheets");
        foreach (var sheet in sheets)
        {
            SheetTable.Add(sheet, into, tree.AddGroup(sheet.Name));
        }
    }

    private static List<Sheet> ReadPackage(ByteSource file, FileHead head, DateFormats formats, Extraction into, CancellationToken ct)
    {
        var zip = new ZipDirectory(file);
        var kind = OfficePackage.KindOf(head) ?? OfficePackage.KindOf(zip);
        (into.Format, into.MediaType) = kind switch
        {
            "xlsb" => ("Excel workbook (XLSB)", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
            "ods" => ("OpenDocument spreadsheet (ODS)", "application/vnd.oasis.opendocument.spreadsheet"),
            _ => ("Excel workbook (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        };
        if (zip.IsRebuilt)
        {
            into.Warn("The list of the parts at the end of the file is lost; they were sought from the beginning.");
        }

        if (zip.Members.Any(member => member.Name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
        {
            into.Format = kind is "xlsb" ? into.Format : "Excel workbook with macros (XLSM)";
            into.Metadata.Add("macros", true);
        }

        OfficePackage.Properties(zip, into);
        return kind switch
        {
            "xlsb" => Xlsb.Read(zip, formats, into.Warn, ct),
            "ods" => Ods.Read(zip, into.Warn, ct),
            _ => Xlsx.Read(zip, formats, into.Warn, ct),
        };
    }

    private static List<Sheet> ReadBinary(ByteSource file, FileHead head, DateFormats formats, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Excel workbook (XLS)", "application/vnd.ms-excel");
        byte[] stream;
        if (IsBare(head))
        {
            stream = file.ReadBytes(0, Math.Min(file.Length, MostStream));
        }
        else
        {
            var compound = new CompoundFile(file);
            PropertySet.Read(compound, into);
            if (compound.Find("EncryptedPackage") is not null)
            {
                into.Format = "Excel workbook (XLSX), encrypted";
                into.Metadata.Add("encrypted", true);
                into.Warn("The workbook is protected with a password; its sheets can't be read.");
                return [];
            }

            var book = compound.Find("Workbook") ?? compound.Find("Book") ?? throw new DamagedException($"{file.Name} has no workbook in it");
            stream = compound.Read(book, MostStream);
            if (stream.Length < Math.Min(book.Length, MostStream))
            {
                into.Warn($"The workbook takes {book.Length} bytes, and {stream.Length} are there.");
            }
        }

        var biff = new Biff(stream, formats, into.Warn);
        biff.Read(ct);
        into.Metadata.Add("BIFF version", biff.Version);
        if (biff.IsEncrypted)
        {
            into.Format = "Excel workbook (XLS), encrypted";
            into.Metadata.Add("encrypted", true);
            into.Warn("The workbook is protected with a password; its sheets can't be read.");
        }

        return [.. biff.Sheets];
    }

    private static bool IsCompound(ByteSource source)
    {
        try
        {
            var compound = new CompoundFile(source);
            return compound.Find("Workbook") is not null || compound.Find("Book") is not null
                || compound.Find("EncryptedPackage") is not null && (source.Name.Contains(".xl", StringComparison.OrdinalIgnoreCase) || compound.Find("EncryptionInfo") is not null);
        }
        catch (Exception failure) when (failure is DamagedException or OverflowException)
        {
            return false;
        }
    }

    // Excel 2 to 4 wrote the records without a compound file around them; Excel 5 could.
    private static bool IsBare(FileHead head) =>
        head.Has([0x09, 0x00, 0x04, 0x00]) || head.Has([0x09, 0x02, 0x06, 0x00]) || head.Has([0x09, 0x04, 0x06, 0x00]) || head.Has([0x09, 0x08, 0x08, 0x00, 0x00, 0x05]);
}
