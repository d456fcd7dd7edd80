using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Cbf;

public sealed class CbfReaderTests() : ReaderContract(new CbfReader(), Mini())
{
    private const string Header = """
        # Detector: PILATUS 300K, S/N 3-0099
        # 2014/Jan/21 21:51:29.346
        # Pixel_size 172e-6 m x 172e-6 m
        # Silicon sensor, thickness 0.000320 m
        # Exposure_time 0.5 s
        # Tau = 0 s
        # Wavelength 1.0332 A
        # Detector_distance 0.25 m
        # Beam_xy (1231.50, 1263.25) pixels
        # Image_path: /ramdisk/current
        """;

    [Fact]
    public void What_fabio_writes_is_read() => OracleFiles.Compare("Cbf/write_cbf.py", "fabio");

    [Fact]
    public void The_header_of_a_detector_is_understood()
    {
        var extraction = Read(Mini()).Extraction;

        Assert.Equal("miniCBF", extraction.Format);
        Assert.Equal("PILATUS 300K", extraction.Facts[CoreNames.Detector]!.Value);
        Assert.Equal("3-0099", extraction.Facts[CoreNames.SerialNumber]!.Value);
        Assert.Equal("2014-01-21T21:51:29.346", extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal(172e-6, extraction.Facts[CoreNames.DetectorPixelSize]!.Si);
        Assert.Equal(0.5, extraction.Facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal(1.0332e-10, extraction.Facts[CoreNames.Wavelength]!.Si!.Value, 1e-16);
        Assert.Equal(0.25, extraction.Facts[CoreNames.DetectorDistance]!.Si);
        Assert.Equal(1263.25, extraction.Facts[CoreNames.BeamCentreY]!.Value);
        Assert.Equal("/ramdisk/current", extraction.Metadata.Word("data_x", "_array_data", "header_contents", "Image_path"));
        Assert.Equal(172e-6, extraction.Signals[0].Axes[1].Scale);
    }

    [Fact]
    public void Differences_of_all_widths_are_added_up()
    {
        var signal = Read(Mini()).Extraction.Signals[0];

        Assert.Equal([2, 3], signal.Shape);
        Assert.Equal([1, 0, 300, -2, 70000, 69999], signal.Values!.ReadNumbers(Slab.All([2, 3])));
        Assert.Equal([300, 69999], signal.Values.ReadNumbers(new([0, 2], [2, 1], [1, 1])));
    }

    [Theory, InlineData("BASE64"), InlineData("QUOTED-PRINTABLE")]
    public void Bytes_may_stand_as_text(string encoding)
    {
        byte[] bytes = [1, 0, 61, 1, 13, 10];
        var text = encoding is "BASE64" ? Convert.ToBase64String(bytes) : "=01=00=3D=01=\r\n=0D=0A";
        var file = $"###CBF: VERSION 1.5\r\ndata_x\r\n_array_data.data\r\n;\r\n--CIF-BINARY-FORMAT-SECTION--\r\nContent-Type: application/octet-stream\r\n"
            + $"Content-Transfer-Encoding: {encoding}\r\nX-Binary-Element-Type: \"unsigned 16-bit integer\"\r\nX-Binary-Size-Fastest-Dimension: 3\r\n\r\n"
            + $"{text}\r\n--CIF-BINARY-FORMAT-SECTION----\r\n;\r\n_after.it 1\r\n";
        var extraction = Read(Encoding.Latin1.GetBytes(file)).Extraction;

        Assert.Equal([1, 317, 2573], Assert.Single(extraction.Signals).Values!.ReadNumbers(Slab.All([3])));
        Assert.Equal(1, extraction.Metadata.Number("data_x", "_after", "it"));
    }

    [Fact]
    public void An_unknown_compression_is_told_and_the_picture_described()
    {
        var extraction = Read(Mini("x-CBF_PACKED")).Extraction;

        Assert.Equal([2, 3], extraction.Signals[0].Shape);
        Assert.Null(extraction.Signals[0].Values);
        Assert.Contains("packed", Assert.Single(extraction.Warnings));
    }

    [Fact]
    public void Categories_tables_and_texts_of_a_cif_are_kept()
    {
        var text = "data_one\n_cell_length_a 5.431(2) # remark\n_name 'it''s \"here\"'\n_q \"a' b\"\nloop_\n_atom.id\n_atom.x\n_atom.y\n"
            + string.Concat(Enumerable.Range(0, 9).Select(i => $"C{i} 0.{i} {(i == 4 ? "?" : i)}\n")) + ";\n_diffrn.id\n;two\nlines\n;\n";
        var extraction = Read(Encoding.Latin1.GetBytes(text.Replace(";\n_diffrn", "_diffrn"))).Extraction;

        Assert.Equal(5.431, extraction.Metadata.Number("data_one", "_cell_length_a"));
        Assert.Equal("it''s \"here\"", extraction.Metadata.Word("data_one", "_name"));
        Assert.Equal("a' b", extraction.Metadata.Word("data_one", "_q"));
        Assert.Equal("two\nlines", extraction.Metadata.Word("data_one", "_diffrn", "id"));
        var table = Assert.Single(extraction.Signals);
        Assert.Equal(["atom.id", "atom.x", "atom.y"], table.Columns);
        Assert.Equal([double.NaN, 0.4, double.NaN], table.Values!.ReadNumbers(new([4, 0], [1, 3], [1, 1])));
        Assert.Equal("C8", table.Words[0][8]);
    }

    [Fact]
    public void A_picture_that_is_cut_off_is_still_described()
    {
        var whole = Mini();
        var extraction = Read(whole[..^60]).Extraction;

        Assert.Equal([2, 3], extraction.Signals[0].Shape);
        Assert.Throws<DamagedException>(() => extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 3])));
    }

    [Theory]
    [InlineData("data_x\n_a 1\n", Likelihood.ByContent)]
    [InlineData("# remark\n\ndata_x\nloop_\n_a\n1\n", Likelihood.ByContent)]
    [InlineData("data_x,y\n1,2\n", Likelihood.No)]
    [InlineData("#\\#CIF_2.0\n", Likelihood.BySignature)]
    public void A_cif_without_signature_is_known_by_its_blocks(string text, Likelihood expected) =>
        Assert.Equal(expected, new CbfReader().Recognise(FileHead.Of(new MemorySource("x", Encoding.ASCII.GetBytes(text)))));

    private static byte[] Mini(string compression = "x-CBF_BYTE_OFFSET")
    {
        byte[] data = [1, 0xff, 0x80, 0x2c, 0x01, 0x80, 0xd2, 0xfe, 0x80, 0, 0x80, 0x72, 0x11, 0x01, 0, 0xff];
        var text = $"###CBF: VERSION 1.5, CBFlib v0.7.8 - SLS/DECTRIS PILATUS detectors\r\n\r\ndata_x\r\n\r\n_array_data.header_convention \"PILATUS_1.2\"\r\n"
            + $"_array_data.header_contents\r\n;\r\n{Header.ReplaceLineEndings("\r\n")}\r\n;\r\n\r\n_array_data.data\r\n;\r\n--CIF-BINARY-FORMAT-SECTION--\r\n"
            + $"Content-Type: application/octet-stream;\r\n     conversions=\"{compression}\"\r\nContent-Transfer-Encoding: BINARY\r\nX-Binary-Size: {data.Length}\r\n"
            + "X-Binary-ID: 1\r\nX-Binary-Element-Type: \"signed 32-bit integer\"\r\nX-Binary-Element-Byte-Order: LITTLE_ENDIAN\r\nX-Binary-Number-of-Elements: 6\r\n"
            + "X-Binary-Size-Fastest-Dimension: 3\r\nX-Binary-Size-Second-Dimension: 2\r\n\r\n";
        byte[] introduction = [0x0c, 0x1a, 0x04, 0xd5];
        return [.. Encoding.Latin1.GetBytes(text), .. introduction, .. data, .. "\r\n--CIF-BINARY-FORMAT-SECTION----\r\n;\r\n\r\n"u8];
    }

    private static Finding Read(byte[] bytes) => new Inspector([new CbfReader()]).Inspect(new MemorySource("a.cbf", bytes));
}
