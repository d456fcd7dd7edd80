using Dewar.Sdk;
using Xunit;

namespace Dewar.Search;

public sealed class QueryParserTests
{
    // A Sunday.
    private static readonly ManualTime Now = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("", "")]
    [InlineData("  gold  foil ", "gold foil")]
    [InlineData("\"gold foil\"", "\"gold foil\"")]
    [InlineData("gold AND foil", "gold foil")]
    [InlineData("gold OR foil thin", "gold OR (foil thin)")]
    [InlineData("(gold OR foil) thin", "(gold OR foil) thin")]
    [InlineData("NOT gold", "NOT gold")]
    [InlineData("-gold", "NOT gold")]
    [InlineData("NOT (gold OR foil)", "NOT (gold OR foil)")]
    [InlineData("ORION android NOTHING", "ORION android NOTHING")]
    [InlineData("type:Image", "type:Image")]
    [InlineData("TYPE:Image", "type:Image")]
    [InlineData("operator:\"Jane Doe\"", "operator:\"Jane Doe\"")]
    [InlineData("operator=\"Jane \"\"JD\"\" Doe\"", "operator=\"Jane \"\"JD\"\" Doe\"")]
    [InlineData("format:dm4 experiment:alloys", "format:dm4 experiment:alloys")]
    [InlineData("path:*.h5", "path:*.h5")]
    [InlineData("has:preview", "has:preview")]
    [InlineData("has:voltage", "has:acceleration_voltage")]
    [InlineData("-has:preview", "NOT has:preview")]
    [InlineData("name:a.dm4", "name=a.dm4")]
    [InlineData("operator != Jane", "NOT operator=Jane")]
    public void Words_and_signs_are_understood(string query, string understood) => Assert.Equal(understood, Understood(query));

    [Theory]
    [InlineData("beam_energy:7..9keV", "beam_energy:7keV..9keV")]
    [InlineData("beam_energy:7000eV..9keV", "beam_energy:7keV..9keV")]
    [InlineData("beam-energy:7..9 keV", "beam_energy:7keV..9keV")]
    [InlineData("exposure > 0.5 s", "exposure_time>0.5s")]
    [InlineData("exposure>500ms", "exposure_time>0.5s")]
    [InlineData("exposure > 0.5 s gold", "exposure_time>0.5s gold")]
    [InlineData("exposure > 0.5 gold", "exposure_time>0.5s gold")]
    [InlineData("acceleration_voltage = 200 kV", "acceleration_voltage=200kV")]
    [InlineData("acceleration_voltage:200000V", "acceleration_voltage=200kV")]
    [InlineData("voltage<=.3MV", "acceleration_voltage<=300kV")]
    [InlineData("temperature:..-196°C", "temperature<=77.15K")]
    [InlineData("magnification>=1e5", "magnification>=100000")]
    [InlineData("stage_x:-5..5µm", "stage_x:-5µm..5µm")]
    [InlineData("defocus:-1um..", "defocus>=-1000nm")]
    [InlineData("voltage != 200kV", "NOT acceleration_voltage=200kV")]
    [InlineData("exposure:5ticks", "exposure_time=5ticks")]
    [InlineData("size>1GB", "size>1000000000")]
    [InlineData("size:10kB..1 MB", "size:10000..1000000")]
    [InlineData("size<=1KiB", "size<=1024")]
    public void Values_have_units(string query, string understood) => Assert.Equal(understood, Understood(query));

    [Theory]
    [InlineData("taken:2026-11-01..", "taken>=2026-11-01T00:00:00+00:00")]
    [InlineData("taken:2026-11", "taken:2026-11-01T00:00:00+00:00..2026-11-30T23:59:59+00:00")]
    [InlineData("taken:2026-11-01..2026-11-02", "taken:2026-11-01T00:00:00+00:00..2026-11-02T23:59:59+00:00")]
    [InlineData("taken:yesterday", "taken:2026-11-21T00:00:00+00:00..2026-11-21T23:59:59+00:00")]
    [InlineData("taken:tuesday", "taken:2026-11-17T00:00:00+00:00..2026-11-17T23:59:59+00:00")]
    [InlineData("taken:sunday", "taken:2026-11-22T00:00:00+00:00..2026-11-22T23:59:59+00:00")]
    [InlineData("taken:\"last sunday\"", "taken:2026-11-15T00:00:00+00:00..2026-11-15T23:59:59+00:00")]
    [InlineData("taken:\"last week\"", "taken:2026-11-09T00:00:00+00:00..2026-11-15T23:59:59+00:00")]
    [InlineData("registered > 2026-11-20", "registered>=2026-11-21T00:00:00+00:00")]
    [InlineData("registered >= 2026-11-20", "registered>=2026-11-20T00:00:00+00:00")]
    [InlineData("modified < 2026", "modified<2026-01-01T00:00:00+00:00")]
    [InlineData("modified <= 2026", "modified<2027-01-01T00:00:00+00:00")]
    [InlineData("modified:2026-11-20T10:30", "modified:2026-11-20T10:30:00+00:00..2026-11-20T10:30:59+00:00")]
    public void Times_are_spans(string query, string understood) => Assert.Equal(understood, Understood(query));

    [Theory]
    [InlineData("gold)", 4, 1)]
    [InlineData("(gold", 0, 1)]
    [InlineData("gold OR", 7, 0)]
    [InlineData("OR gold", 0, 0)]
    [InlineData("gold AND OR foil", 5, 4)]
    [InlineData("\"gold", 0, 5)]
    [InlineData("NOT", 0, 3)]
    [InlineData("gold volage:200kV", 5, 6)]
    [InlineData(":x", 0, 1)]
    [InlineData("type:", 0, 5)]
    [InlineData("type > Image", 7, 5)]
    [InlineData("beam_energy:200kV", 12, 5)]
    [InlineData("beam_energy:much", 12, 4)]
    [InlineData("beam_energy:9..7keV", 12, 7)]
    [InlineData("beam_energy>7..9keV", 12, 7)]
    [InlineData("taken:someday", 6, 7)]
    [InlineData("taken:2026-13", 6, 7)]
    [InlineData("size>much", 5, 4)]
    [InlineData("has:", 4, 0)]
    public void What_is_not_understood_is_pointed_at(string query, int start, int length)
    {
        var fault = Assert.Throws<QueryFault>(() => Parse(query));

        Assert.Equal((start, length), (fault.Start, fault.Length));
    }

    [Fact]
    public void A_slip_of_the_pen_is_answered_with_the_nearest_keys() =>
        Assert.Contains("Did you mean voltage?", Assert.Throws<QueryFault>(() => Parse("volage:200kV")).Message);

    [Fact]
    public void Long_and_deep_queries_are_refused()
    {
        Assert.Throws<QueryFault>(() => Parse(new string('x', 5000)));
        Assert.Throws<QueryFault>(() => Parse(new string('(', 3000)));
        Assert.Throws<QueryFault>(() => Parse(string.Concat(Enumerable.Repeat("NOT ", 900)) + "x"));
    }

    [Theory]
    [InlineData("beam_energy:photon(1Å)", 12398.4198)]
    [InlineData("beam_energy:electron(0.0251nm)", 2381.9)]
    [InlineData("acceleration_voltage:electron(2.508pm)", 2.0e5)]
    public void Waves_are_converted_where_the_query_asks(string query, double expected)
    {
        var within = Assert.IsType<Within>(Parse(query));
        Assert.True(Unit.TryParse(within.Key.Unit is "keV" ? "eV" : "V", out var unit));

        Assert.Equal(1, unit.FromSi((within.Bounds.From + within.Bounds.To) / 2) / expected, 1e-3);
    }

    [Fact]
    public void Short_waves_have_high_energies()
    {
        var within = Assert.IsType<Within>(Parse("beam_energy:photon(1..2Å)"));
        var open = Assert.IsType<Within>(Parse("beam_energy:photon(..2Å)"));

        Assert.True(within.Bounds.From < within.Bounds.To);
        Assert.Equal((within.Bounds.From, double.PositiveInfinity), (open.Bounds.From, open.Bounds.To));
        Assert.Contains("photon", Assert.Throws<QueryFault>(() => Parse("beam_energy:1..2Å")).Message);
    }

    [Theory]
    [InlineData("thickness:5nm", "thickness=5e-09m OR thickness=5nm")]
    [InlineData("thickness > 5 nm", "thickness>5e-09m")]
    [InlineData("\"my colour\":red", "\"my colour\":red")]
    [InlineData("batch:0042", "batch=42 OR batch=0042")]
    [InlineData("batch:\"0042\"", "batch:0042")]
    [InlineData("yield:3widgets", "yield=3widgets OR yield=3widgets")]
    public void Keys_of_ones_own_take_words_and_numbers(string query, string understood) => Assert.Equal(understood, Understood(query));

    [Fact]
    public void What_was_understood_is_understood_again()
    {
        foreach (var query in (string[])["beam_energy:7..9keV gold", "exposure>0.1s OR size>1GB", "taken:2026-11 -has:preview", "path:raw/a (a OR \"b c\")", "acceleration_voltage = 200 kV"])
        {
            Assert.Equal(Understood(query), Understood(Understood(query)));
        }
    }

    [Theory]
    [InlineData("acceleration_voltage", "V", "kV", "MV", "mV")]
    [InlineData("exposure_time", "s", "ms", "µs", "us", "ns", "min", "h")]
    [InlineData("pixel_size", "nm", "µm", "um", "Å", "pm", "m", "mm", "angstrom", "nanometer")]
    [InlineData("beam_energy", "eV", "keV", "MeV", "J", "electron_volt")]
    [InlineData("stage_tilt", "°", "deg", "rad", "mrad")]
    [InlineData("temperature", "K", "°C", "mK")]
    public void The_same_query_in_any_unit_finds_the_same(string key, params string[] spellings)
    {
        var random = new Random(20261122);
        var units = spellings.Select(spelling => (spelling, Unit: Unit.TryParse(spelling, out var unit) ? unit : throw new FormatException(spelling))).ToArray();
        double Value() => Math.Round(random.NextDouble() * 1000, random.Next(4)) * Math.Pow(10, random.Next(-3, 4));
        var files = Enumerable.Range(0, 300).Select(_ => Quantities.Canonical(units[random.Next(units.Length)].Unit.ToSi(Value()), units[0].Unit.Dimension)).ToArray();
        for (var round = 0; round < 100; round++)
        {
            // One of the files' own values, so that it matters on which side of a bound they are.
            var (low, high) = (files[random.Next(files.Length)], files[random.Next(files.Length)]);
            (low, high) = low < high ? (low, high) : (high, low);
            foreach (var form in (string[])["{0}:{1:R}..{2:R}{3}", "{0}>{1:R}{3}", "{0}>={1:R} {3}", "{0}<{1:R}{3}", "{0}<={1:R}{3}", "{0}={1:R}{3}"])
            {
                var found = units.Select(unit => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, key, unit.Unit.FromSi(low), unit.Unit.FromSi(high), unit.spelling))
                    .Select(query => Assert.IsType<Within>(Parse(query)).Bounds).Select(bounds => string.Join(',', files.Index().Where(file => bounds.Contain(file.Item)).Select(file => file.Index)));

                Assert.Single(found.Distinct());
            }
        }
    }

    private static Wish Parse(string query) => QueryParser.Parse(query, name => name is "thickness" or "my colour" or "batch" or "yield" ? SearchKey.Own(name) : null, Now);

    private static string Understood(string query) => WishText.Of(Parse(query));
}
