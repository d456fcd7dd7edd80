using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mib;

/// <summary>
/// The text in front of a frame: fields between commas, padded with zero bytes. The first fifteen are fixed; then come thresholds, for each
/// chip its kind and its DACs, and in newer files the extension MQ1A with time, exposure and counter depth.
/// </summary>
internal sealed class MibHeader
{
    private const int MostBytes = 64 * 1024;
    private static readonly string[] Fixed =
    [
        "header_id", "sequence_number", "data_offset", "number_of_chips", "width", "height", "pixel_depth", "sensor_layout", "chip_select",
        "timestamp", "shutter_time", "counter", "colour_mode", "gain_mode",
    ];

    private readonly string[] _fields;
    private readonly long[] _places;
    private readonly int _extension;

    private MibHeader(string[] fields, long[] places)
    {
        _fields = fields;
        _places = places;
        _extension = Array.FindIndex(fields, field => field.StartsWith("MQ1", StringComparison.Ordinal) && field != "MQ1");
    }

    /// <summary>Bytes of the header, which are in front of every frame.</summary>
    public long Length => Whole(2);

    public long Chips => Whole(3);

    /// <summary>Pixels, as they are stored: of raw frames those of all chips side by side.</summary>
    public long Width => Whole(4);

    public long Height => Whole(5);

    /// <summary>U08, U16, U32, U64, or R64: raw, as the chips send it.</summary>
    public string PixelType => Field(6);

    public string Layout => Field(7);

    /// <summary>By the clock of the computer.</summary>
    public DateTime? Local => DateTime.TryParseExact(
        Field(9).Length > 26 ? Field(9)[..26] : Field(9), "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time
        : null;

    /// <summary>Seconds.</summary>
    public double? ShutterTime => TextValue.Real(Field(10));

    /// <summary>In newer files, to the microsecond: the rest of the digits is beyond a <see cref="DateTime"/>.</summary>
    public DateTime? Utc => Extension(1) is { Length: >= 19 } text && DateTime.TryParse(
        text.TrimEnd('Z') is { Length: > 27 } longer ? longer[..27] : text.TrimEnd('Z'),
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out var time)
        ? time
        : null;

    /// <summary>Bits of the counters; null when the header is too old to say.</summary>
    public long? CounterDepth => TextValue.Whole(Extension(3));

    /// <exception cref="DamagedException">It is none.</exception>
    public static MibHeader Read(ByteSource file)
    {
        var start = file.ReadBytes(0, Math.Min(24, file.Length));
        var first = Encoding.Latin1.GetString(start).Split(',');
        if (first.Length < 4 || TextValue.Whole(first[2]) is not { } length || length is <= 60 or >= MostBytes)
        {
            throw new DamagedException($"The length of the header of {file.Name} can't be '{(first.Length > 2 ? first[2] : "")}'", 11);
        }

        var text = Encoding.Latin1.GetString(file.ReadBytes(0, Math.Min(length, file.Length)));
        var fields = text.TrimEnd('\0', ' ').TrimEnd(',').Split(',');
        var places = new long[fields.Length];
        for (var i = 1; i < fields.Length; i++)
        {
            places[i] = places[i - 1] + fields[i - 1].Length + 1;
        }

        return new(fields.Length < Fixed.Length ? throw new DamagedException($"The header of {file.Name} breaks off", 0) : fields, places);
    }

    public void AddTo(MetaGroup into)
    {
        for (var i = 0; i < Fixed.Length; i++)
        {
            object value = i is 6 or 8 or 9 ? Field(i) : TextValue.Whole(Field(i)) ?? TextValue.Real(Field(i)) ?? (object)Field(i);
            into.Add(Fixed[i], value, unit: i == 10 ? "s" : null, at: _places[i]);
        }

        var next = AddThresholds(into, Fixed.Length);
        var end = _extension < 0 ? _fields.Length : _extension;
        for (var chip = 1; next < end && chip <= 64; chip++)
        {
            next = AddChip(into.AddGroup($"chip_{chip}"), next, end);
        }

        if (_extension >= 0)
        {
            var extension = into.AddGroup("extension");
            extension.Add("id", Field(_extension), at: _places[_extension]);
            AddExtension(extension, "timestamp", 1, null);
            AddExtension(extension, "exposure", 2, "ns");
            AddExtension(extension, "counter_depth", 3, "bit");
        }
    }

    // Numbers with a point, in keV.
    private int AddThresholds(MetaGroup into, int from)
    {
        var thresholds = new List<double>();
        while (from + thresholds.Count < _fields.Length && Field(from + thresholds.Count) is var text && text.Contains('.') && TextValue.Real(text) is { } threshold)
        {
            thresholds.Add(threshold);
        }

        if (thresholds.Count > 0)
        {
            into.Add("thresholds", thresholds.ToArray(), "keV", _places[from]);
        }

        return from + thresholds.Count;
    }

    private int AddChip(MetaGroup into, int from, int end)
    {
        into.Add("dac_format", Field(from), at: _places[from]);
        var dacs = new List<long>();
        var next = from + 1;
        while (next < end && TextValue.Whole(Field(next)) is { } dac)
        {
            dacs.Add(dac);
            next++;
        }

        into.Add("dacs", dacs.ToArray(), at: next > from + 1 ? _places[from + 1] : null);
        return next;
    }

    private void AddExtension(MetaGroup into, string name, int number, string? unit)
    {
        if (Extension(number) is { } text)
        {
            var digits = unit is "ns" && text.EndsWith("ns", StringComparison.Ordinal) ? text[..^2] : text;
            into.Add(name, TextValue.Whole(digits) ?? (object)text, unit, _places[_extension + number]);
        }
    }

    private string? Extension(int number) => _extension >= 0 && _extension + number < _fields.Length ? Field(_extension + number) : null;

    private string Field(int number) => _fields[number].Trim(' ', '\0');

    private long Whole(int number) =>
        TextValue.Whole(Field(number)) is >= 0 and var whole ? whole : throw new DamagedException($"{Fixed[number]} can't be '{Field(number)}'", _places[number]);
}
