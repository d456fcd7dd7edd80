using Dewar.Hosting;
using Xunit;

namespace Dewar.Acquisitions;

/// <summary>Which acquisition is meant by what somebody types.</summary>
public sealed class AcquisitionCommandsTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    [Fact]
    public async Task An_acquisition_is_named_by_id_or_its_beginning_or_experiment_but_not_by_nothing()
    {
        var line = await site.Beamline();
        var id = line.Acquisition.Id;
        foreach (var named in new[] { id, id[..^1], line.Experiment.Name })
        {
            Assert.Equal(id, (await Typed.Dewar(site, "acquire", "show", named, "--json")).Json.GetProperty("id").GetString());
        }

        // An empty variable in a script: every id begins with nothing, and the only acquisition would be stopped.
        var stopped = await Typed.Dewar(site, "acquire", "stop", "");
        Assert.Equal((4, "dewar acquire stop: There is no acquisition '', and no experiment of this name that had one.\n"), (stopped.Code, stopped.Error));
        Assert.Null((await site.Admin.Get<Acquisition>($"{line.Path}/acquisitions/{id}")).StopRequestedAt);
    }

    [Fact]
    public async Task An_experiment_is_not_taken_for_the_beginning_of_an_id()
    {
        var other = await site.Beamline();
        var name = other.Acquisition.Id[..8];
        await site.Experiment(name, other.Stations[0]);
        var mine = await site.Admin.Post<Acquisition>($"api/experiments/{name}/acquisitions", new NewAcquisition([new("/mine", other.Stations[0])]));

        Assert.Equal(mine.Id, (await Typed.Dewar(site, "acquire", "show", name, "--json")).Json.GetProperty("id").GetString());
        var second = await site.Admin.Post<Acquisition>($"api/experiments/{name}/acquisitions", new NewAcquisition([new("/second", other.Stations[0])]));
        var both = await Typed.Dewar(site, "acquire", "show", name);
        Assert.Equal(3, both.Code);
        Assert.Contains($"'{name}' means 2 acquisitions; give the id of one: {second.Id}, {mine.Id}.", both.Error);
    }
}
