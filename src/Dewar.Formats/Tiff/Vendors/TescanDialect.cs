using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>
/// Tescan scanning microscopes: settings in SI units in blocks of tag 50431 behind a thumbnail, and in a side-car that is named like the
/// picture. The side-car is preferred: the tag is cut off by some programs.
/// </summary>
internal sealed class TescanDialect : Dialect
{
    private const ushort Settings = 50431;

    private readonly TescanSideCar _sideCar = new();

    public override string Format => "Tescan SEM or FIB image";

    public override FormatPassport Passport { get; } = new("Tescan SEM and FIB images (TIFF, .hdr)", ".tif .hdr",
        "The image with its scale; beam, stage, detector, vacuum.", "Public descriptions of tag 50431 and of the side-car; files");

    public override bool Recognises(Document document) =>
        document.First.Has(Settings) || document.First.Text(Tags.Make)?.Contains("TESCAN", StringComparison.OrdinalIgnoreCase) == true;

    public override void Tell(Document document, Extraction into)
    {
        if (SideCarText.Beside(document.Source, _sideCar) is { } found)
        {
            SideCarText.Tell(found, _sideCar, document.Main, into);
        }
        else if (document.First.Bytes(Settings) is { } bytes)
        {
            var tree = into.Metadata.Add(ReadBlocks(bytes));
            _sideCar.Tell(tree, into);
            document.Main.ScaleMetres(_sideCar.PixelSize(tree)?.X, _sideCar.PixelSize(tree)?.Y);
        }
    }

    // Length, then so many bytes of which the first two are the kind: 1 is a thumbnail, 2 are the main settings, 3 those of the beam.
    private static MetaGroup ReadBlocks(ReadOnlySpan<byte> bytes)
    {
        var tree = new MetaGroup("TESCAN");
        while (bytes.Length > 6 && tree.Children.Count < 64)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes), (uint)(bytes.Length - 4));
            if (length < 2)
            {
                break;
            }

            var kind = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
            if (kind != 1)
            {
                var section = new MetaGroup(kind switch { 2 => "MAIN", 3 => "SEM", 4 => "FIB", _ => $"Block {kind}" });
                IniText.Read(Ifd.Decode(bytes[6..(4 + length)]), section, (_, key) => TescanSideCar.UnitOf(section.Name, key));
                tree.Add(section);
            }

            bytes = bytes[(4 + length)..];
        }

        return tree;
    }
}
