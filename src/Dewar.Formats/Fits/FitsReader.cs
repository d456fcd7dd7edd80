using Dewar.Formats.Fits.Tiles;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>
/// FITS: pictures and cubes, tables in text and binary, compressed pictures. Written to the FITS standard 4.0 (Pence et al., A&amp;A 524
/// (2010) A42, and later), with the conventions that it took in: CONTINUE, HIERARCH, tiles.
/// </summary>
public sealed class FitsReader : IFormatReader
{
    private const int MostUnits = 10_000;
    private const int MostNodes = 90_000;
    private const int MostSignals = 256;

    public string Name => "fits";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "FITS",
            ".fits .fit .fts .fz",
            "Images, cubes and tables of all units; headers; world coordinates.",
            "FITS standard 4.0, IAU FITS working group"),
    ];

    public Likelihood Recognise(FileHead head) =>
        head.Has("SIMPLE  ="u8) && head.Length >= 80 ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "FITS";
        into.MediaType = "application/fits";
        var (nodes, start) = (0, 0L);
        for (var index = 0; index < MostUnits && start < file.Length; index++)
        {
            ct.ThrowIfCancellationRequested();
            if (ReadHeader(file, start, index, into, ref nodes) is not { } header)
            {
                if (index == 0)
                {
                    throw new DamagedException($"{file.Name} has no FITS header", 0);
                }

                into.Warn($"After unit {index - 1} come {file.Length - start} bytes that are no FITS (at byte {start}).");
                return;
            }

            var length = header.DataLength();
            if (length < 0)
            {
                throw new DamagedException($"The header of unit {index} claims data of negative length", start);
            }

            if (length > file.Length - header.DataStart)
            {
                into.Warn(
                    $"Unit {index} should have {length} bytes of data, "
                    + $"and the file has {Math.Max(0, file.Length - header.DataStart)} of them.");
            }

            if (into.Signals.Count < MostSignals)
            {
                Describe(file, header, index, into);
            }
            else
            {
                into.Warn($"Only the first {MostSignals} signals are described; the headers of all units are in the metadata.");
            }

            start = checked(header.DataStart + (length + Header.Block - 1) / Header.Block * Header.Block);
        }
    }

    private static Header? ReadHeader(ByteSource file, long start, int index, Extraction into, ref int nodes)
    {
        if (Header.Read(file, start) is not { } header)
        {
            return null;
        }

        Tell(header, index, into, ref nodes);
        return header.IsCut
            ? throw new DamagedException($"The header of unit {index} has no END", header.Cards is [.., var last] ? last.At : start)
            : header;
    }

    private static void Describe(ByteSource file, Header header, int index, Extraction into)
    {
        switch (header.Kind)
        {
            case "BINTABLE" or "A3DTABLE" when header.Flag("ZIMAGE"):
                CompressedImage.Describe(file, header, index, into);
                return;
            case "BINTABLE" or "A3DTABLE" when header.Flag("ZTABLE"):
                CompressedTable.Describe(header, index, into);
                return;
            case "BINTABLE" or "A3DTABLE":
                BinaryTable.Describe(file, header, index, into);
                return;
            case "TABLE":
                AsciiTable.Describe(file, header, index, into);
                return;
            case "PRIMARY" or "IMAGE" or "IUEIMAGE":
                Picture.Describe(file, header, index, into);
                return;
            default:
                into.Warn($"Unit {index} is an extension of type {header.Kind}, which nobody here can read.");
                return;
        }
    }

    private static void Tell(Header header, int index, Extraction into, ref int nodes)
    {
        var group = into.Metadata.AddGroup(header.NameOr(index));
        foreach (var card in header.Cards)
        {
            if (++nodes > MostNodes)
            {
                into.Warn($"Only the first {MostNodes} lines of the headers are kept.");
                break;
            }

            if (!card.IsRemark)
            {
                group.Add(card.Keyword, card.Value, card.Unit, card.At);
            }
            else if (card.Comment is not "")
            {
                group.Add(card.Keyword is "" ? "COMMENT" : card.Keyword, card.Comment, at: card.At);
            }
        }

        Keywords.Tell(header, group.Name, into.Facts);
    }
}
