using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>
/// Curves of small-angle scattering, diffraction and absorption as plain columns: two to eight of them, with names or without; those of NIST (ABS), of Anton
/// Paar (PDH) and of FIT2D (chi) with what their headers say.
/// </summary>
public sealed partial class SasTextReader : IFormatReader
{
    private static readonly string[] Usual = [".dat", ".txt", ".abs", ".pdh", ".chi", ".xy", ".xye", ".xmu", ".grad", ".int", ".sub", ".asc", ".prn", ".avg", ".ave", ".rad"];

    public string Name => "sas";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Columns of Q, I and errors", ".dat .txt .xy .xye .chi .xmu", "The columns as a table; two-dimensional ones as an image.", "SasView documentation, 1D and 2D text formats"),
        new("NIST ABS", ".abs", "Six columns; wavelength, distance, sample.", "NIST NCNR SANS reduction, ABS format"),
        new("Anton Paar PDH", ".pdh", "Three columns; wavelength, distance; parameters.", "PCG/PDH format (O. Glatter); Anton Paar"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Named(".csv", ".tsv") || head.Bytes.Span.Contains((byte)0) || ColumnText.Find(head.Source, head.Bytes.Length) is not { } text || text.Columns > 12)
        {
            return Likelihood.No;
        }

        if (IsAbs(text) || IsPdh(text))
        {
            return Likelihood.BySignature;
        }

        var labels = text.Labels();
        if (IsChi(text) || labels is [var first, .. var others] && Abscissa.IsMatch(first.Name) && others.Any(other => Ordinate.IsMatch(other.Name)))
        {
            return Likelihood.ByContent;
        }

        // Nothing but numbers, of which the first rise.
        var bare = text.Header.All(line => line.Trim() is "" || line.StartsWith('#')) && text.Columns is >= 2 and <= 4 or 6 && text.Rises;
        return !bare || head.Bytes.Span[(int)text.Start..(int)Math.Min(text.End, head.Bytes.Length)].Contains((byte)',') ? Likelihood.No
            : head.Named(Usual) ? Likelihood.ByContent : Likelihood.ByName;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.MediaType = "text/plain";
        var text = ColumnText.Find(file, Math.Min(file.Length, 256 * 1024)) ?? throw new DamagedException($"{file.Name} has no columns of numbers", 0);
        var tail = text.Finish(file, ct);
        var labels = text.Labels() ?? Guess(text, IsAbs(text) ? null : into);
        if (IsAbs(text))
        {
            into.Format = "NIST ABS";
            AbsHeader.Tell(text.Header, into);
            labels = text.Columns == 6 ? AbsHeader.Columns : labels;
        }
        else if (IsPdh(text))
        {
            into.Format = "Anton Paar PDH";
            labels = [("Q", "1/nm"), ("I", null), ("dI", null)];
            PdhHeader.Tell(text.Header, tail, into);
        }
        else if (IsChi(text))
        {
            into.Format = "FIT2D columns (chi)";
            var (abscissa, unit) = (text.Header[^3].Trim(), Degrees.IsMatch(text.Header[^3]) ? "°" : null);
            labels = [(abscissa, unit), (text.Header[^2].Trim(), null)];
            into.Facts.Tell(CoreNames.Title, text.Header[0].Trim(), "first line");
            text.Tell(into.Metadata);
        }
        else
        {
            into.Format = "Columns of numbers";
            text.Tell(into.Metadata);
            Tell(into);
        }

        var table = into.Add(text.Table(file, "", labels));
        Grid.Add(table, into);
        into.Metadata.Add("lines", text.LineFeeds);
    }

    private static (string, string?)[] Guess(ColumnText text, Extraction? into)
    {
        if (text.First[0] is > 0 and < 5 && text.Rises && text.Columns is 2 or 3 or 4)
        {
            into?.Warn("The columns have no names; they are taken for Q, I and errors.");
            return [("Q", null), ("I", null), ("dI", null), ("dQ", null)];
        }

        return [("x", null), ("y", null), ("dy", null)];
    }

    private static void Tell(Extraction into)
    {
        foreach (var node in into.Metadata.Children.OfType<MetaValue>().ToList())
        {
            CoreName? name = node.Name.ToLowerInvariant() switch
            {
                "title" => CoreNames.Title,
                "sample" or "sample name" or "sample.name" => CoreNames.Sample,
                "user" or "operator" or "owner" => CoreNames.Operator,
                "date" or "start_time" or "datetime" => CoreNames.AcquiredAt,
                "instrument" => CoreNames.Instrument,
                "beamline" => CoreNames.Facility,
                "comment" or "description" => CoreNames.Description,
                _ => null,
            };
            if (name == CoreNames.AcquiredAt)
            {
                into.Facts.Tell(name, TimeText.Parse(node.AsWord), node.Name);
            }
            else if (name is not null)
            {
                into.Facts.Tell(name, node.AsWord, node.Name);
            }
        }
    }

    private static bool IsAbs(ColumnText text) =>
        text.Header is [var first, ..] && first.StartsWith("FILE:", StringComparison.Ordinal) && text.Header.Any(line => line.Contains("LAMBDA", StringComparison.Ordinal));

    // A title, keywords, eight whole numbers, twice five others.
    private static bool IsPdh(ColumnText text) =>
        text.Header is [.., var keywords, var whole, var one, var other]
        && keywords.Contains("SAXS", StringComparison.Ordinal)
        && text.Columns == 3
        && Words(whole) == 8 && Words(one) == 5 && Words(other) == 5;

    // A title, the names of both axes, and how many points follow.
    private static bool IsChi(ColumnText text) =>
        text.Header.Count == 4 && text.Columns == 2 && long.TryParse(text.Header[3].Trim().Split(' ')[0], out var count) && count > 1;

    private static int Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    [GeneratedRegex(@"^(\W*)(q|qx|q_?mean|s|k|r|x|d|energy|e|2-?theta|two ?theta|2th|tth|angle|wavelength|lambda|radius)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Abscissa { get; }

    [GeneratedRegex(@"^(\W*)(i|i\(.*|int|intensity|intens|counts?|xmu|mu|chi|qy|y|err.*|sigma|di|i0|norm|flat|absorption|transmission|reflectivity|r)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ordinate { get; }

    [GeneratedRegex(@"degrees|2-?theta", RegexOptions.IgnoreCase)]
    private static partial Regex Degrees { get; }
}
