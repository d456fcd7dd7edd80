using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>MRC2014 images, stacks and volumes (.mrc, .mrcs, .map).</summary>
public sealed class MrcReader : IFormatReader
{
    private const int HeaderLength = 1024;
    private static readonly string[] Names = ["z", "y", "x"];

    public string Name => "mrc";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("MRC images, stacks and maps", ".mrc .mrcs .map .st .rec .ali", "Images, stacks or volumes; pixel size.", "MRC2014: Cheng et al., J. Struct. Biol. 192 (2015) 146"),
    ];

    public Likelihood Recognise(FileHead head) =>
        head.Length >= HeaderLength && head.Has("MAP "u8, 208) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var header = new Cursor(file);
        into.Format = "MRC";
        var (columns, rows, sections, mode) = (header.I32(), header.I32(), header.I32(), header.I32());
        into.Metadata.Add("nx", columns, at: 0);
        var element = mode switch { 0 => ElementType.Int8, 1 => ElementType.Int16, 2 => ElementType.Float32, 6 => ElementType.UInt16, _ => throw new DamagedException($"Mode {mode} is none of MRC", 12) };
        long[] shape = sections > 1 ? [sections, rows, columns] : [rows, columns];
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = element,
            Axes = [.. shape.Zip(Names.TakeLast(shape.Length), (length, name) => new Axis(name, length))],
            Values = new PackedValues(file, HeaderLength, element, shape),
        });
    }
}
