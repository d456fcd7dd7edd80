using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>
/// Self Describing Data Sets of accelerator laboratories, versions 1 to 5, as text or bytes. Written to "Application Programmer's Guide for SDDS" (M. Borland,
/// Advanced Photon Source).
/// </summary>
public sealed class SddsReader : IFormatReader
{
    private const int MostPages = 100_000;
    private const int MostNodes = 80_000;

    public string Name => "sdds";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("SDDS", ".sdds", "All pages: tables, arrays, parameters.", "SDDS, M. Borland, Advanced Photon Source, LS-231; versions 1 to 5")];

    public Likelihood Recognise(FileHead head) =>
        head.Has("SDDS"u8) && head.Bytes.Length > 6 && head.Bytes.Span[4] is >= (byte)'1' and <= (byte)'9' && head.Bytes.Span[5] is (byte)'\n' or (byte)'\r' or (byte)' '
            ? Likelihood.BySignature
            : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "SDDS";
        var header = SddsHeader.Read(file, into);
        into.Format = header.IsBinary ? "SDDS (binary)" : "SDDS (text)";
        into.Facts.Tell(CoreNames.Title, into.Metadata.Word("description", "text"), "description/text");
        foreach (var parameter in header.Parameters)
        {
            Tell(parameter, parameter.Fixed, into.Facts);
        }

        var signals = new SddsSignals(header, into);
        if (header.IsBinary)
        {
            var pages = new BinaryPages(file, header, signals, into);
            Pages(() => pages.IsAtEnd, pages.Read, header, into, ct);
        }
        else if (header.PageParameters.Count + header.Arrays.Count + header.Columns.Count > 0)
        {
            var pages = new TextPages(file, header, signals, into);
            Pages(() => pages.IsAtEnd, pages.Read, header, into, ct);
        }

        signals.TellIfFull();
    }

    private static void Pages(Func<bool> isAtEnd, Action<int, MetaGroup> read, SddsHeader header, Extraction into, CancellationToken ct)
    {
        var nodes = 0;
        for (var page = 1; page <= MostPages && !isAtEnd(); page++)
        {
            ct.ThrowIfCancellationRequested();
            var group = (nodes += header.PageParameters.Count + header.Arrays.Count + 2) < MostNodes ? into.Metadata.AddGroup($"page {page}") : new MetaGroup("");
            read(page, group);
            foreach (var parameter in page == 1 ? header.Parameters : [])
            {
                Tell(parameter, group.Word(parameter.Name), into.Facts);
            }
        }
    }

    // Parameters have names of the site; these are those of the programs that are written with the library.
    private static void Tell(SddsItem parameter, string? value, Facts facts)
    {
        var from = $"parameter {parameter.Name}";
        if (parameter.Name is "TimeStamp" or "StartTimeStamp")
        {
            facts.Tell(CoreNames.AcquiredAt, Bytes.TimeText.Parse(value), from);
        }
        else if (parameter.Name is "Step" or "ScanNumber" && double.TryParse(value, out var number))
        {
            facts.Tell(CoreNames.ScanNumber, number, "", from);
        }
        else if (parameter.Name is "SVNVersion" or "Program")
        {
            facts.Tell(CoreNames.Software, value, from);
        }
    }
}
