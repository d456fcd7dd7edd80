using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mda;

/// <summary>Scans of the EPICS sscan record in files of saveData. Written to "saveData_fileFormat" (T. Mooney, D. Arms, Advanced Photon Source), 1.2 to 1.4.</summary>
public sealed class MdaReader : IFormatReader
{
    private const int MostSignals = 256;

    public string Name => "mda";

    public int Version => 2;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("EPICS MDA", ".mda", "Scans of any number of axes; detectors as tables or images; process variables.", "synApps sscan, saveData_fileFormat 1.2 to 1.4"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span;
        if (bytes.Length < 24 || BinaryPrimitives.ReadUInt32BigEndian(bytes) is not (0x3f99999a or 0x3fa66666 or 0x3fb33333))
        {
            return Likelihood.No;
        }

        var rank = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
        return rank is >= 1 and <= 16 && BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) >= 0 ? Likelihood.BySignature : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "EPICS MDA";
        var cursor = new Cursor(file, bigEndian: true);
        into.Metadata.Add("version", cursor.F32(), at: 0);
        into.Metadata.Add("scan_number", cursor.I32(), at: 4);
        var rank = cursor.Count(cursor.I32(), 4, "axes");
        if (rank is < 1 or > 16)
        {
            throw new DamagedException($"A scan has {rank} axes", 8);
        }

        into.Metadata.Add("rank", rank, at: 8);
        var dimensions = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = cursor.I32();
        }

        into.Metadata.Add("dimensions", dimensions, at: 12);
        into.Metadata.Add("regular", cursor.I32() != 0, at: cursor.Position - 4);
        var extra = cursor.U32();
        into.Facts.Tell(CoreNames.ScanNumber, into.Metadata.Number("scan_number"), "", "scan_number");

        var levels = Levels(file, cursor.Position, into);
        Describe(file, levels, into);
        if (extra > 0)
        {
            var group = into.Metadata.AddGroup("extra PVs");
            ExtraPvs.Read(file, extra, group);
            Tell(group, into.Facts);
        }
    }

    // The first scan of each level stands for the others of it.
    private static List<MdaScan> Levels(ByteSource file, long at, Extraction into)
    {
        var levels = new List<MdaScan>();
        while (at > 0)
        {
            var scan = MdaScan.Read(file, at);
            if (levels is [.., var above] && scan.Rank >= above.Rank)
            {
                throw new DamagedException("A scan lies in itself", at);
            }

            levels.Add(scan);
            Tell(scan, into.Metadata.AddGroup($"scan of rank {scan.Rank}"), at);
            at = scan.Lower.FirstOrDefault(place => place > 0);
        }

        into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(levels[0].Time), $"scan of rank {levels[0].Rank}/time");
        if (levels[0].Measured < levels[0].Points)
        {
            into.Warn($"The scan ended early: {levels[0].Measured} of {levels[0].Points} points were measured.");
        }

        return levels;
    }

    private static void Describe(ByteSource file, List<MdaScan> levels, Extraction into)
    {
        for (var level = levels.Count - 1; level > 0; level--)
        {
            long[] shape = [.. levels.Take(level + 1).Select(scan => (long)scan.Points)];
            for (var detector = 0; detector < levels[level].Detectors.Count && into.Signals.Count < MostSignals && !shape.Contains(0); detector++)
            {
                var told = levels[level].Detectors[detector];
                into.Add(new Signal
                {
                    Name = told.Description is "" ? told.Name : told.Description,
                    Type = SignalType.Image,
                    Element = ElementType.Float32,
                    Axes = [.. Enumerable.Range(0, level + 1).Select(each => MdaAxis.Of(file, levels[each]) with { IsScan = each < level - 1 })],
                    Quantity = told.Description,
                    Unit = told.Unit is "" ? null : told.Unit,
                    Place = $"rank {levels[level].Rank}, {told.Name}",
                    Values = new MdaValues(file, levels[0], shape, detector),
                });
            }
        }

        AddLine(file, levels[0], into);
    }

    // The outermost scan is a table of what was moved and what was read.
    private static void AddLine(ByteSource file, MdaScan scan, Extraction into)
    {
        var columns = scan.Positioners.Count + scan.Detectors.Count;
        if (scan.Measured == 0 || columns == 0)
        {
            return;
        }

        List<RecordColumn?> records =
        [
            .. scan.Positioners.Select((_, i) => new RecordColumn(scan.DataStart + 8L * i * scan.Points, 8, ElementType.Float64, BigEndian: true)),
            .. scan.Detectors.Select((_, i) => new RecordColumn(scan.DetectorStart(i), 4, ElementType.Float32, BigEndian: true)),
        ];
        into.Add(new Signal
        {
            Name = scan.Name,
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", scan.Measured), new("column", columns)],
            Columns = [.. scan.Positioners.Select(each => each.Description is "" ? each.Name : each.Description), .. scan.Detectors.Select(each => each.Description is "" ? each.Name : each.Description)],
            ColumnUnits = [.. scan.Positioners.Select(each => each.Unit is "" ? null : each.Unit), .. scan.Detectors.Select(each => each.Unit is "" ? null : each.Unit)],
            Place = $"rank {scan.Rank}",
            Hints = scan.Positioners.Count > 0 ? new DrawingHints { Over = 0, Plot = [.. Enumerable.Range(scan.Positioners.Count, scan.Detectors.Count)] } : null,
            Values = new RecordTable(file, scan.Measured, records),
        });
    }

    private static void Tell(MdaScan scan, MetaGroup into, long at)
    {
        into.Add("name", scan.Name, at: at);
        into.Add("time", TimeText.Parse(scan.Time) is { } time ? time : scan.Time, at: at);
        into.Add("points", scan.Points, at: at);
        into.Add("measured", scan.Measured, at: at);
        foreach (var each in scan.Positioners)
        {
            var group = into.AddGroup($"positioner {each.Number + 1}");
            Add(group, ("name", each.Name), ("description", each.Description), ("step mode", each.StepMode), ("unit", each.Unit));
            Add(group, ("readback name", each.ReadbackName), ("readback description", each.ReadbackDescription), ("readback unit", each.ReadbackUnit));
        }

        foreach (var each in scan.Detectors)
        {
            Add(into.AddGroup($"detector {each.Number + 1}"), ("name", each.Name), ("description", each.Description), ("unit", each.Unit));
        }

        foreach (var (number, name, command) in scan.Triggers)
        {
            var group = into.AddGroup($"trigger {number + 1}");
            Add(group, ("name", name));
            group.Add("command", command);
        }
    }

    private static void Add(MetaGroup group, params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            if (value is not "")
            {
                group.Add(name, value);
            }
        }
    }

    // Process variables have names of the site; these endings are those of saveData and of common records.
    private static void Tell(MetaGroup extra, Facts facts)
    {
        foreach (var pv in extra.Children.OfType<MetaGroup>())
        {
            var from = $"extra PVs/{pv.Name}";
            var (word, value) = (pv.Word("value"), pv.Find("value") as MetaValue);
            if (pv.Name.EndsWith("saveData_comment1", StringComparison.OrdinalIgnoreCase))
            {
                facts.Tell(CoreNames.Description, word, from);
            }
            else if (pv.Name.EndsWith(":BraggEAO.VAL", StringComparison.Ordinal) || pv.Name.EndsWith(":BraggERdbkAO.VAL", StringComparison.Ordinal) || pv.Name.EndsWith(":BraggERdbkAO", StringComparison.Ordinal))
            {
                facts.Tell(CoreNames.BeamEnergy, value?.AsNumber, value?.Unit ?? "keV", from);
            }
            else if (pv.Name.StartsWith("S:SRcurrentAI", StringComparison.Ordinal))
            {
                facts.Tell(CoreNames.RingCurrent, value?.AsNumber, value?.Unit ?? "mA", from);
            }
        }
    }
}
