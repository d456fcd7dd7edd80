using System.Runtime.InteropServices;
using System.Xml;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>canSAS 1-D data in XML, versions 1.0 and 1.1 (canSAS 1D data formats working group).</summary>
public sealed class CanSasReader : IFormatReader
{
    private const int MostNumbers = 16 << 20;
    private const int MostTables = 256;

    public string Name => "cansas";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("canSAS 1-D XML", ".xml", "Q, I and errors; transmission spectra; sample and instrument.", "canSAS cansas1d 1.0 and 1.1")];

    public Likelihood Recognise(FileHead head)
    {
        var text = head.Bytes.Span;
        return text.IndexOf("<SASroot"u8) >= 0 && text.IndexOf("cansas1d"u8) >= 0 ? Likelihood.BySpeciality : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "canSAS 1-D";
        into.MediaType = "application/xml";
        using var reader = XmlTree.Open(new SourceStream(file));
        try
        {
            Walk(reader, into, ct);
        }
        catch (XmlException broken)
        {
            throw new DamagedException($"The XML is broken: {broken.Message}");
        }

        var lines = new LineReader(file);
        while (lines.Next(out _))
        {
        }

        into.Metadata.Add("lines", lines.LineFeeds);
    }

    private static void Walk(XmlReader reader, Extraction into, CancellationToken ct)
    {
        var tree = new XmlTree();
        MetaGroup? entry = null;
        while (reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (reader.NodeType != XmlNodeType.Element)
            {
                if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName is "SASentry" && entry is not null)
                {
                    Tell(entry, into.Facts);
                }

                continue;
            }

            switch (reader.LocalName)
            {
                case "SASroot":
                    into.Metadata.Add("version", reader.GetAttribute("version"));
                    break;
                case "SASentry":
                    entry = into.Metadata.AddGroup("SASentry");
                    if (reader.GetAttribute("name") is { Length: > 0 } name)
                    {
                        entry.Add("name", name);
                    }

                    break;
                case "SASdata":
                    ReadTable(reader, "Idata", entry?.Word("Title") ?? "", into);
                    break;
                case "SAStransmission_spectrum":
                    ReadTable(reader, "Tdata", "transmission spectrum", into);
                    break;
                default:
                    tree.Add(entry ?? into.Metadata, reader);
                    break;
            }
        }
    }

    // Rows of named numbers; a name that a row lacks is not a number in it.
    private static void ReadTable(XmlReader reader, string row, string title, Extraction into)
    {
        var (names, units, numbers) = (new List<string>(), new List<string?>(), new List<double[]>());
        var own = reader.GetAttribute("name");
        var depth = reader.Depth;
        var inRow = false;
        if (reader.IsEmptyElement)
        {
            return;
        }

        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == row)
            {
                inRow = true;
                numbers.Add([]);
                if ((long)numbers.Count * names.Count > MostNumbers)
                {
                    throw new DamagedException("A table in the XML has more numbers than are kept");
                }
            }
            else if (inRow && reader.Depth == depth + 2)
            {
                var (name, unit) = (reader.LocalName, reader.GetAttribute("unit"));
                var text = reader.IsEmptyElement ? "" : reader.Read() && reader.NodeType == XmlNodeType.Text ? reader.Value : "";
                Put(numbers, Column(names, units, name, unit), NumberText.TryParse(text, out var number) ? number : double.NaN);
            }
        }

        Add(own is { Length: > 0 } ? own : title, names, units, numbers, into);
    }

    private static int Column(List<string> names, List<string?> units, string name, string? unit)
    {
        var column = names.IndexOf(name);
        if (column >= 0)
        {
            return column;
        }

        if (names.Count >= 100)
        {
            throw new DamagedException("A row in the XML has more than a hundred names");
        }

        names.Add(name);
        units.Add(ColumnText.Angstrom(unit));
        return names.Count - 1;
    }

    private static void Put(List<double[]> numbers, int column, double value)
    {
        var row = numbers[^1];
        if (column >= row.Length)
        {
            var longer = new double[column + 1];
            longer.AsSpan().Fill(double.NaN);
            row.CopyTo(longer, 0);
            numbers[^1] = row = longer;
        }

        row[column] = value;
    }

    private static void Add(string name, List<string> names, List<string?> units, List<double[]> numbers, Extraction into)
    {
        if (numbers.Count == 0 || names.Count == 0 || into.Signals.Count >= MostTables)
        {
            return;
        }

        // Columns that only say that they might be there.
        var kept = Enumerable.Range(0, names.Count).Where(column => numbers.Exists(row => column < row.Length && !double.IsNaN(row[column]))).ToArray();
        if (kept.Length == 0)
        {
            return;
        }

        into.Add(new Signal
        {
            Name = name,
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", numbers.Count), new("column", kept.Length)],
            Columns = [.. kept.Select(column => names[column])],
            ColumnUnits = [.. kept.Select(column => units[column])],
            Hints = new DrawingHints { Logarithmic = true, Over = 0, Plot = kept.Length > 1 ? [1] : null },
            Values = new DecodedValues(ElementType.Float64, [numbers.Count, kept.Length], () =>
                MemoryMarshal.AsBytes(numbers.SelectMany(row => kept.Select(column => column < row.Length ? row[column] : double.NaN)).ToArray().AsSpan()).ToArray()),
        });
    }

    private static void Tell(MetaGroup entry, Facts facts)
    {
        const string From = "SASentry/";
        facts.Tell(CoreNames.Title, entry.Word("Title"), From + "Title");
        facts.Tell(CoreNames.Sample, entry.Word("SASsample", "ID"), From + "SASsample/ID");
        facts.Tell(CoreNames.Instrument, entry.Word("SASinstrument", "name"), From + "SASinstrument/name");
        facts.Tell(CoreNames.Detector, entry.Word("SASinstrument", "SASdetector", "name"), From + "SASinstrument/SASdetector/name");
        facts.Tell(CoreNames.ScanNumber, entry.Number("Run") ?? entry.Number("Run", "#text"), "", From + "Run");
        Tell(facts, CoreNames.SampleThickness, entry, "SASsample", "thickness");
        Tell(facts, CoreNames.Temperature, entry, "SASsample", "temperature");
        Tell(facts, CoreNames.Wavelength, entry, "SASinstrument", "SASsource", "wavelength");
        Tell(facts, CoreNames.DetectorDistance, entry, "SASinstrument", "SASdetector", "SDD");
        Tell(facts, CoreNames.DetectorPixelSize, entry, "SASinstrument", "SASdetector", "pixel_size", "x");
    }

    private static void Tell(Facts facts, CoreName name, MetaGroup entry, params string[] path)
    {
        if (entry.Find(path) is MetaValue { Unit: { } unit } value)
        {
            facts.Tell(name, value.AsNumber, ColumnText.Angstrom(unit) ?? "", "SASentry/" + string.Join('/', path));
        }
    }
}
