using System.IO.Compression;
using System.Text;
using Xunit;

namespace Dewar.Search;

/// <summary>What the index is told of a file by its document and by people.</summary>
public sealed class FactsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void A_document_tells_common_quantities_in_si_and_kinds_of_signals()
    {
        var (facts, taken) = Read("""
            {"format":"X","signals":[{"name":"HAADF","type":"spectrum-image","metadata":{"dwell_time":{"value":5,"unit":"µs","si":5.000000000001e-6}}},{"type":"image"}, 7],
             "metadata":{"operator":{"value":"Jane"},"elements":{"value":["Au","Pd"]},"acquired_at":{"value":"2026-07-01T10:00:00"},"wavelength":{"value":7,"unit":"furlong"},
             "ended_at":{"value":"2026-07-01T10:00:00Z"},"unknown":{"value":"x"},"tree":{"operator":{"value":"nobody"}},"sample":null,"temperature":"cold"},"parts":[]}
            """);

        Assert.Contains(("#dwell_time|s", 5e-6), facts.Numbers);
        Assert.Contains(("#wavelength|=furlong", 7.0), facts.Numbers);
        Assert.Equal(["$type=SpectrumImage", "$type=Image", "$operator=Jane", "$elements=Au", "$elements=Pd", "$wavelength=7 furlong"],
            facts.Words.Select(word => $"{word.Column}={word.Value}"));
        // Ten o'clock in Berlin's summer.
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000, taken);
        Assert.Contains(("#ended_at|time", new DateTimeOffset(2026, 7, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000.0), facts.Numbers);
        Assert.Contains("HAADF", facts.Texts);
    }

    [Theory]
    [InlineData("[]"), InlineData("7"), InlineData("{}"), InlineData("""{"metadata":7,"signals":"x"}"""), InlineData("""{"metadata":{"operator":[1,2]},"signals":[[],{}]}""")]
    [InlineData("""{"signals":[{"type":7,"name":{},"metadata":[]}],"metadata":{"operator":{"other":1},"acquired_at":{"value":"soon"}}}""")]
    public void A_document_of_another_form_tells_nothing(string document)
    {
        var (facts, taken) = Read(document);

        Assert.Empty(facts.Numbers);
        Assert.Empty(facts.Words);
        Assert.Null(taken);
    }

    [Fact]
    public void People_write_values_with_units_or_without()
    {
        var facts = new FileFacts(1);
        var own = OwnFacts.Tell(facts, """
            {"Voltage":"200 kV","exposure_time":0.5,"dose":"30 e/nm2","run":"0042","depth":" 3.5nm ","note":"5 gold rods, thick","list":["a",2],"path":"mine","yes":true,"nul\u0000key":"x","sample":"gold"}
            """);

        Assert.Equal(["dose", "run", "depth", "note", "list", "meta.path", "yes", "nul\uFFFDkey"], own.Distinct());
        Assert.Equal(new HashSet<(string, double)> { ("#acceleration_voltage|V", 200e3), ("#exposure_time|s", 0.5), ("#dose|=e/nm2", 30), ("#run|", 42), ("#depth|m", 3.5e-9), ("#list|", 2) },
            facts.Numbers.Where(number => number.Column is not "#note|=gold rods, thick").Select(number => (number.Column.Replace("|1", "|"), number.Value)).ToHashSet());
        Assert.Contains(("$run", "0042"), facts.Words);
        Assert.Contains(("$sample", "gold"), facts.Words);
        Assert.Contains(("$meta.path", "mine"), facts.Words);
        Assert.Empty(OwnFacts.Tell(facts, null));
    }

    private static (FileFacts Facts, long? TakenUs) Read(string document)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(document));
        }

        var facts = new FileFacts(1);
        var reader = new DocumentFacts(facts, Berlin);
        reader.Read(packed.ToArray());
        return (facts, reader.TakenUs);
    }
}
