using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>The type of a tag, as its definition numbers it: a number, a string, a struct, an array, or these in one another.</summary>
/// <param name="Code">2 to 12 for numbers, 15 a struct, 18 a string, 20 an array.</param>
/// <param name="Size">Bytes of one such value.</param>
internal sealed record DmType(int Code, long Size)
{
    public const int UInt16 = 4;
    public const int Struct = 15;
    public const int String = 18;
    public const int Array = 20;

    /// <summary>An array's elements.</summary>
    public DmType? Element { get; init; }

    /// <summary>How many elements an array has, or letters a string.</summary>
    public long Length { get; init; }

    /// <summary>A struct's fields. Their names are always empty.</summary>
    public IReadOnlyList<DmType> Fields { get; init; } = [];

    public bool IsNumber => Code <= 12;

    public bool IsFloat => Code is 6 or 7;

    /// <summary>Reads a definition; <paramref name="at"/> moves behind it.</summary>
    public static DmType Of(ReadOnlySpan<long> definition, ref int at, string file, long place, int depth = 0)
    {
        if (depth > 8)
        {
            throw new DamagedException($"{file}: a tag's type is nested too deeply", place);
        }

        var code = Next(definition, ref at, file, place);
        switch (code)
        {
            case 2 or 4:
                return new((int)code, 2);
            case 3 or 5 or 6:
                return new((int)code, 4);
            case 7 or 11 or 12:
                return new((int)code, 8);
            case 8 or 9 or 10:
                return new((int)code, 1);
            case String:
                var letters = Next(definition, ref at, file, place);
                return new(String, checked(letters * 2)) { Length = letters };
            case Struct:
                Next(definition, ref at, file, place);
                var fields = new DmType[(int)Math.Clamp(Next(definition, ref at, file, place), 0, definition.Length)];
                for (var i = 0; i < fields.Length; i++)
                {
                    Next(definition, ref at, file, place);
                    fields[i] = Of(definition, ref at, file, place, depth + 1);
                }

                return new(Struct, fields.Sum(field => field.Size)) { Fields = fields };
            case Array:
                var element = Of(definition, ref at, file, place, depth + 1);
                var length = Next(definition, ref at, file, place);
                return new(Array, checked(length * element.Size)) { Element = element, Length = length };
            default:
                throw new DamagedException($"{file}: a tag has the type {code}, which is none of DigitalMicrograph", place);
        }
    }

    private static long Next(ReadOnlySpan<long> definition, ref int at, string file, long place) =>
        at < definition.Length && definition[at] >= 0 ? definition[at++] : throw new DamagedException($"{file}: the type of a tag breaks off", place);
}
