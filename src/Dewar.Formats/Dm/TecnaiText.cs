using System.Globalization;
using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>
/// The state of an FEI microscope as TIA's plug-in for DigitalMicrograph writes it: lines of free text, each a name, a value and a unit.
/// </summary>
internal static partial class TecnaiText
{
    private static readonly (string Begin, CoreName Name, string Unit)[] Numbers =
    [
        ("Extr volt", CoreNames.ExtractionVoltage, "V"),
        ("Extraction voltage", CoreNames.ExtractionVoltage, "V"),
        ("High tension", CoreNames.AccelerationVoltage, "kV"),
        ("Emission", CoreNames.EmissionCurrent, "uA"),
        ("Spot", CoreNames.SpotSize, ""),
        ("Defocus", CoreNames.Defocus, "um"),
        ("Magn", CoreNames.Magnification, ""),
        ("Camera length", CoreNames.CameraLength, "m"),
    ];

    private static readonly CoreName[] Stage = [CoreNames.StageX, CoreNames.StageY, CoreNames.StageZ, CoreNames.StageTilt,
        CoreNames.StageTiltBeta];

    public static void Tell(string text, Facts facts, string from)
    {
        foreach (var raw in text.Split(['\u2028', '\n', '\r'], 200, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var line = raw.Length > 200 ? raw[..200] : raw;
            foreach (var (begin, name, unit) in Numbers)
            {
                if (line.StartsWith(begin, StringComparison.OrdinalIgnoreCase)
                    && Value.Match(line[begin.Length..]) is { Success: true } value)
                {
                    var written = value.Groups["unit"].Value;
                    facts.Tell(name, Number(value), unit is "" || written is "" ? unit : written, from);
                }
            }

            if (line.StartsWith("Microscope ", StringComparison.OrdinalIgnoreCase))
            {
                facts.Tell(CoreNames.Instrument, line["Microscope ".Length..], from);
                TellVoltage(line, facts, from);
            }
            else if (line.StartsWith("User ", StringComparison.OrdinalIgnoreCase))
            {
                facts.Tell(CoreNames.Operator, line["User ".Length..], from, "It is the account of the microscope's program.");
            }
            else if (line.StartsWith("C2 Aperture", StringComparison.OrdinalIgnoreCase))
            {
                facts.Tell(CoreNames.Aperture, line, from);
            }
            else if (line.StartsWith("Stage ", StringComparison.OrdinalIgnoreCase))
            {
                TellStage(line, facts, from);
            }
        }
    }

    // "Microscope Titan 300 kV D3094 SuperTwin": the highest voltage that the model has, not the one in use.
    private static void TellVoltage(string line, Facts facts, string from)
    {
        if (Model.Match(line) is { Success: true } model)
        {
            facts.Tell(CoreNames.AccelerationVoltage, Number(model), "kV", from, "It is the highest voltage of the model.");
        }
    }

    // "Stage -195.777,-132.325,128.364,0.00,0.00 um/deg" in some order of blanks and units.
    private static void TellStage(string line, Facts facts, string from)
    {
        var numbers = Value.Matches(line["Stage ".Length..]);
        for (var i = 0; numbers.Count >= Stage.Length && i < Stage.Length; i++)
        {
            facts.Tell(Stage[i], Number(numbers[i]), i < 3 ? "um" : "deg", from);
        }
    }

    private static double Number(Match match) => double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\w.])(?<number>[-+]?[0-9]{1,15}(\.[0-9]{1,15})?)\s?(?<unit>kV|V|uA|um|nm|mm|m|deg|%|x)?")]
    private static partial Regex Value { get; }

    [GeneratedRegex(@"\s(?<number>[0-9]{2,4})\s?kV")]
    private static partial Regex Model { get; }
}
