using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Instruments;

/// <summary>Stations and instruments, and the storages beside them.</summary>
public abstract class InstrumentTests(TestSite site) : SiteTests(site)
{
    [Theory]
    [InlineData("a b", "{experiment}", "name-invalid")]
    [InlineData("", "{experiment}", "name-invalid")]
    [InlineData("ok", "{station}/fixed", "template-invalid")]
    [InlineData("ok", "{beamline}/{experiment}", "template-invalid")]
    [InlineData("ok", "/{experiment}", "template-invalid")]
    [InlineData("ok", "../{experiment}", "template-invalid")]
    [InlineData("ok", "a//{experiment}", "template-invalid")]
    [InlineData("ok", ".dewar/{experiment}", "template-invalid")]
    public async Task What_makes_no_station_is_refused(string name, string template, string code) =>
        (await Site.Admin.Send("POST", "api/stations", new NewStation(name, "", template))).MustBe(400, code);

    [Fact]
    public async Task A_station_is_made_once_with_a_token_and_changed_by_its_staff()
    {
        var name = Site.Name("s");
        var made = await Site.Admin.Post<StationMade>("api/stations", new NewStation(name, "Hall 3"));
        using var station = Site.With(made.Token);
        Assert.Equal(name, (await station.Get<Me>("api/me")).Station);
        (await Site.Admin.Send("POST", "api/stations", new NewStation(name))).MustBe(409, "station-exists");

        using var staff = await Site.User(Site.Name("staff"), Role.Staff, name);
        var changed = (await staff.Send("PATCH", $"api/stations/{name}", new StationChange(Template: "x/{experiment}"))).As<Station>();
        Assert.Equal(("Hall 3", "x/{experiment}"), (changed.Description, changed.Template));
        (await staff.Send("PATCH", $"api/stations/{name}", new StationChange(Template: "x"))).MustBe(400, "template-invalid");
        (await Site.Admin.Send("PATCH", "api/stations/none", new StationChange())).MustBe(404, "station-not-found");
        Assert.Contains(await staff.Get<List<Station>>("api/stations"), each => each.Name == name);
    }

    [Fact]
    public async Task A_station_can_only_be_given_a_storage_that_is_there()
    {
        var name = Site.Name("s");
        using var _ = await Site.Station(name);

        (await Site.Admin.Send("PATCH", $"api/stations/{name}", new StationChange(Storage: "elsewhere"))).MustBe(404, "storage-not-found");
        (await Site.Admin.Send("POST", "api/stations", new NewStation(Site.Name("s"), Storage: "elsewhere"))).MustBe(404, "storage-not-found");
        (await Site.Admin.Send("PATCH", $"api/stations/{name}", new StationChange(Storage: "main"))).MustBe(200);
        Assert.Equal("main", (await Site.Admin.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), "t", Station: name))).As<Experiment>().Storage);
    }

    [Fact]
    public async Task The_embedded_station_gets_a_new_token_at_every_start()
    {
        var store = Site.Get<StationStore>();
        var name = Site.Name("local");
        using var first = Site.With(await store.EnsureEmbedded(name, default));
        using var second = Site.With(await store.EnsureEmbedded(name, default));

        (await first.Send("GET", "api/me")).MustBe(401, "token-invalid");
        (await second.Send("GET", "api/me")).MustBe(200);
        Assert.Single(await store.List(default), each => each.Name == name);
    }

    [Fact]
    public async Task An_instrument_belongs_to_a_station_and_its_staff()
    {
        var (here, there, name) = (Site.Name("here"), Site.Name("there"), Site.Name("stem"));
        using var _ = await Site.Station(here);
        using var __ = await Site.Station(there);
        using var staff = await Site.User(Site.Name("staff"), Role.Staff, here);
        using var other = await Site.User(Site.Name("staff"), Role.Staff, there);

        (await staff.Send("PUT", $"api/instruments/{name}", new Instrument("ignored", here, "a", new()))).MustBe(200);
        (await other.Send("PUT", $"api/instruments/{name}", new Instrument(name, there, "mine now", new()))).MustBe(403, "not-permitted");
        (await staff.Send("PUT", $"api/instruments/{name}", new Instrument(name, there, "", new()))).MustBe(403, "not-permitted");
        (await Site.Admin.Send("PUT", $"api/instruments/{name}", new Instrument(name, "none", "", new()))).MustBe(404, "station-not-found");
        (await staff.Send("PUT", $"api/instruments/{name}", new Instrument(name, here, "b", new() { QuietSeconds = 1e9 }))).MustBe(400, "settling-invalid");
        (await staff.Send("PUT", $"api/instruments/{name}", new Instrument(name, here, "b", new() { QuietSeconds = 0.5 }))).MustBe(200);

        var shown = await other.Get<Instrument>($"api/instruments/{name}");
        Assert.Equal((name, here, "b", 0.5), (shown.Name, shown.Station, shown.Description, shown.Settling.QuietSeconds));
        (await staff.Send("GET", "api/instruments/none")).MustBe(404, "instrument-not-found");
        Assert.Single(await staff.Get<List<Instrument>>("api/instruments"), each => each.Name == name);
    }

    [Theory, InlineData("a b"), InlineData(".."), InlineData("a%2Fb"), InlineData("-")]
    public async Task An_instruments_name_is_a_name(string name)
    {
        var station = Site.Name("s");
        using var _ = await Site.Station(station);
        Assert.InRange((await Site.Admin.Send("PUT", $"api/instruments/{Uri.EscapeDataString(name)}", new Instrument("x", station, "", new()))).Status, 400, 405);
    }
}

public sealed class InstrumentTestsOnSqlite(SqliteSite site) : InstrumentTests(site), IClassFixture<SqliteSite>;

public sealed class InstrumentTestsOnPostgres(PostgresSite site) : InstrumentTests(site), IClassFixture<PostgresSite>;
