using Dewar.Sdk;

namespace Dewar.Formats.Msa;

/// <summary>One line of the header: "#BEAMKV   -kV: 120.0".</summary>
/// <param name="Name">Upper case, without unit and number sign; the user's own keywords, which have two of these, as they stand.</param>
/// <param name="Unit">As the line has it, or as the standard says; null without.</param>
/// <param name="Text">What stands behind the colon.</param>
/// <param name="At">Where the line begins.</param>
internal sealed record MsaKeyword(string Name, string? Unit, string Text, long At)
{
    // Those whose values are numbers, with the unit that the standard gives them.
    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal)
    {
        ["NPOINTS"] = "", ["NCOLUMNS"] = "", ["XPERCHAN"] = "", ["OFFSET"] = "", ["CHOFFSET"] = "", ["BEAMKV"] = "kV", ["EMISSION"] = "uA", ["PROBECUR"] = "nA",
        ["BEAMDIAM"] = "nm", ["MAGCAM"] = "", ["CONVANGLE"] = "mR", ["COLLANGLE"] = "mR", ["THICKNESS"] = "nm", ["XTILTSTGE"] = "dg", ["YTILTSTGE"] = "dg",
        ["XPOSITION"] = "", ["YPOSITION"] = "", ["ZPOSITION"] = "", ["DWELLTIME"] = "ms", ["INTEGTIME"] = "ms", ["ELEVANGLE"] = "dg", ["AZIMANGLE"] = "dg",
        ["SOLIDANGL"] = "sR", ["LIVETIME"] = "s", ["REALTIME"] = "s", ["TBEWIND"] = "cm", ["TAUWIND"] = "cm", ["TDEADLYR"] = "cm", ["TACTLYR"] = "cm",
        ["TALWIND"] = "cm", ["TPYWIND"] = "cm", ["TBNWIND"] = "cm", ["TDIWIND"] = "cm", ["THCWIND"] = "cm",
    };

    public double? Number => MsaNumbers.Read(Text);

    public static MsaKeyword? Read(ReadOnlySpan<char> line, long at)
    {
        var colon = line.IndexOf(':');
        var head = (colon < 0 ? line : line[..colon]).Trim();
        var text = colon < 0 ? "" : line[(colon + 1)..].Trim().ToString();
        if (head.StartsWith("##") || head.Length < 2)
        {
            return head.Length < 2 ? null : new(head.ToString(), null, text, at);
        }

        head = head[1..].TrimStart();
        var dash = head.LastIndexOf('-');
        var unit = dash > 0 ? head[(dash + 1)..].Trim().ToString() : "";
        var name = (dash > 0 ? head[..dash] : head).Trim().ToString().ToUpperInvariant();
        return new(name, unit is not "" ? unit : Numbers.GetValueOrDefault(name) is { Length: > 0 } standard ? standard : null, text, at);
    }

    public void AddTo(MetaGroup tree)
    {
        object value = (Numbers.ContainsKey(Name) || Unit is not null || Name.StartsWith("##", StringComparison.Ordinal)) && Number is { } number ? number : Text;
        tree.Add(Name, value, value is double && Unit is not null ? Plain(Unit) : null, At);
    }

    /// <summary>The unit as others write it: the standard has mR for mrad, dg for degrees, sR for steradian.</summary>
    public static string Plain(string unit) => unit switch
    {
        "mR" or "mr" or "MR" or "mRad" => "mrad",
        "dg" or "Dg" or "DG" => "deg",
        "sR" or "Sr" => "sr",
        "KV" => "kV",
        "UA" => "uA",
        "NA" => "nA",
        "NM" => "nm",
        "MS" => "ms",
        "S" => "s",
        "CM" => "cm",
        "EV" or "ev" => "eV",
        _ => unit,
    };
}
