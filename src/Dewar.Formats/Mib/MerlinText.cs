using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mib;

/// <summary>The text beside a Merlin measurement (.hdr): a line for each quantity, name and value with a tab between them.</summary>
internal sealed class MerlinText
{
    private const int MostBytes = 256 * 1024;
    private readonly List<(string Name, string Value, long At)> _lines = [];

    public static MerlinText Read(ByteSource file)
    {
        var text = new MerlinText();
        var all = Encoding.Latin1.GetString(file.ReadBytes(0, Math.Min(MostBytes, file.Length)));
        var at = 0L;
        foreach (var line in all.Split('\n'))
        {
            var tab = line.IndexOf('\t');
            if (tab > 0 && !line.StartsWith("HDR,", StringComparison.Ordinal) && !line.StartsWith("End", StringComparison.Ordinal) && text._lines.Count < 1000)
            {
                text._lines.Add((line[..tab].Trim().TrimEnd(':'), line[(tab + 1)..].Trim(), at));
            }

            at += line.Length + 1;
        }

        return text;
    }

    public static bool Is(FileHead head) => head.Has("HDR,"u8) && head.Bytes.Span.IndexOf("Time and Date Stamp"u8) > 0;

    /// <summary>The value of the line whose name begins so; in brackets after the name stands what it may be, which changes with versions.</summary>
    public string? Word(string name) => _lines.Find(line => line.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Value;

    public long? Whole(string name) => TextValue.Whole(Word(name));

    public void AddTo(MetaGroup into, bool placed)
    {
        foreach (var (name, value, at) in _lines)
        {
            into.Add(name, TextValue.Typed(value), at: placed ? at : null);
        }
    }

    /// <summary>Steps and lines of the scan, slowest first, if the text says them and they come to as many frames as there are.</summary>
    public long[]? Scan(long frames)
    {
        if (Whole("ScanX") is > 0 and var x && Whole("ScanY") is > 0 and var y && x < int.MaxValue && y < int.MaxValue && x * y == frames)
        {
            return [y, x];
        }

        return Whole("Frames per Trigger") is > 1 and var each && frames % each == 0 && frames > each ? [frames / each, each] : null;
    }

    public void Tell(Facts facts, string from)
    {
        string At(string name) => $"{from}{_lines.Find(line => line.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Name}";
        facts.Tell(CoreNames.Manufacturer, "Quantum Detectors", At("Readout System"));
        facts.Tell(CoreNames.Detector, Word("Readout System") ?? "Merlin", At("Readout System"));
        facts.Tell(CoreNames.DetectorType, Word("Chip Type"), At("Chip Type"));
        facts.Tell(CoreNames.SerialNumber, Word("Chip ID")?.Replace(" - ,", "", StringComparison.Ordinal).Trim(' ', ',', '-'), At("Chip ID"));
        facts.Tell(CoreNames.Software, Word("Software Version") is { Length: > 0 } version ? $"Merlin {version}" : null, At("Software Version"));
        var temperature = Word("Temperature")?.Split(' ').Select(TextValue.Real).FirstOrDefault(number => number is not null);
        facts.Tell(
            CoreNames.DetectorTemperature, temperature, "°C", At("Temperature"), temperature is 0 ? "Zero stands for a board without a sensor." : null);
        if (DateTime.TryParseExact(Word("Time and Date Stamp"), "dd/MM/yyyy HH:mm:ss", null, System.Globalization.DateTimeStyles.None, out var time))
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(time), At("Time and Date Stamp"));
        }

        facts.Tell(CoreNames.Frames, Whole("Frames in Acquisition"), "", At("Frames in Acquisition"));
    }
}
