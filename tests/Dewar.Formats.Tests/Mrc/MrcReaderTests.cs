using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Mrc;

public sealed class MrcReaderTests() : ReaderContract(new MrcReader(), Stack())
{
    private static readonly short[] Twelve = [.. Enumerable.Range(0, 12).Select(i => (short)(i - 3))];

    [Fact]
    public void A_stack_is_pictures_one_after_the_other()
    {
        var signal = Read(Stack()).Extraction.Signals[0];

        Assert.Equal(SignalType.Image, signal.Type);
        Assert.Equal([2L, 2, 3], signal.Shape);
        Assert.Equal(["z", "y", "x"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal([true, false, false], signal.Axes.Select(axis => axis.IsScan));
        Assert.Equal((2.0, "nm"), (signal.Axes[2].Scale!.Value, signal.Axes[2].Unit));
        Assert.Equal([3, 4, 5, 6, 7, 8], signal.Values!.ReadNumbers(new([1, 0, 0], [1, 2, 3], [1, 1, 1])));
        Assert.Equal(20e-10, Read(Stack()).Extraction.Facts[CoreNames.PixelSize]!.Si!.Value, 1e-15);
    }

    [Fact]
    public void A_volume_has_no_scan() =>
        Assert.Equal((SignalType.Volume, false), Of(new MrcWriter(3, 2, 2, 1).Word(23, 1), Twelve) is var signal
            ? (signal.Type, signal.Axes[0].IsScan) : default);

    [Fact]
    public void Volumes_in_a_stack_are_a_scan_of_volumes()
    {
        var signal = Of(new MrcWriter(3, 1, 4, 1).Word(23, 401).Word(10, 2), Twelve);

        Assert.Equal([2L, 2, 1, 3], signal.Shape);
        Assert.Equal([3, 4, 5, 6, 7, 8], signal.Values!.ReadNumbers(new([1, 0, 0, 0], [1, 2, 1, 3], [1, 1, 1, 1])));
    }

    [Fact]
    public void Axes_that_are_exchanged_are_put_right()
    {
        // Columns run along z, rows along x, sections along y.
        var writer = new MrcWriter(3, 2, 2, 1).Word(23, 1).Word(17, 3).Word(18, 1).Word(19, 2).Word(8, 2).Word(9, 2).Word(10, 3);
        var signal = Of(writer, Twelve);

        Assert.Equal([3L, 2, 2], signal.Shape);
        Assert.Equal(["z", "y", "x"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal([-3 + 2 + 1 * 6 + 1 * 3], signal.Values!.ReadNumbers(new([2, 1, 1], [1, 1, 1], [1, 1, 1])));
    }

    [Theory, InlineData(true, true), InlineData(true, false), InlineData(false, false), InlineData(false, true)]
    public void Either_byte_order_is_read_with_or_without_mark(bool bigEndian, bool marked)
    {
        var writer = new MrcWriter(3, 2, 2, 1, bigEndian, marked);
        var bytes = writer.File(writer.Shorts(Twelve));

        Assert.Equal([-3, -2, -1, 0, 1, 2], Read(bytes).Extraction.Signals[0].Values!.ReadNumbers(new([0, 0, 0], [1, 2, 3], [1, 1, 1])));
        Assert.Equal(marked ? Likelihood.BySignature : Likelihood.ByContent,
            new MrcReader().Recognise(FileHead.Of(new MemorySource("x.bin", bytes))));
    }

    [Fact]
    public void A_false_stamp_does_not_deceive()
    {
        var bytes = Stack();
        bytes[212] = bytes[213] = 0x11;

        Assert.Equal([2L, 2, 3], Read(bytes).Extraction.Signals[0].Shape);
    }

    [Fact]
    public void Bytes_are_signed_unless_it_is_said_otherwise()
    {
        byte[] data = [0, 1, 127, 128, 255, 200];

        Assert.Equal([0, 1, 127, -128, -1, -56], Numbers(new MrcWriter(3, 2, 1, 0).Float(21, 100), data));
        Assert.Equal([0, 1, 127, 128, 255, 200], Numbers(new MrcWriter(3, 2, 1, 0).Word(39, 1146047817), data));
        Assert.Equal([0, 1, 127, -128, -1, -56], Numbers(new MrcWriter(3, 2, 1, 0).Word(39, 1146047817).Word(40, 1), data));
        Assert.Equal([0, 1, 127, 128, 255, 200], Numbers(new MrcWriter(3, 2, 1, 0).Float(21, 255), data));
    }

    [Fact]
    public void Four_bits_are_two_in_a_byte_and_rows_begin_with_a_whole_one()
    {
        var signal = Read(new MrcWriter(3, 2, 1, 101).File([0x21, 0x03, 0x54, 0x06])).Extraction.Signals[0];

        Assert.Equal([1, 2, 3, 4, 5, 6], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
        Assert.Equal([2, 5], signal.Values!.ReadNumbers(new([0, 1], [2, 1], [1, 1])));
        Assert.Equal([1, 3], signal.Values!.ReadNumbers(new([0, 0], [1, 2], [1, 2])));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Complex_integers_become_complex_numbers(bool bigEndian)
    {
        var writer = new MrcWriter(2, 1, 1, 3, bigEndian);
        var signal = Read(writer.File(writer.Shorts(3, -4, 6, 8))).Extraction.Signals[0];

        Assert.Equal(ElementType.Complex64, signal.Element);
        Assert.Equal([5, 10], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void SerialEm_notes_tilts_and_stage()
    {
        var writer = new MrcWriter(2, 1, 3, 1).Text(104, "SERI").Short(128, 6).Short(130, 1 + 4);
        var extended = writer.Shorts(-6000, 25, 50, 0, 26, 51, 6000, 27, 52);
        var extraction = Read(writer.File(writer.Shorts(1, 2, 3, 4, 5, 6), extended)).Extraction;

        Assert.Equal(new double[] { -60, 0, 60 }, (extraction.Metadata.Find("SERI", "TiltAngle") as MetaValue)!.Value);
        Assert.Equal([-60, 0, 60], extraction.Signals[0].Axes[0].Places!());
        Assert.Equal("tilt", extraction.Signals[0].Axes[0].Name);
        Assert.Equal([5, 6], extraction.Signals[0].Values!.ReadNumbers(new([2, 0, 0], [1, 1, 2], [1, 1, 1])));
    }

    [Fact]
    public void Records_of_fei_have_only_what_their_masks_say()
    {
        var record = new byte[768];
        BitConverter.TryWriteBytes(record.AsSpan(0), 768);
        BitConverter.TryWriteBytes(record.AsSpan(8), 1u << 0 | 1 << 5 | 1 << 7);
        BitConverter.TryWriteBytes(record.AsSpan(12), 44900.5);
        BitConverter.TryWriteBytes(record.AsSpan(84), 300e3);
        BitConverter.TryWriteBytes(record.AsSpan(92), 77.0);
        BitConverter.TryWriteBytes(record.AsSpan(100), 12.5);
        var extraction = Read(new MrcWriter(1, 1, 1, 0).Text(104, "FEI1").File([7], record)).Extraction;

        Assert.Equal(300e3, extraction.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(12.5, extraction.Facts[CoreNames.StageTilt]!.Value);
        Assert.Equal(new FileTime(new(2022, 12, 5, 12, 0, 0)), extraction.Facts[CoreNames.AcquiredAt]!.Value);
        Assert.Null(extraction.Metadata.Find("FEI1", "Dose"));
    }

    [Fact]
    public void Sizes_that_cannot_be_are_damage() =>
        Assert.NotNull(Read(new MrcWriter(-1, 2, 1, 1).Word(4, 99).File(new byte[16])).Damage);

    [Fact]
    public void Data_that_are_cut_off_are_told_of_and_throw()
    {
        var finding = Read(Stack()[..1030]);

        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("cut off", StringComparison.Ordinal));
        Assert.Throws<DamagedException>(() => finding.Extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 2, 3])));
    }

    private static byte[] Stack()
    {
        var writer = new MrcWriter(3, 2, 2, 1);
        return writer.File(writer.Shorts(Twelve));
    }

    private static double[] Numbers(MrcWriter writer, byte[] data) =>
        Read(writer.File(data)).Extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 3]));

    private static Signal Of(MrcWriter writer, short[] numbers) => Read(writer.File(writer.Shorts(numbers))).Extraction.Signals[0];

    private static Finding Read(byte[] bytes) => new Inspector([new MrcReader()]).Inspect(new MemorySource("sample.bin", bytes));
}
