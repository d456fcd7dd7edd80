using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Jeol;

/// <summary>A spectrum image of X-rays as a stream of events, with its settings in a tree.</summary>
internal static class JeolMap
{
    private const long MostDecoded = 128L << 20;

    public static void Read(ByteSource file, MetaGroup tree, Facts facts, Extraction into, string name)
    {
        var cursor = new Cursor(file, 4 + 8 + 8);
        var (treeAt, data) = (cursor.U32(), 0u);
        cursor.Skip(4);
        data = cursor.U32();
        cursor.Position = 4 + 8 + 24 + 128 + 132;
        facts.Tell(CoreNames.AcquiredAt, JeolReader.Time(cursor.F64()), "header");
        JeolTree.Read(file, treeAt + 12, tree);
        if (tree.Find("PTTD Data", "AnalyzableMap MeasData") is not MetaGroup measured || Size(measured) is not { } size)
        {
            into.Warn($"{file.Name} does not say the size of its map.");
            return;
        }

        var sem = Params(tree, "PARAMPAGE0_SEM");
        Tell(measured, sem, facts);
        Axis[] places = Places(measured, sem, size);
        var energies = Energies(measured, tree);
        var events = new JeolEvents(file, data, size);
        var shape = new long[] { size.Rows, size.Columns, JeolEvents.Channels };
        var isSmall = (long)size.Rows * size.Columns * JeolEvents.Channels * 2 <= MostDecoded;
        Signal Of(string title, SignalType type, ElementType element, IReadOnlyList<Axis> axes, string quantity, SignalValues? values) => new()
        {
            Name = title, Type = type, Element = element, Axes = axes, Quantity = quantity, Place = name is "" ? null : file.Name, Values = values,
        };

        into.Add(Of(name is "" ? "EDS" : $"{name} EDS", SignalType.SpectrumImage, ElementType.UInt16,
            [.. places.Select(place => place with { IsScan = true }), energies], "X-rays",
            isSmall ? new DecodedValues(ElementType.UInt16, shape, events.Decode) : null));
        if (!isSmall)
        {
            into.Add(Of("EDS, sum spectrum", SignalType.Spectrum, ElementType.Float64, [energies], "X-rays", events.Spectrum));
            into.Add(Of("EDS, counts", SignalType.Image, ElementType.Float64, places, "X-rays", events.Map));
        }

        if (data < file.Length && events.HasPicture())
        {
            into.Add(Of("S(T)EM image", SignalType.Image, ElementType.Float64, places, "intensity", events.Picture));
        }
    }

    private static (int Rows, int Columns)? Size(MetaGroup measured)
    {
        var words = measured.Word("Meas Cond", "Pixels")?.Split('x') ?? [];
        return words is [var across, var down] && int.TryParse(across, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            && int.TryParse(down, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is > 0 and <= 4096 && columns is > 0 and <= 4096
            ? (rows, columns)
            : null;
    }

    private static MetaGroup Params(MetaGroup tree, string page) => tree.Find("PTTD Param", "Params", page) as MetaGroup ?? new MetaGroup("");

    private static Axis[] Places(MetaGroup measured, MetaGroup sem, (int Rows, int Columns) size)
    {
        var scale = JeolPicture.Micrometres(sem.Number("ScanSize"), measured.Number("MeasCond", "Mag"));
        return
        [
            new("y", size.Rows) { Scale = scale / size.Rows, Unit = scale is null ? null : "µm" },
            new("x", size.Columns) { Scale = scale / size.Columns, Unit = scale is null ? null : "µm" },
        ];
    }

    // The channel of zero energy is that of the pulse processor's setting.
    private static Axis Energies(MetaGroup measured, MetaGroup tree)
    {
        var setting = measured.Word("Meas Cond", "Tpl") ?? "";
        var zero = (tree.Find("PTTD Param", "Params", "PARAMPAGE1_EDXRF", "Tpl", setting) as MetaGroup)?.Number("DigZ") ?? 0;
        return measured.Number("Doc", "CoefA") is > 0 and var step
            ? new("Energy", JeolEvents.Channels) { Scale = step, Offset = (measured.Number("Doc", "CoefB") ?? 0) - step * zero, Unit = "keV" }
            : new("Energy", JeolEvents.Channels);
    }

    private static void Tell(MetaGroup measured, MetaGroup sem, Facts facts)
    {
        const string At = "PTTD Data.AnalyzableMap MeasData.";
        var voltage = measured.Number("MeasCond", "AccKV");
        facts.Tell(CoreNames.AccelerationVoltage, voltage, "kV", At + "MeasCond.AccKV");
        facts.Tell(CoreNames.Mode, JeolPicture.Mode(voltage), At + "MeasCond.AccKV");
        facts.Tell(CoreNames.Magnification, measured.Number("MeasCond", "Mag"), "", At + "MeasCond.Mag");
        facts.Tell(CoreNames.DwellTime, measured.Number("Doc", "DwellTime(msec)"), "ms", At + "Doc.DwellTime(msec)");
        facts.Tell(CoreNames.Frames, measured.Number("Doc", "Sweep"), "", At + "Doc.Sweep");
        facts.Tell(CoreNames.RealTime, measured.Number("Doc", "RealTime"), "s", At + "Doc.RealTime");
        facts.Tell(CoreNames.LiveTime, measured.Number("Doc", "LiveTime"), "s", At + "Doc.LiveTime");
        facts.Tell(CoreNames.SignalName, "EDS", "the format");
        const string Sem = "PTTD Param.Params.PARAMPAGE0_SEM.";
        facts.Tell(CoreNames.AzimuthAngle, sem.Number("DirAng"), "°", Sem + "DirAng");
        facts.Tell(CoreNames.ElevationAngle, sem.Number("ElevAng"), "°", Sem + "ElevAng");
        facts.Tell(CoreNames.EnergyResolution, sem.Number("MnKaRES"), "eV", Sem + "MnKaRES");
        facts.Tell(CoreNames.WorkingDistance, sem.Number("WorkD"), "mm", Sem + "WorkD");
        facts.Tell(CoreNames.DetectorType, sem.Word("DetT"), Sem + "DetT");
    }
}
