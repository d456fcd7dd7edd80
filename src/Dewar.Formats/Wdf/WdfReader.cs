using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>Raman and photoluminescence spectra of Renishaw's WiRE (.wdf), to the descriptions by A. Henderson and the Gwyddion project.</summary>
public sealed class WdfReader : IFormatReader
{
    private static readonly RecordLayout Header = new("""
        u8 flags
        u4*4 uuid
        x12
        u4 ntracks
        u4 file_status_error_code
        u4 points_per_spectrum
        u8 capacity
        u8 num_spectra
        u4 accumulations_per_spectrum
        u4 YLST_length
        u4 XLST_length
        u4 num_ORGN
        s24 app_name
        u2*4 app_version
        u4 scan_type_number
        u4 measurement_type_number
        u8 time_start_ticks
        u8 time_end_ticks
        u4 quantity_unit_number
        f4 laser_wavenumber 1/cm
        x48
        """);

    public string Name => "wdf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "Renishaw WiRE",
            ".wdf",
            "Spectra, series, line scans and maps with their places, snake scans put in order; the picture under white light; all sets of properties.",
            "A. Henderson, doi:10.5281/zenodo.495477; Gwyddion: Renishaw WiRE data files"),
    ];

    public Likelihood Recognise(FileHead head) =>
        head.Has("WDF1"u8) && head.Bytes.Length >= 16 && head.Has([0, 2, 0, 0], 8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Renishaw WiRE (WDF)";
        var blocks = WdfBlock.All(file, into);
        into.Metadata.Add("blocks", blocks.Select(block => block.Name).ToArray());
        var header = into.Metadata.AddGroup("WDF1");
        ReadHeader(file, header);
        new WdfSignals(file, into, header, blocks).Add();
        foreach (var block in blocks)
        {
            ct.ThrowIfCancellationRequested();
            ReadProperties(file, block, into);
        }

        WdfFacts.Tell(into.Metadata, into.Facts);
    }

    private static void ReadHeader(ByteSource file, MetaGroup header)
    {
        var cursor = new Cursor(file, 16);
        Header.AddTo(header, cursor);
        header.Add("username", cursor.Text(32, Encoding.UTF8), at: 208);
        header.Add("title", cursor.Text(160, Encoding.UTF8), at: 240);
        uint Number(string name) => (uint)(header.Number(name) ?? 0);
        header.Add("scan_type", WdfUnits.Scan(Number("scan_type_number")), at: 128);
        header.Add("measurement_type", WdfUnits.Measurement(Number("measurement_type_number")), at: 132);
        header.Add("time_start", WdfTime.Of((ulong)(header.Number("time_start_ticks") ?? 0)), at: 136);
        header.Add("time_end", WdfTime.Of((ulong)(header.Number("time_end_ticks") ?? 0)), at: 144);
        header.Add("quantity_unit", WdfUnits.Unit(Number("quantity_unit_number")), at: 152);
    }

    private static void ReadProperties(ByteSource file, WdfBlock block, Extraction into)
    {
        switch (block.Name)
        {
            case "TEXT":
                into.Metadata.Add("TEXT", new Cursor(file, block.Start).Text(Math.Min(block.Length, 64 * 1024), Encoding.UTF8), at: block.Start);
                break;
            case "WXDA" or "WXDM" or "WXCS" or "WXIS" or "ZLDC" or "WARP" or "WXDB" or "WARA" or "RCAL" or "CFAR" or "MAP" or "CHLG" or "AUX" or "NAIL":
                var group = new MetaGroup(block.Number == 0 ? block.Name : $"{block.Name}_{block.Number}");
                PropertySet.AddTo(group, file, block, into);
                if (group.Children.Count > 0)
                {
                    into.Metadata.Add(group);
                }

                break;
            default:
                break;
        }
    }
}
