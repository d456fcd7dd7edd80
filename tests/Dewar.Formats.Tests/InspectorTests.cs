using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

public sealed class InspectorTests
{
    [Fact]
    public void The_surest_reader_gets_the_file_and_among_equals_the_first()
    {
        Assert.Equal("special", Inspect(
            Of("content", Likelihood.ByContent), Of("special", Likelihood.BySpeciality), Of("signature", Likelihood.BySignature))
            .Reader!.Name);
        Assert.Equal("first", Inspect(Of("first", Likelihood.ByContent), Of("second", Likelihood.ByContent)).Reader!.Name);
        Assert.Equal("last", Inspect(Of("none", Likelihood.No), Of("last", Likelihood.Fallback)).Reader!.Name);
    }

    [Fact]
    public void What_nobody_knows_is_unknown_and_no_damage()
    {
        var finding = Inspect(Of("none", Likelihood.No));

        Assert.Equal((null, "Unknown", null), (finding.Reader, finding.Extraction.Format, finding.Damage));
    }

    [Theory, InlineData(Likelihood.Fallback), InlineData(Likelihood.ByName), InlineData(Likelihood.ByContent)]
    public void What_only_looked_like_it_goes_to_the_next_reader(Likelihood likelihood)
    {
        var finding = Inspect(Of("wrong", likelihood, _ => throw new DamagedException("not mine")), Of("right", Likelihood.Fallback));

        Assert.Equal(("right", null), (finding.Reader!.Name, finding.Damage));
        Assert.Equal("right", finding.Extraction.Format);
    }

    [Theory, InlineData(Likelihood.BySignature), InlineData(Likelihood.BySpeciality)]
    public void What_has_the_signature_is_damaged_and_keeps_what_was_read(Likelihood likelihood)
    {
        var finding = Inspect(
            Of("mine", likelihood, into =>
            {
                into.Metadata.Add("before", 1);
                throw new DamagedException("It ends", 5);
            }),
            Of("other", Likelihood.Fallback));

        Assert.Equal(("mine", "It ends (at byte 5)."), (finding.Reader!.Name, finding.Damage));
        Assert.Equal(1, finding.Extraction.Metadata.Number("before"));
    }

    [Fact]
    public void When_nobody_else_can_read_it_the_first_that_found_a_signal_was_right()
    {
        static void Half(Extraction into)
        {
            into.Add(new Signal { Name = "half", Type = SignalType.Image });
            throw new DamagedException("cut off");
        }

        var finding = Inspect(
            Of("empty", Likelihood.ByContent, _ => throw new DamagedException("not mine")), Of("half", Likelihood.ByContent, Half),
            Of("later", Likelihood.ByName, Half));

        Assert.Equal(("half", "cut off"), (finding.Reader!.Name, finding.Damage));
    }

    [Fact]
    public void When_nobody_found_anything_it_is_unknown() =>
        Assert.Null(Inspect(Of("empty", Likelihood.ByContent, _ => throw new DamagedException("not mine"))).Reader);

    [Theory, InlineData(typeof(OverflowException)), InlineData(typeof(EndOfStreamException)), InlineData(typeof(InvalidDataException))]
    public void What_the_framework_says_of_broken_files_is_damage(Type type)
    {
        var finding = Inspect(Of("mine", Likelihood.BySignature, _ => throw (Exception)Activator.CreateInstance(type)!));

        Assert.Contains("contradicts itself", finding.Damage);
    }

    [Theory, InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(IndexOutOfRangeException)), InlineData(typeof(ArgumentException))]
    [InlineData(typeof(FormatException)), InlineData(typeof(OperationCanceledException))]
    public void Mistakes_of_readers_are_not_hidden(Type type) =>
        Assert.Throws(type, () => Inspect(Of("mine", Likelihood.BySignature, _ => throw (Exception)Activator.CreateInstance(type)!)));

    [Fact]
    public void Each_reader_is_announced_before_it_reads()
    {
        var told = new List<string>();
        IFormatReader[] readers =
        [
            Of("last", Likelihood.Fallback), Of("wrong", Likelihood.ByContent, _ => throw new DamagedException("no")),
            Of("none", Likelihood.No),
        ];
        new Inspector(readers, reader => told.Add(reader.Name)).Inspect(new MemorySource("a", new byte[3]));

        Assert.Equal(["wrong", "last"], told);
    }

    [Fact]
    public void Who_was_called_off_does_not_begin()
    {
        var inspector = new Inspector([Of("mine", Likelihood.BySignature, _ => Assert.Fail("It was called off."))]);

        Assert.Throws<OperationCanceledException>(() =>
            inspector.Inspect(new MemorySource("a", new byte[3]), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_beginning_of_a_file_is_bounded_and_compared_within_it()
    {
        var head = FileHead.Of(new MemorySource("Name.TIFF", new byte[100_000]));

        Assert.Equal((16 * 1024, 100_000L), (head.Bytes.Length, head.Length));
        Assert.True(head.Has([0, 0], 16 * 1024 - 2));
        Assert.False(head.Has([0, 0], 16 * 1024 - 1));
        Assert.True(head.Named(".tif", ".tiff"));
        Assert.False(head.Named(".tif"));
        Assert.False(head.Named());
        Assert.Empty(FileHead.Of(new MemorySource("", Array.Empty<byte>())).Bytes.ToArray());
    }

    private static Finding Inspect(params IFormatReader[] readers) => new Inspector(readers).Inspect(new MemorySource("a", new byte[3]));

    private static Staged Of(string name, Likelihood likelihood, Action<Extraction>? read = null) =>
        new(name, likelihood, read ?? (into => into.Format = name));

    /// <summary>A reader that does as it is told.</summary>
    private sealed class Staged(string name, Likelihood likelihood, Action<Extraction> read) : IFormatReader
    {
        public string Name => name;

        public int Version => 1;

        public IReadOnlyList<FormatPassport> Formats => [];

        public Likelihood Recognise(FileHead head) => likelihood;

        public void Read(ByteSource file, Extraction into, CancellationToken ct) => read(into);
    }
}
