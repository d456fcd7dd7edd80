using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Jeol;

/// <summary>A spectrum: a header of fixed layout, the counts, then lists of elements, and at the end the detector and the microscope.</summary>
internal static class JeolSpectrum
{
    private const int CountAt = 454;
    private const int MostChannels = 65536;
    private const int DetectorMark = 5;
    private const int MostElements = 200;

    private static readonly RecordLayout Header = new("""
        x10
        f8 filedate d
        s80 sp_name
        s32 username
        x4
        f8*10 arr
        x12
        f8 Esc
        f8 Fano_F
        f8 E_Noise
        f8 CH_Res
        f8 live_time s
        f8 real_time s
        f8 DeadTime %
        f8 CountRate 1/s
        i4 CountRate_n
        f8*2 CountRate_sum
        f8 CountRate_value
        x8
        i4 DeadTime_n
        f8*2 DeadTime_sum
        f8 DeadTime_value
        x8
        f8 CoefA keV
        f8 CoefB keV
        s32 State
        x12
        s32 Tpl
        i4 NumCH
        """);

    private static readonly RecordLayout Detector = new("""
        s16 DetT
        s16 SEM
        s16 Port
        f8 AccKV kV
        f8 AccNA nA
        x38
        f8 MnKaRES eV
        f8 WorkD mm
        f8 InsD mm
        f8 XtiltAng deg
        f8 TakeAng deg
        f8 IncAng deg
        x4
        f8 ScanSize
        u2 DT_64
        u2 DT_128
        u2 DT_256
        u2 DT_512
        u2 DT_1K
        f8 DetH
        f8 DirAng deg
        f8 XtalAng deg
        f8 ElevAng deg
        f8 ValidSize
        """);

    public static bool Is(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return bytes.Length > CountAt + 4 && BinaryPrimitives.ReadInt32LittleEndian(bytes[CountAt..]) is > 15 and <= MostChannels and var channels
            && CountAt + 4 + 4L * channels <= head.Length && JeolReader.Time(BinaryPrimitives.ReadDoubleLittleEndian(bytes[10..])) is not null;
    }

    public static void Read(ByteSource file, MetaGroup tree, Facts facts, Extraction into, string name)
    {
        var header = tree.AddGroup("Header");
        var cursor = new Cursor(file);
        Header.AddTo(header, cursor);
        facts.Tell(CoreNames.AcquiredAt, JeolReader.Time(header.Number("filedate")), "Header.filedate");
        facts.Tell(CoreNames.Operator, header.Word("username"), "Header.username");
        facts.Tell(CoreNames.Title, header.Word("sp_name"), "Header.sp_name");
        facts.Tell(CoreNames.LiveTime, header.Number("live_time"), "s", "Header.live_time");
        facts.Tell(CoreNames.RealTime, header.Number("real_time"), "s", "Header.real_time");
        facts.Tell(CoreNames.SignalName, "EDS", "the format");
        if (header.Number("NumCH") is not (> 0 and <= MostChannels and var channels))
        {
            throw new DamagedException($"{file.Name} has {header.Number("NumCH")} channels", CountAt);
        }

        var start = cursor.Position;
        into.Add(new Signal
        {
            Name = header.Word("sp_name") is { Length: > 0 } title ? title : name,
            Type = SignalType.Spectrum,
            Element = ElementType.Int32,
            Axes =
            [
                new("Energy", (long)channels) { Scale = header.Number("CoefA") is > 0 and var step ? step : null, Offset = header.Number("CoefB") ?? 0, Unit = "keV" },
            ],
            Quantity = "X-rays",
            Unit = "Counts",
            Place = name is "" ? null : file.Name,
            Values = new PackedValues(file, start, ElementType.Int32, [(long)channels]),
        });
        cursor.Position = start + 4 * (long)channels;
        ReadFooter(cursor, tree.AddGroup("Footer"), facts, into);
    }

    // Lists of elements: left out, chosen, and quantified; then the parameters.
    private static void ReadFooter(Cursor cursor, MetaGroup footer, Facts facts, Extraction into)
    {
        cursor.Skip(4);
        var excluded = cursor.Count(cursor.I32(), 2, "excluded elements");
        var numbers = new long[Math.Min(excluded, MostElements)];
        for (var i = 0; i < excluded; i++)
        {
            var number = cursor.U16();
            if (i < numbers.Length)
            {
                numbers[i] = number;
            }
        }

        footer.Add("Excluded elements", numbers);
        var chosen = footer.AddGroup("Selected elements");
        var symbols = new List<string>();
        for (var i = cursor.Count(cursor.I32(), 64, "selected elements"); i > 0; i--)
        {
            symbols.Add(ReadElement(cursor, chosen));
        }

        facts.Tell(CoreNames.Elements, symbols.Distinct(), "Footer.Selected elements");
        var quantified = cursor.Count(cursor.I32(), 64, "quantified elements");
        if (quantified > 0)
        {
            cursor.Skip(28);
            for (var i = 0; i < quantified; i++)
            {
                cursor.Skip(4 + 2 + 8);
                var (energy, _, mass, error, atoms) = (cursor.F64(), cursor.F64(), cursor.F64(), cursor.F64(), cursor.F64());
                var group = footer.AddGroup("Quanti").AddGroup(JeolTree.Text(cursor.Bytes(16)));
                group.Add("Energy", energy, "keV");
                group.Add("Mass", mass, "%");
                group.Add("Error", error, "%");
                group.Add("Atom", atoms, "%");
                cursor.Skip(8 + 8);
                group.Add("Counts", cursor.F64());
                cursor.Skip(16 + 8 + 8);
            }
        }

        if (cursor.I32() != DetectorMark)
        {
            into.Warn("The parameters of the detector are not where they should be.");
            return;
        }

        var detector = footer.AddGroup("Parameters");
        Detector.AddTo(detector, cursor);
        const string At = "Footer.Parameters.";
        var voltage = detector.Number("AccKV");
        facts.Tell(CoreNames.AccelerationVoltage, voltage, "kV", At + "AccKV");
        facts.Tell(CoreNames.Mode, JeolPicture.Mode(voltage), At + "AccKV");
        facts.Tell(CoreNames.BeamCurrent, detector.Number("AccNA") is > 0 and var current ? current : null, "nA", At + "AccNA");
        facts.Tell(CoreNames.AzimuthAngle, detector.Number("DirAng"), "°", At + "DirAng");
        facts.Tell(CoreNames.ElevationAngle, detector.Number("ElevAng"), "°", At + "ElevAng");
        facts.Tell(CoreNames.TakeOffAngle, detector.Number("TakeAng"), "°", At + "TakeAng");
        facts.Tell(CoreNames.StageTilt, detector.Number("XtiltAng"), "°", At + "XtiltAng");
        facts.Tell(CoreNames.EnergyResolution, detector.Number("MnKaRES"), "eV", At + "MnKaRES");
        facts.Tell(CoreNames.WorkingDistance, detector.Number("WorkD") is > 0 and var distance ? distance : null, "mm", At + "WorkD");
        facts.Tell(CoreNames.DetectorType, detector.Word("DetT"), At + "DetT");
        facts.Tell(CoreNames.Instrument, detector.Word("SEM"), At + "SEM");
    }

    private static string ReadElement(Cursor cursor, MetaGroup into)
    {
        cursor.Skip(4);
        var number = cursor.U16();
        cursor.Skip(8 + 4 + 14);
        var energy = cursor.F64();
        cursor.Skip(24);
        var group = into.AddGroup(JeolTree.Text(cursor.Bytes(32)));
        group.Add("Z", number);
        group.Add("Energy", energy, "keV");
        cursor.Skip(4);
        for (var i = cursor.Count(cursor.I32(), 20, "lines of an element"); i > 0; i--)
        {
            cursor.Skip(4);
            var line = cursor.F64();
            cursor.Skip(2);
            var element = JeolTree.Text(cursor.Bytes(cursor.U8()));
            group.Add($"{element} {JeolTree.Text(cursor.Bytes(cursor.U8()))}", line, "keV");
            cursor.Skip(4);
        }

        return ChemicalSymbols.Of(number) ?? group.Name;
    }
}
