using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>
/// MRC images, stacks, volumes: MRC2014 (Cheng et al., J. Struct. Biol. 192 (2015) 146), CCP4 maps, IMOD's and SerialEM's dialects, and
/// files from before the mark "MAP".
/// </summary>
public sealed class MrcReader : IFormatReader
{
    public string Name => "mrc";

    public int Version => 2;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("MRC images, stacks and maps", ".mrc .mrcs .map .ccp4 .st .rec .ali .preali",
            "Images, stacks or volumes; pixel size; extended headers of FEI, SerialEM, Agard.",
            "MRC2014: Cheng et al., J. Struct. Biol. 192 (2015) 146; IMOD's description of MRC"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        // Mark and stamp together are no accident, even when the sizes can't be.
        var stamped = head.Has("DD"u8, 212) || head.Has("DA"u8, 212) || head.Has((ReadOnlySpan<byte>)[0x11, 0x11], 212);
        if (head.Has("MAP"u8, 208) && stamped && head.Length >= MrcHeader.Length)
        {
            return Likelihood.BySignature;
        }

        if (MrcHeader.Of(head.Bytes.Span) is not { } header)
        {
            return Likelihood.No;
        }

        if (header.HasMark)
        {
            return Likelihood.BySignature;
        }

        var named = head.Named(".mrc", ".mrcs", ".st", ".rec", ".ali", ".preali", ".map");
        return header.Fits(head.Length) ? named ? Likelihood.BySignature : Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "MRC";
        var head = new byte[MrcHeader.Length];
        file.ReadExactly(0, head);
        if (MrcHeader.Of(head) is not { } header)
        {
            new MrcHeader(head, head[212] is 0x11).AddTo(into.Metadata);
            throw new DamagedException($"{file.Name}: the sizes or the mode in the header can't be", 0);
        }

        into.Format = header.HasMark ? header.FormatVersion >= 20140 ? "MRC2014" : "MRC" : "MRC (before 2000)";
        header.AddTo(into.Metadata);
        var extended = new MrcExtended(file, header);
        try
        {
            extended.AddTo(into);
        }
        catch (DamagedException failure)
        {
            into.Warn($"The extended header is damaged: {failure.Message}");
        }

        var session = Mdoc.Beside(file, into);
        var info = session is null ? DirectElectron.Beside(file, into) : null;
        var layout = new MrcLayout(header, extended, info, session is not null
            || file.Name.EndsWith(".mrcs", StringComparison.OrdinalIgnoreCase)
            || file.Name.EndsWith(".st", StringComparison.OrdinalIgnoreCase));
        AddSignal(file, header, layout, into);
        TellPixel(header, into.Facts);
    }

    private static void AddSignal(ByteSource file, MrcHeader header, MrcLayout layout, Extraction into)
    {
        var mode = MrcMode.Of(header)!;
        var needed = checked(mode.RowLength(header.Columns) * header.Rows * header.Sections);
        if (header.DataAt > file.Length - needed)
        {
            var there = Math.Max(0, file.Length - header.DataAt);
            into.Warn($"The data are cut off: {needed} bytes are announced after byte {header.DataAt}, and {there} are there.");
        }

        into.Add(new Signal
        {
            Name = "",
            Type = layout.Type,
            Element = mode.Stored,
            Axes = layout.Axes,
            Quantity = header.Mode is MrcMode.ComplexIntegers or 4 ? "Amplitude" : "Intensity",
            IsMain = true,
            Values = layout.Values(file, mode),
        });
    }

    private static void TellPixel(MrcHeader header, Facts facts)
    {
        var (x, y) = (MrcLayout.Step(header.Cell.X, header.Intervals.X), MrcLayout.Step(header.Cell.Y, header.Intervals.Y));
        facts.Tell(CoreNames.PixelSize, x, "Å", "cella");
        facts.Tell(CoreNames.PixelHeight, x is not null && y is not null && Math.Abs(x.Value - y.Value) > 1e-4 * x.Value
            ? y : null, "Å", "cella");
    }
}
