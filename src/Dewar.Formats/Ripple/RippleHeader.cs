using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ripple;

/// <summary>The text of a ripple pair (.rpl): lines of a key and a value; what begins with a semicolon is a comment.</summary>
internal sealed class RippleHeader
{
    private const int MostBytes = 1 << 20;
    private static readonly string[] Needed = ["width", "height", "depth", "data-length", "data-type"];
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Key, string Value, long At)> _lines = [];

    public static RippleHeader Parse(ReadOnlySpan<byte> bytes)
    {
        var header = new RippleHeader();
        long at = 0;
        foreach (var line in Encoding.Latin1.GetString(bytes).Split('\n'))
        {
            var start = Plain(line);
            var end = start.IndexOfAny(['\t', ' ', ',']);
            if (end > 0 && start[0] is not (';' or '#') && header._lines.Count < 10_000)
            {
                var (key, value) = (start[..end], start[(end + 1)..].Trim().Trim(';'));
                header._lines.Add((key, value, at));
                header._values.TryAdd(key, value);
            }

            at += line.Length + 1;
        }

        return header;
    }

    // INCA writes "(MLX::WIDTH : 256)" where others have a tab.
    private static string Plain(string line) => line.TrimStart().StartsWith("(MLX::", StringComparison.OrdinalIgnoreCase)
        ? line.Trim()[6..].TrimEnd(')').Replace(" : ", "\t", StringComparison.Ordinal).ToLowerInvariant()
        : line.TrimStart();

    public static RippleHeader Read(ByteSource file) => Parse(file.ReadBytes(0, Math.Min(file.Length, MostBytes)));

    public static bool Is(FileHead head)
    {
        var bytes = head.Bytes.Span;
        if (bytes.Length < 32 || bytes[..Math.Min(bytes.Length, 512)].Contains((byte)0) || (bytes.IndexOf("data-"u8) < 0 && bytes.IndexOf("DATA-"u8) < 0))
        {
            return false;
        }

        var header = Parse(bytes);
        return Needed.All(header._values.ContainsKey);
    }

    public string? Word(string key) => _values.GetValueOrDefault(key);

    public double? Real(string key) => TextValue.Real(Word(key));

    /// <exception cref="DamagedException">It is no number that can be a length.</exception>
    public long Length(string key)
    {
        var length = TextValue.Real(Word(key)) ?? 1;
        return length is >= 1 and < int.MaxValue
            ? (long)length
            : throw new DamagedException($"{key} can't be '{Word(key)}'", _lines.Find(line => line.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).At);
    }

    public void AddTo(MetaGroup into)
    {
        foreach (var (key, value, at) in _lines)
        {
            if (!key.Equals("key", StringComparison.OrdinalIgnoreCase))
            {
                into.Add(key, TextValue.Typed(value), Units.GetValueOrDefault(key.ToLowerInvariant()), at);
            }
        }
    }

    private static Dictionary<string, string> Units { get; } = new()
    {
        ["beam-energy"] = "keV",
        ["ev-per-chan"] = "eV",
        ["detector-peak-width-ev"] = "eV",
        ["collection-angle"] = "mrad",
        ["convergence-angle"] = "mrad",
        ["tilt-stage"] = "°",
        ["azimuth-angle"] = "°",
        ["elevation-angle"] = "°",
    };
}
