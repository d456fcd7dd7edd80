using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Hdf5;

/// <summary>The reader with a file of the old format, made here byte by byte.</summary>
public sealed class Hdf5ReaderTests() : ReaderContract(new Hdf5Reader(), OldFile.Sample())
{
    [Fact]
    public void Groups_attributes_and_small_datasets_are_metadata()
    {
        var metadata = Inspect(OldFile.Sample()).Extraction.Metadata;

        Assert.Equal("nm", metadata.Word("image@units2"));
        Assert.Equal("int16 [16, 20]", metadata.Word("image"));
    }

    [Fact]
    public void A_dataset_of_two_axes_is_a_picture()
    {
        var signal = Assert.Single(Inspect(OldFile.Sample()).Extraction.Signals);

        Assert.Equal(SignalType.Image, signal.Type);
        Assert.Equal(ElementType.Int16, signal.Element);
        Assert.Equal([16, 20], signal.Shape);
        Assert.Equal("counts", signal.Unit);
        Assert.True(signal.IsMain);
        Assert.Equal([105, 107, 125, 127], signal.Values!.ReadNumbers(new Slab([5, 5], [2, 2], [1, 2])));
    }

    [Theory, InlineData(512), InlineData(1024), InlineData(65536)]
    public void What_stands_before_the_file_does_not_matter(int length)
    {
        byte[] bytes = [.. new byte[length], .. OldFile.Sample()];
        var finding = Inspect(bytes);

        Assert.Null(finding.Damage);
        Assert.Empty(finding.Extraction.Warnings);
        Assert.Equal(105, finding.Extraction.Signals[0].Values!.ReadNumbers(new Slab([5, 5], [1, 1], [1, 1]))[0]);
    }

    [Fact]
    public void A_signature_at_another_place_is_none() =>
        Assert.Equal(Likelihood.No, new Hdf5Reader().Recognise(FileHead.Of(new MemorySource("x.h5", (byte[])[.. new byte[100], .. OldFile.Sample()]))));

    [Fact]
    public void Values_that_are_cut_off_are_missed_only_when_they_are_read()
    {
        var finding = Inspect(OldFile.Sample()[..^100]);

        var signal = Assert.Single(finding.Extraction.Signals);
        Assert.Null(finding.Damage);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("cut off", StringComparison.Ordinal));
        Assert.Equal(105, signal.Values!.ReadNumbers(new Slab([5, 5], [1, 1], [1, 1]))[0]);
        Assert.Throws<DamagedException>(() => signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void Elements_of_a_gigabyte_are_not_shown()
    {
        var bytes = OldFile.Sample();
        var type = bytes.AsSpan().IndexOf((byte[])[0x10, 8, 0, 0, 2, 0, 0, 0]);
        (bytes[type], bytes[type + 7]) = (0x13, 0x40);
        var shape = bytes.AsSpan().IndexOf((byte[])[1, 2, 0, 0, 0, 0, 0, 0, 16]);
        bytes[shape + 1] = 1;

        Assert.NotNull(Taken.AtMost(32 << 20, () => Inspect(bytes)).Extraction.Metadata.Find("image"));
    }

    private static Finding Inspect(byte[] bytes) => new Inspector([new Hdf5Reader()]).Inspect(new MemorySource("sample.h5", bytes));
}
