using Dewar.Hosting;
using Xunit;

namespace Dewar.Audit;

public abstract class AuditSearchTests(TestDatabase databases) : DatabaseTests(databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task All_that_is_given_must_fit()
    {
        var search = await Filled();

        Assert.Equal(new long[] { 6, 3 }, await Ids(search, new(Who: "anna")));
        Assert.Equal(new long[] { 5, 2 }, await Ids(search, new(Who: "station *")));
        Assert.Equal(new long[] { 6, 5, 4, 2 }, await Ids(search, new(Action: "upload.*")));
        Assert.Equal(new long[] { 6 }, await Ids(search, new(Action: "upload.*", Who: "anna")));
        Assert.Equal(new long[] { 3 }, await Ids(search, new(Subject: "100%_!*")));
        Assert.Equal(new long[] { 3 }, await Ids(search, new(Text: "100%_!")));
        Assert.Equal(new long[] { 4 }, await Ids(search, new(Text: "A NOTE")));
        Assert.Empty(await Ids(search, new(Text: "1000")));
        Assert.Empty(await Ids(search, new(Who: "ann")));
    }

    [Fact]
    public async Task Days_are_found()
    {
        var search = await Filled();

        Assert.Equal(new long[] { 6, 5, 4 }, await Ids(search, new(From: Start.AddDays(3))));
        Assert.Equal(new long[] { 3, 2, 1 }, await Ids(search, new(To: Start.AddDays(3))));
        Assert.Equal(new long[] { 3 }, await Ids(search, new(From: Start.AddDays(2), To: Start.AddDays(3))));
        Assert.Empty(await Ids(search, new(From: Start.AddDays(20))));
        Assert.Empty(await Ids(search, new(To: Start.AddDays(-20))));
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_ended()
    {
        var search = await Filled();

        var first = await search.Find(new(), null, 4, default);
        Assert.Equal([6, 5, 4, 3], first.Items.Select(each => each.Id));
        var second = await search.Find(new(), first.Next, 4, default);
        Assert.Equal(new long[] { 2, 1 }, second.Items.Select(each => each.Id));
        Assert.Null(second.Next);
    }

    private static async Task<long[]> Ids(AuditSearch search, AuditQuestion question)
    {
        var page = await search.Find(question, null, 100, default);
        Assert.Null(page.Next);
        return [.. page.Items.Select(each => each.Id)];
    }

    private async Task<AuditSearch> Filled()
    {
        var (database, audit) = await Databases.Shared();
        (string Who, string Action, string Subject, object Detail)[] entries =
        [
            ("admin", "experiment.added", "first", new { }), ("station here", "upload.ended", "u1", new { }), ("anna", "experiment.changed", "100%_!x", new { }),
            ("bert", "upload.started", "u2", new { text = "a note quoted" }), ("station there", "upload.ended", "u2", new { }), ("anna", "upload.started", "u3", new { }),
        ];
        foreach (var (number, entry) in entries.Index())
        {
            Databases.Clock.Now = Start.AddDays(number);
            await audit.Write(write => audit.Append(write, entry.Who, entry.Action, entry.Subject, null, entry.Detail, default), default);
        }

        return new(database, audit);
    }
}

public sealed class AuditSearchTestsOnSqlite(SqliteFiles databases) : AuditSearchTests(databases), IClassFixture<SqliteFiles>;

public sealed class AuditSearchTestsOnPostgres(PostgresDatabases databases) : AuditSearchTests(databases), IClassFixture<PostgresDatabases>;
