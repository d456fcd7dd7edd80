using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.Expected;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Blo;

public sealed class BloReaderTests() : ReaderContract(new BloReader(), Sample())
{
    [Fact]
    public void A_scan_has_a_pattern_at_each_place()
    {
        var signal = Read(Sample()).Extraction.Signals[0];

        Assert.Equal(SignalType.Diffraction, signal.Type);
        Assert.Equal([2L, 3, 4, 4], signal.Shape);
        Assert.Equal([true, true, false, false], signal.Axes.Select(axis => axis.IsScan));
        Assert.Equal([5 * 16 + 4, 5 * 16 + 5], signal.Values!.ReadNumbers(new([1, 2, 1, 0], [1, 1, 1, 2], [1, 1, 1, 1])));
        Assert.Equal((7.0, "nm"), (signal.Axes[0].Scale!.Value, signal.Axes[0].Unit));
        Assert.Equal((1 / 62.26, "cm"), (signal.Axes[3].Scale!.Value, signal.Axes[3].Unit));
    }

    [Fact]
    public void The_bright_field_is_a_picture_of_its_own()
    {
        var signal = Read(Sample()).Extraction.Signals[1];

        Assert.Equal([2L, 3], signal.Shape);
        Assert.Equal([10, 11, 12, 13, 14, 15], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void The_header_is_told_with_units()
    {
        var facts = Read(Sample()).Extraction.Facts;

        Assert.Equal(200e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(0.2, facts[CoreNames.CameraLength]!.Si!.Value, 1e-12);
        Assert.Equal(25 * Math.PI / 180, facts[CoreNames.ScanRotation]!.Si!.Value, 1e-12);
        Assert.Equal("a note", facts[CoreNames.Description]!.Value);
        Assert.Equal(new FileTime(new(2015, 12, 1, 12, 0, 0)), facts[CoreNames.AcquiredAt]!.Value);
    }

    [Fact]
    public void Patterns_that_are_cut_off_are_told_of()
    {
        var finding = Read(Sample()[..^30]);

        Assert.Equal(2, finding.Extraction.Signals.Count);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("cut off", StringComparison.Ordinal));
    }

    [Fact]
    public void HyperSpy_reads_the_same()
    {
        using var folder = new TemporaryFolder();
        var answer = Python.Run("read_hyperspy.py", "hyperspy", folder.Write("sample.blo", Sample()));
        var theirs = answer.EnumerateObject().Single().Value[0];
        var ours = Read(Sample()).Extraction.Signals[0];

        Assert.Equal(theirs.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()), ours.Values!.ReadNumbers(Slab.All(ours.Shape)));
        Assert.Equal(theirs.GetProperty("axes").EnumerateArray().Select(axis => Math.Round(axis.GetProperty("scale").GetDouble(), 9)), ours.Axes.Select(axis => Math.Round(axis.Scale!.Value, 9)));
    }

    private static Finding Read(byte[] bytes) => new Inspector([new BloReader()]).Inspect(new MemorySource("sample.blo", bytes));

    // 3 by 2 places, patterns of 4 by 4.
    private static byte[] Sample()
    {
        var bytes = new byte[4096 + 16 + 6 * 22];
        var header = bytes.AsSpan();
        "IMGBLO"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 0x102);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], 4096);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], 4112);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(header[26..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], 2500);
        BinaryPrimitives.WriteDoubleLittleEndian(header[30..], 7);
        BinaryPrimitives.WriteDoubleLittleEndian(header[38..], 7);
        BinaryPrimitives.WriteUInt32LittleEndian(header[46..], 200000);
        BinaryPrimitives.WriteUInt16LittleEndian(header[50..], 6226);
        BinaryPrimitives.WriteUInt32LittleEndian(header[52..], 2000);
        BinaryPrimitives.WriteDoubleLittleEndian(header[56..], 42339.5);
        Encoding.ASCII.GetBytes("a note").CopyTo(header[240..]);
        for (var i = 0; i < 6; i++)
        {
            bytes[4096 + i] = (byte)(10 + i);
            var block = header[(4112 + i * 22)..];
            BinaryPrimitives.WriteUInt16LittleEndian(block, 0x55AA);
            BinaryPrimitives.WriteInt32LittleEndian(block[2..], i);
            for (var j = 0; j < 16; j++)
            {
                block[6 + j] = (byte)(i * 16 + j);
            }
        }

        return bytes;
    }
}

public sealed class BloExpectationTests() : ExpectationContract("formats/blo")
{
    protected override object? Actual(Finding finding, string key) =>
        key is "signal[0].metadata.General.notes" ? CommonKeys.Quantity(finding, null, CoreNames.Description, null) : null;
}
