using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Nano;

/// <summary>Gwyddion simple fields (.gsf): lines of text, zero bytes up to a multiple of four, then heights in single precision.</summary>
public sealed class GsfReader : IFormatReader
{
    private const int MostText = 1 << 20;

    public string Name => "gsf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Gwyddion simple field", ".gsf", "A field of heights or other values with its size and units.",
            "Gwyddion user guide: Gwyddion simple field file format 1.0"),
    ];

    public Likelihood Recognise(FileHead head) => head.Has("Gwyddion Simple Field "u8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Gwyddion simple field (GSF)";
        var bytes = file.ReadBytes(0, Math.Min(file.Length, MostText)).AsSpan();
        var end = bytes.IndexOf((byte)0);
        if (end < 0)
        {
            throw new DamagedException("No zero byte ends the header", 0);
        }

        var at = 0L;
        foreach (var line in Encoding.UTF8.GetString(bytes[..end]).Split('\n').Take(1000))
        {
            var equals = line.IndexOf('=');
            if (equals > 0)
            {
                into.Metadata.Add(line[..equals].Trim(), TextValue.Typed(line[(equals + 1)..]), at: at);
            }

            at += Encoding.UTF8.GetByteCount(line) + 1;
        }

        AddField(file, into, (end / 4 + 1) * 4L);
    }

    private static void AddField(ByteSource file, Extraction into, long start)
    {
        var tree = into.Metadata;
        var (width, height) = ((long)(tree.Number("XRes") ?? 0), (long)(tree.Number("YRes") ?? 0));
        if (width is <= 0 or > int.MaxValue || height is <= 0 or > int.MaxValue)
        {
            throw new DamagedException($"A field of {width} × {height} values is none");
        }

        if (file.Length - start < width * height * 4)
        {
            into.Warn($"The field breaks off: {Math.Max(0, file.Length - start)} of {width * height * 4} bytes are there.");
        }

        var unit = tree.Word("XYUnits") is { Length: > 0 } said ? said : null;
        Axis Along(string name, long length, string letter) => new(name, length)
        {
            Scale = tree.Number($"{letter}Real") is > 0 and var real ? real / length : null,
            Offset = tree.Number($"{letter}Offset") ?? 0,
            Unit = unit,
        };
        into.Add(new Signal
        {
            Name = tree.Word("Title") ?? "",
            Type = SignalType.Image,
            Element = ElementType.Float32,
            Axes = [Along("y", height, "Y"), Along("x", width, "X")],
            Quantity = tree.Word("ZUnits") is "m" ? "height" : "",
            Unit = tree.Word("ZUnits"),
            Values = new PackedValues(file, start, ElementType.Float32, [height, width]),
        });
        into.Facts.Tell(CoreNames.Title, tree.Word("Title"), "Title");
        into.Facts.Tell(CoreNames.FieldWidth, tree.Number("XReal"), unit ?? "", "XReal");
        into.Facts.Tell(CoreNames.FieldHeight, tree.Number("YReal"), unit ?? "", "YReal");
    }
}
