using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Mda;

public sealed class MdaReaderTests() : ReaderContract(new MdaReader(), Sample())
{
    [Fact]
    public void The_detectors_of_the_inner_scans_are_images()
    {
        var extraction = Read(Sample()).Extraction;
        var image = extraction.Signals[0];

        Assert.Equal([2, 3], image.Shape);
        Assert.Equal(["y stage", "x stage"], image.Axes.Select(axis => axis.Name));
        Assert.Equal((1.0, 0.5, "mm"), (image.Axes[1].Offset, image.Axes[1].Scale!.Value, image.Axes[1].Unit));
        Assert.Equal([0, 1, 2, 100, 101, 102], image.Values!.ReadNumbers(Slab.All([2, 3])));
        Assert.Equal([102], image.Values.ReadNumbers(new([1, 2], [1, 1], [1, 1])));
    }

    [Fact]
    public void The_outer_scan_is_a_table()
    {
        var table = Read(Sample()).Extraction.Signals[1];

        Assert.Equal(["y stage", "ring"], table.Columns);
        Assert.Equal([1, 7, 1.5, 8], table.Values!.ReadNumbers(Slab.All([2, 2])));
    }

    [Fact]
    public void Process_variables_keep_their_types_and_units()
    {
        var metadata = Read(Sample()).Extraction.Metadata;

        Assert.Equal("first light", metadata.Word("extra PVs", "x:saveData_comment1", "value"));
        Assert.Equal(12.5, metadata.Number("extra PVs", "x:BraggEAO.VAL", "value"));
        Assert.Equal(new[] { 1L, 2L, 3L }, (metadata.Find("extra PVs", "x:list", "value") as MetaValue)!.Value);
        Assert.Equal("/data", metadata.Word("extra PVs", "x:path", "value"));
        Assert.Equal(12.5 * 1.602176634e-16, Read(Sample()).Extraction.Facts[CoreNames.BeamEnergy]!.Si!.Value, 1e-22);
    }

    [Fact]
    public void A_scan_that_ended_early_says_so_and_lacks_the_rest()
    {
        var extraction = Read(Sample(measured: 1)).Extraction;

        Assert.Contains("1 of 2", Assert.Single(extraction.Warnings));
        Assert.Equal([0, 1, 2, double.NaN, double.NaN, double.NaN], extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 3])));
        Assert.Equal([1, 2], extraction.Signals[1].Shape);
    }

    [Fact]
    public void A_scan_that_lies_in_itself_is_damage()
    {
        var bytes = Sample();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28 + 12), 28);

        Assert.Contains("in itself", Read(bytes).Damage);
    }

    [Fact]
    public void Characters_of_process_variables_take_four_bytes_each()
    {
        var finding = Samples.Inspect("formats/mda/sample1.mda");

        Assert.Null(finding.Damage);
        var all = finding.Extraction.Metadata.Children.OfType<MetaGroup>().Single(group => group.Find("xxx:SR_char_array") is not null);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], (long[])((MetaValue)all.Find("xxx:SR_char_array", "value")!).Value!);
        Assert.NotNull(all.Find("xxx:SR_double_array"));
    }

    [Fact]
    public void A_real_scan_has_the_numbers_that_another_program_read_in_it()
    {
        var root = XDocument.Load(Samples.PathOf("expected/sample1.mda.xml")).Root!;
        var table = Samples.Inspect("formats/mda/sample1.mda").Extraction.Signals[0];
        var numbers = table.Values!.ReadNumbers(Slab.All(table.Shape));

        foreach (var (column, name) in ((int, string)[])[(0, "pos_01"), (1, "det_01")])
        {
            var expected = root.Descendants().First(element => element.Name.LocalName == name);
            Assert.Equal(expected.Attributes().First(attribute => attribute.Name.LocalName.EndsWith("_desc", StringComparison.Ordinal)).Value, table.Columns[column]);
            Assert.Equal(
                expected.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(double.Parse),
                Enumerable.Range(0, (int)table.Shape[0]).Select(row => numbers[row * (int)table.Shape[1] + column]));
        }
    }

    private static byte[] Sample(int measured = 2)
    {
        var writer = new Xdr();
        writer.Float(1.4f).Int(12).Int(2).Int(2).Int(3).Int(1);
        var extra = writer.Hole();
        writer.Int(2).Int(2).Int(measured);
        int[] lower = [writer.Hole(), writer.Hole()];
        Head(writer, "x:scan2", "y stage", "ring").Double(1).Double(1.5).Float(7).Float(8);
        for (var row = 0; row < measured; row++)
        {
            writer.Fill(lower[row]);
            writer.Int(1).Int(3).Int(3);
            Head(writer, "x:scan1", "x stage", "counts").Double(1).Double(1.5).Double(2);
            writer.Float(100 * row).Float(100 * row + 1).Float(100 * row + 2);
        }

        writer.Fill(extra);
        writer.Int(4);
        writer.Text("x:saveData_comment1").Text("").Int(0).Text("first light");
        writer.Text("x:BraggEAO.VAL").Text("energy").Int(34).Int(1).Text("keV").Double(12.5);
        writer.Text("x:list").Text("").Int(33).Int(3).Text("").Int(1).Int(2).Int(3);
        writer.Text("x:path").Text("").Int(32).Int(6).Text("").Int('/').Int('d').Int('a').Int('t').Int('a').Int(0);
        return writer.Bytes;
    }

    private static Xdr Head(Xdr writer, string name, string positioner, string detector) => writer
        .Text(name).Text("Jan 29, 2009 17:17:29.123456789").Int(1).Int(1).Int(0)
        .Int(0).Text("m1").Text(positioner).Text("LINEAR").Text("mm").Text("").Text("").Text("")
        .Int(0).Text("d1").Text(detector).Text("");

    private static Finding Read(byte[] bytes) => new Inspector([new MdaReader()]).Inspect(new MemorySource("a.mda", bytes));

    /// <summary>Writes XDR (RFC 4506).</summary>
    private sealed class Xdr
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public Xdr Int(int value)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, value);
            _bytes.AddRange(four);
            return this;
        }

        public Xdr Float(float value) => Int(BitConverter.SingleToInt32Bits(value));

        public Xdr Double(double value)
        {
            var bits = BitConverter.DoubleToInt64Bits(value);
            return Int((int)(bits >> 32)).Int((int)bits);
        }

        public Xdr Text(string text) => text is "" ? Int(0) : Int(text.Length).Int(text.Length).Letters(text);

        public Xdr Letters(string text)
        {
            _bytes.AddRange(Encoding.Latin1.GetBytes(text.PadRight((text.Length + 3) / 4 * 4, '\0')));
            return this;
        }

        public int Hole()
        {
            Int(0);
            return _bytes.Count - 4;
        }

        public void Fill(int hole)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, _bytes.Count);
            for (var i = 0; i < 4; i++)
            {
                _bytes[hole + i] = four[i];
            }
        }
    }
}
