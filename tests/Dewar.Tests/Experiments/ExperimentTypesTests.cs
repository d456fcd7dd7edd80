using Dewar.Hosting;
using Xunit;

namespace Dewar.Experiments;

public abstract class ExperimentTypesTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Once_types_are_written_down_experiments_have_one_of_them()
    {
        var free = Site.Name("free");
        await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(free, "whatever"));
        (await Site.Admin.Send("PUT", "api/experiment-types/cryo%20%3CEM%3E", new ExperimentType("", "Frozen", ["grid"]))).MustBe(204);
        try
        {
            var refused = await Site.Admin.Send("POST", "api/experiments", new NewExperiment(Site.Name("typed"), "whatever"));
            Assert.Contains("There are: cryo <EM>", refused.MustBe(400, "type-unknown").Title);
            await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("typed"), "cryo <EM>"));
            Assert.Equal(("cryo <EM>", "Frozen", 1L), (await Site.Admin.Get<List<ExperimentType>>("api/experiment-types")) is [var type] ? (type.Name, type.Description, type.Experiments) : default);

            // What was there before stays as it is, and may be changed otherwise.
            (await Site.Admin.Send("PATCH", $"api/experiments/{free}", new ExperimentChange(Title: "New", Type: "whatever"))).MustBe(200);
            (await Site.Admin.Send("PATCH", $"api/experiments/{free}", new ExperimentChange(Type: "other"))).MustBe(400, "type-unknown");
        }
        finally
        {
            (await Site.Admin.Send("DELETE", "api/experiment-types/cryo%20%3CEM%3E")).MustBe(204);
        }

        (await Site.Admin.Send("DELETE", "api/experiment-types/cryo%20%3CEM%3E")).MustBe(404);
        await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("free"), "anything"));
    }

    [Fact]
    public async Task Odd_types_are_refused()
    {
        (await Site.Admin.Send("PUT", "api/experiment-types/%20", new ExperimentType("", "", []))).MustBe(400, "name-invalid");
        (await Site.Admin.Send("PUT", $"api/experiment-types/{new string('x', 101)}", new ExperimentType("", "", []))).MustBe(400, "name-invalid");
        (await Site.Admin.Send("PUT", "api/experiment-types/x", new ExperimentType("", "", [""]))).MustBe(400, "properties-invalid");
    }
}

public sealed class ExperimentTypesTestsOnSqlite(SqliteSite site) : ExperimentTypesTests(site), IClassFixture<SqliteSite>;

public sealed class ExperimentTypesTestsOnPostgres(PostgresSite site) : ExperimentTypesTests(site), IClassFixture<PostgresSite>;
