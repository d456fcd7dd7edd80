using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>MetaMorph stacks (.stk): one directory for all planes, which follow each other without gaps; tag 33629 has as many values as
/// planes.</summary>
internal sealed class MetaMorphDialect : Dialect
{
    private const ushort Uic1 = 33628;
    private const ushort Uic2 = 33629;
    private const ushort Uic3 = 33630;
    private const int MostPlanes = 1_000_000;

    public override string Format => "MetaMorph stack";

    public override FormatPassport Passport { get; } =
        new("MetaMorph stacks (STK)", ".stk", "The stack with the distances of its planes.",
            "Molecular Devices, MetaMorph stack file format");

    public override bool Recognises(Document document) => document.Pages.Count == 1 && document.First.Has(Uic2)
        && document.First[Uic1] is { IsBytes: false };

    public override void Tell(Document document, Extraction into)
    {
        var (page, planes) = (document.Pages[0], document.First[Uic2]!.Value.Count);
        var tree = into.Metadata.AddGroup("MetaMorph");
        tree.Add("planes", planes, at: document.First[Uic2]!.Value.At);
        if (document.First[Uic3] is { } wavelengths && document.First.Numbers(wavelengths, MetaValue.Most) is { Length: > 0 } list)
        {
            tree.Add("wavelengths", list, "nm", wavelengths.At);
        }

        var size = document.First[Tags.StripByteCounts] is { } counts ? document.First.Integers(counts, 1 << 20).Sum() : 0;
        if (planes is < 2 or > MostPlanes || size <= 0 || page.Compression != Compressions.None)
        {
            return;
        }

        // The first two numbers of each plane are the distance to the next one, as a fraction.
        var cursor = new Bytes.Cursor(document.Source, document.First[Uic2]!.Value.At, document.File.BigEndian);
        var distance = cursor.U32() / (double)cursor.U32();
        List<Frame> frames = [];
        for (var i = 0L; i < planes; i++)
        {
            frames.Add(new(page, i * size));
        }

        document.Main.Arrange([new Axis("z", planes) { IsScan = true, Scale = double.IsFinite(distance) && distance > 0 ? distance
            : null }], frames);
        tree.Add("z distance", distance, at: document.First[Uic2]!.Value.At);
    }
}
