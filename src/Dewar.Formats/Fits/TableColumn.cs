using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>A column of a binary table: TTYPE, TFORM, TUNIT, TDIM and their like.</summary>
/// <param name="Code">The letter of TFORM: L, X, B, I, J, K, A, E, D, C or M; for arrays in the heap that of their elements.</param>
/// <param name="Repeat">Elements in each row; for arrays in the heap as many as the longest has, or -1.</param>
/// <param name="Offset">From the beginning of the row, in bytes.</param>
/// <param name="Heap">P or Q when the rows hold places in the heap; else null.</param>
internal sealed partial record TableColumn(string Name, string? Unit, char Code, long Repeat, long Offset, char? Heap, Scaling Scaling, long[] Dimensions)
{
    /// <summary>The type of its numbers as they are stored; text and flags are bytes.</summary>
    public ElementType Stored => TypeOf(Code);

    public bool IsText => Code == 'A';

    /// <summary>A single number in each row.</summary>
    public bool IsScalar => Heap is null && Repeat == 1 && !IsText;

    public static List<TableColumn> Of(Header header, long rowLength)
    {
        var fields = header.Whole("TFIELDS") ?? 0;
        if (fields is < 0 or > 999)
        {
            throw new DamagedException($"TFIELDS says {fields} columns, and FITS has up to 999", header.Find("TFIELDS")?.At);
        }

        var columns = new List<TableColumn>();
        var offset = 0L;
        for (var n = 1; n <= fields; n++)
        {
            var form = Form.Match(header.Word($"TFORM{n}")?.Trim() ?? "");
            if (!form.Success)
            {
                throw new DamagedException($"TFORM{n} is none of FITS", header.Find($"TFORM{n}")?.At);
            }

            var repeat = form.Groups["repeat"].Value is { Length: > 0 } digits ? long.Parse(digits) : 1;
            var code = form.Groups["code"].Value[0];
            char? heap = code is 'P' or 'Q' ? code : null;
            var bytes = heap switch
            {
                'P' => repeat * 8,
                'Q' => repeat * 16,
                _ => code == 'X' ? (repeat + 7) / 8 : repeat * TypeOf(code).Size,
            };
            if (heap is not null)
            {
                code = form.Groups["element"].Value[0];
                repeat = repeat == 0 ? 0 : form.Groups["most"].Value is { Length: > 0 } most ? long.Parse(most) : -1;
            }

            var name = header.Word($"TTYPE{n}") is { Length: > 0 } told ? told : $"column {n}";
            var stored = TypeOf(code);
            var scaling = code is 'A' or 'L' or 'X' || stored.Kind == ElementKind.Complex
                ? new Scaling(stored, 1, 0, null)
                : Scaling.Of(header, stored, $"TSCAL{n}", $"TZERO{n}", $"TNULL{n}");
            var unit = header.Word($"TUNIT{n}") is { Length: > 0 } known ? known : null;
            columns.Add(new(name, unit, code, code == 'X' ? (repeat + 7) / 8 : repeat, offset, heap, scaling, Dimension(header.Word($"TDIM{n}"), repeat)));
            offset += bytes;
        }

        return offset <= rowLength ? columns : throw new DamagedException($"The columns take {offset} bytes, and a row has {rowLength}", header.Find("NAXIS1")?.At);
    }

    /// <summary>The type of numbers that a letter of TFORM means.</summary>
    public static ElementType TypeOf(char code) => code switch
    {
        'I' => ElementType.Int16,
        'J' => ElementType.Int32,
        'K' => ElementType.Int64,
        'E' => ElementType.Float32,
        'D' => ElementType.Float64,
        'C' => ElementType.Complex64,
        'M' => ElementType.Complex128,
        _ => ElementType.UInt8,
    };

    // "(3,4)", the fastest first; the elements of a row when it does not say, or says what does not fit.
    private static long[] Dimension(string? text, long repeat)
    {
        var parts = text?.Trim().Trim('(', ')').Split(',') ?? [];
        var lengths = parts.Select(part => long.TryParse(part, out var length) && length is > 0 and < int.MaxValue ? length : 0).ToArray();
        return lengths.Length is > 1 and < 8 && lengths.Aggregate(1m, (product, length) => product * length) == repeat ? lengths : [repeat];
    }

    [GeneratedRegex(@"^(?<repeat>\d{0,15})(?<code>[LXBIJKAEDCM]|[PQ](?<element>[LXBIJKAEDCM])(\((?<most>\d{1,15})\))?)")]
    private static partial Regex Form { get; }
}
