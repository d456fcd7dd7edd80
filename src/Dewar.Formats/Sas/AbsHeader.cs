using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>The header of NIST's ABS files: entries, and twice a line of names over a line of values.</summary>
internal static class AbsHeader
{
    private static readonly (string Name, string? Unit)[] Units =
    [
        ("LAMBDA", "Å"), ("DET DIST", "m"), ("DET ANG", "°"), ("THICK", "cm"), ("A1(mm)", "mm"), ("A2(mm)", "mm"), ("A1A2DIST(m)", "m"), ("BSTOP(mm)", "mm"),
    ];

    /// <summary>The columns that the format has, whether or not they are named.</summary>
    public static (string Name, string? Unit)[] Columns { get; } =
        [("Q", "1/Å"), ("I", "1/cm"), ("dI", "1/cm"), ("dQ", "1/Å"), ("Qmean", "1/Å"), ("Shadowfactor", null)];

    public static void Tell(IReadOnlyList<string> header, Extraction into)
    {
        for (var i = 0; i < header.Count; i++)
        {
            var line = header[i];
            if (line.StartsWith("FILE:", StringComparison.Ordinal))
            {
                var created = line.IndexOf("CREATED:", StringComparison.Ordinal);
                into.Metadata.Add("FILE", line[5..(created < 0 ? line.Length : created)].Trim());
                if (created > 0)
                {
                    var time = TimeText.Parse(line[(created + 8)..]);
                    into.Metadata.Add("CREATED", time is { } known ? known : line[(created + 8)..].Trim());
                    into.Facts.Tell(CoreNames.AcquiredAt, time, "CREATED", doubt: "When the file was created, which may be long after the measurement.");
                }
            }
            else if (i + 1 < header.Count && (line.Contains("LAMBDA", StringComparison.Ordinal) || line.Contains("BCENT", StringComparison.Ordinal)))
            {
                TellTable(line, header[++i], into.Metadata);
            }
            else if (line.IndexOf(':') is > 0 and < 20 and var colon)
            {
                into.Metadata.Add(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
            else if (line.Trim() is { Length: > 0 } text)
            {
                into.Metadata.Add("line", text);
            }
        }

        into.Facts.Tell(CoreNames.Title, into.Metadata.Word("LABEL"), "LABEL");
        into.Facts.Tell(CoreNames.Wavelength, into.Metadata.Number("LAMBDA"), "Å", "LAMBDA");
        into.Facts.Tell(CoreNames.DetectorDistance, into.Metadata.Number("DET DIST"), "m", "DET DIST");
        into.Facts.Tell(CoreNames.SampleThickness, into.Metadata.Number("THICK"), "cm", "THICK");
        into.Facts.Tell(CoreNames.Detector, into.Metadata.Word("DET_TYP"), "DET_TYP");
    }

    private static void TellTable(string names, string values, MetaGroup into)
    {
        string[] keys = [.. names.Split(["  ", "\t"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(name => name is "BCENT(X,Y)" ? ["BCENT X", "BCENT Y"] : new[] { name })];
        var words = values.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < Math.Min(keys.Length, words.Length); i++)
        {
            into.Add(keys[i], NumberText.TryParse(words[i], out var number) ? number : words[i], Array.Find(Units, unit => unit.Name == keys[i]).Unit);
        }
    }
}
