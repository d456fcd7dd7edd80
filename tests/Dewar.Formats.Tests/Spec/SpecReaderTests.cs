using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Spec;

public sealed class SpecReaderTests() : ReaderContract(new SpecReader(), Encoding.ASCII.GetBytes(Sample))
{
    private const string Sample = """
        #F /data/scans
        #E 1383072022
        #D Tue Oct 29 13:40:22 2013
        #C First light  User = ada
        #O0 sample x  two theta
        #O1 mono

        #S 1  ascan  mono 1 3  2 0.5
        #D Tue Oct 29 14:05:53 2013
        #T 0.5  (seconds)
        #Q 0 0 1
        #P0 1.5 -3e-2
        #P1 7
        #N 3
        #L mono  ring current  I0
        1 200.5 17
        2 200.4 19
        #C a remark in between
        3 200.3 23

        #S 2 ascan mono 1 3 2 0.5
        #N 3
        #L mono  ring current  I0
        #C Tue Oct 29 14:06:25 2013.  Scan aborted after 0 points.

        #S 1 loopscan 2 1
        #@MCA 16C
        #@CHANN 4 0 3 1
        #@CALIB 0.5 0.25 0
        #@CTIME 1 0.9 1.1
        #N 2
        #L Time  I0
        @A 1 2\
        3 4
        1 5
        @A 5 6\
        7 8
        2 6

        """;

    [Fact]
    public void Scans_are_tables_with_their_columns()
    {
        var signal = Read(Sample).Extraction.Signals[0];

        Assert.Equal(["mono", "ring current", "I0"], signal.Columns);
        Assert.Equal([1, 200.5, 17, 2, 200.4, 19, 3, 200.3, 23], signal.Values!.ReadNumbers(Slab.All([3, 3])));
        Assert.Equal("ascan  mono 1 3  2 0.5", signal.Facts[CoreNames.ScanCommand]!.Value);
        Assert.Equal(0.5, signal.Facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal("2013-10-29T14:05:53", signal.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void The_header_tells_the_zone_by_its_two_times()
    {
        var facts = Read(Sample).Extraction.Facts;

        Assert.Equal("2013-10-29T13:40:22-05:00", facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("ada", facts[CoreNames.Operator]!.Value);
        Assert.Equal("First light", facts[CoreNames.Title]!.Value);
    }

    [Fact]
    public void Motors_stand_with_their_names()
    {
        var metadata = Read(Sample).Extraction.Metadata;

        Assert.Equal(-0.03, metadata.Number("scan 1.1", "positioners", "two theta"));
        Assert.Equal(7, metadata.Number("scan 1.1", "positioners", "mono"));
        Assert.Equal(3, (metadata.Find("scan 1.1", "positioners") as MetaGroup)!.Children.Count);
    }

    [Fact]
    public void A_scan_without_points_is_told_but_is_no_signal()
    {
        var extraction = Read(Sample).Extraction;

        Assert.Equal(0, extraction.Metadata.Number("scan 2.1", "points"));
        Assert.Equal(["scan 1.1", "scan 1.2", "scan 1.2, @A"], extraction.Signals.Select(signal => signal.Place));
    }

    [Fact]
    public void Spectra_lie_over_their_points_and_have_energies()
    {
        var signal = Read(Sample).Extraction.Signals[2];

        Assert.Equal([2, 4], signal.Shape);
        Assert.Equal(("energy", 0.25, 0.5), (signal.Axes[1].Name, signal.Axes[1].Scale, signal.Axes[1].Offset));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], signal.Values!.ReadNumbers(Slab.All([2, 4])));
        Assert.Equal([6, 8], signal.Values.ReadNumbers(new([1, 1], [1, 2], [1, 2])));
        Assert.Equal(0.9, signal.Facts[CoreNames.LiveTime]!.Si);
    }

    [Fact]
    public void A_new_header_brings_new_motors()
    {
        var text = Sample + "#F /data/scans\n#E 1383082022\n#O0 slit\n\n#S 3 ct 1\n#P0 9\n#N 1\n#L I0\n5\n";
        var metadata = Read(text).Extraction.Metadata;

        Assert.Equal(9, metadata.Number("scan 3.1", "positioners", "slit"));
        Assert.Equal(2, metadata.Children.Count(child => child.Name is "header"));
    }

    [Theory]
    [InlineData("#L a  b b  c", 3, new[] { "a", "b b", "c" })]
    [InlineData("#L a b c", 3, new[] { "a", "b", "c" })]
    [InlineData("#L a b", 3, new[] { "a", "b", "column 3" })]
    public void Names_are_parted_by_two_blanks_or_by_one(string line, int count, string[] expected)
    {
        var row = string.Join(' ', Enumerable.Range(1, count));
        Assert.Equal(expected, Read($"#F x\n#S 1 ct\n#D x\n#N {count}\n{line}\n{row}\n").Extraction.Signals[0].Columns);
    }

    [Fact]
    public void Thousands_of_scans_are_listed_and_the_first_ones_described()
    {
        var text = new StringBuilder("#F x\n#E 1\n#O0 m\n\n");
        for (var scan = 1; scan <= 5000; scan++)
        {
            text.Append($"#S {scan} ascan m 0 1 1 1\n#D Tue Oct 29 14:05:53 2013\n#P0 1\n#N 2\n#L m  I\n0 1\n1 2\n\n");
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var extraction = Read(text.ToString()).Extraction;

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.Equal(256, extraction.Signals.Count);
        Assert.Equal(5000, extraction.Metadata.Children.Count(child => child.Name.StartsWith("scan ", StringComparison.Ordinal)));
        Assert.Single(extraction.Warnings);
    }

    [Theory]
    [InlineData("#FORMAT      : EMSA/MAS Spectral Data File\n#VERSION     : 1.0\n", Likelihood.No)]
    [InlineData("#F file\nno more\n", Likelihood.No)]
    [InlineData("# F S D\n1 2 3\n", Likelihood.No)]
    [InlineData("#S 1 ascan\n#N 2\n#L a  b\n1 2\n", Likelihood.ByContent)]
    [InlineData("#F file\n#E 1\n", Likelihood.BySignature)]
    public void What_only_begins_alike_is_left_to_others(string text, Likelihood expected) =>
        Assert.Equal(expected, new SpecReader().Recognise(FileHead.Of(new MemorySource("a.dat", Encoding.ASCII.GetBytes(text)))));

    private static Finding Read(string text) => new Inspector([new SpecReader()]).Inspect(new MemorySource("a.spec", Encoding.ASCII.GetBytes(text)));
}
