using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>What every reader promises. A new reader gets these for the price of two lines.</summary>
/// <param name="reader">The reader.</param>
/// <param name="sample">A small whole file of its format, made by the test itself.</param>
/// <param name="companions">Files that lie beside it.</param>
/// <param name="likelihood">How sure it must be of the sample without its name.</param>
public abstract class ReaderContract(
    IFormatReader reader, byte[] sample, IReadOnlyDictionary<string, byte[]>? companions = null, Likelihood likelihood = Likelihood.BySignature)
{
    /// <summary>The sample's name, where the reader needs it to find companions.</summary>
    protected virtual string SampleName => "sample.bin";

    /// <summary>What it is tried on, for those who try more.</summary>
    internal (string Name, byte[] Bytes, IReadOnlyDictionary<string, byte[]>? Companions) Given => (SampleName, sample, companions);

    [Fact]
    public void It_knows_its_own() => Assert.InRange(reader.Recognise(Head("renamed.bin", sample)), likelihood, Likelihood.BySpeciality);

    [Theory, InlineData(0), InlineData(1), InlineData(7), InlineData(512), InlineData(16384)]
    public void It_does_not_claim_noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        Assert.InRange(reader.Recognise(Head("noise", noise)), Likelihood.No, Likelihood.ByName);
    }

    [Fact]
    public void It_reads_its_own_without_a_complaint()
    {
        var finding = Read(sample);

        Assert.Null(finding.Damage);
        Assert.Same(reader, finding.Reader);
        Assert.NotEqual("", finding.Extraction.Format);
    }

    [Fact]
    public void Cut_short_anywhere_it_ends_cleanly()
    {
        for (var cut = 0; cut < 256; cut++)
        {
            Drain(Read(sample[..(int)((long)sample.Length * cut / 256)]));
        }
    }

    [Fact]
    public void Mutated_anyhow_it_ends_cleanly() => Ordeal.Try(reader, SampleName, sample, companions, rounds: 300, seed: 1);

    [Fact]
    public void It_gives_the_same_answer_twice() =>
        Assert.Equal(FindingText.Of(Read(sample)), FindingText.Of(Read(sample)));

    [Fact]
    public void Its_passport_is_filled_in()
    {
        Assert.Matches("^[a-z0-9-]+$", reader.Name);
        Assert.True(reader.Version > 0);
        Assert.NotEmpty(reader.Formats);
        Assert.All(reader.Formats, format => Assert.All([format.Name, format.Yields, format.Source], text => Assert.NotEqual("", text)));
    }

    private Finding Read(byte[] bytes) => new Inspector([reader]).Inspect(new MemorySource(SampleName, bytes, companions));

    private static FileHead Head(string name, byte[] bytes) => FileHead.Of(new MemorySource(name, bytes));

    /// <summary>Reads some values of every signal, as a preview would.</summary>
    internal static void Drain(Finding finding)
    {
        foreach (var signal in finding.Extraction.Signals)
        {
            if (signal.Values is not { } values)
            {
                continue;
            }

            try
            {
                Assert.Equal(signal.Shape, values.Shape);
                long[] count = [.. values.Shape.Select((length, axis) => Math.Min(length, axis >= values.Shape.Count - 2 ? 64 : 2))];
                values.ReadNumbers(new([.. count.Select(_ => 0L)], count, [.. count.Select(_ => 1L)]));
            }
            catch (DamagedException)
            {
                // Said clearly: that is all that is asked.
            }
        }
    }
}
