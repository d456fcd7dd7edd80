using System.Xml.Linq;

namespace Dewar.Records;

/// <summary>What reader and writer of Nexus Experiment documents share: names, and what the schema has no element for.</summary>
internal static class Nexus
{
    public const string Source = "Dewar";
    public const string Size = "File Size";
    public const string Digest = "SHA-256";
    public const string FilePath = "Path";
    public const string Taken = "Creation Time";
    public const string Start = "Start";
    public const string End = "End";
    public const string Zone = "Time Zone";
    public const string Description = "Instrument Description";
    public const string Place = "Instrument Location";
    public const string Revision = "Revision";
    public const string MadeAt = "Made At";
    public const string MadeBy = "Made By";
    public const string Link = "Reservation Link";
    public const string HasReservation = "Has Reservation";
    public const string Answer = "Answer: ";
    public const string Orcid = "ORCID: ";
    public const string Warning = "Warning";
    public const string Name = "Name";
    public const string Why = "Begins Because";

    public static readonly XNamespace Space = "https://data.nist.gov/od/dm/nexus/experiment/v1.0";
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The children that the schema has for chemical elements.</summary>
    public static readonly IReadOnlySet<string> Symbols =
        ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe " +
        "Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg " +
        "Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og").Split(' ').ToHashSet(StringComparer.Ordinal);

    /// <summary>A table of facts that the schema has no place for, among the notes.</summary>
    public static XElement? Facts(IEnumerable<(string Name, string? Text)> facts)
    {
        var rows = facts.Where(fact => fact.Text is { Length: > 0 }).Select((fact, number) => Element(
            "row", new XAttribute("seqno", number + 1), Cell("name", fact.Name), Cell("value", fact.Text!))).ToList();
        return rows is [] ? null : Element("notes", new XAttribute("source", Source), Element(
            "entry", new XAttribute(Instance + "type", "nx:TableEntry"), Element(
                "table",
                Element("header", Element("column", new XAttribute("id", "name"), "Name"), Element("column", new XAttribute("id", "value"), "Value")),
                Element("rows", rows))));

        static XElement Cell(string column, string text) => Element("cell", new XAttribute("colid", column), XmlText.Of(text));
    }

    public static XElement Element(string name, params ReadOnlySpan<object?> content) => new(Space + name, content.ToArray());
}
