using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Audit;

/// <summary>The log's chain holds, and shows whatever was done to it.</summary>
public abstract class AuditLogTests(TestDatabase databases) : DatabaseTests(databases)
{
    [Fact]
    public async Task A_log_that_nobody_touched_holds()
    {
        var (_, audit) = await Written(7000);
        var check = await audit.Check(null, default);

        Assert.Equal((7000, null, null), (check.Entries, check.BrokenAt, check.HoldsExpected));
        Assert.Equal("All 7000 entries follow from one another.", check.Verdict);
    }

    [Fact]
    public async Task An_empty_log_holds_too()
    {
        var (_, audit) = await Databases.Shared();
        Assert.Equal((0, null), (await audit.Check(null, default)) is var check ? (check.Entries, check.BrokenAt) : default);
    }

    public static TheoryData<string, long> Crimes => new()
    {
        { "update audit_entry set who = 'somebody else' where id = 3", 3 },
        { "update audit_entry set action = 'thing.undone' where id = 3", 3 },
        { "update audit_entry set subject = 'other' where id = 3", 3 },
        { "update audit_entry set detail = '{\"n\":4}' where id = 3", 3 },
        { "update audit_entry set at_us = at_us + 1 where id = 3", 3 },
        { "update audit_entry set experiment_id = 9 where id = 3", 3 },
        { "update audit_entry set who = 'me' || who, action = substr(action, 2) where id = 3", 3 },
        { "update audit_entry set digest = (select digest from audit_entry where id = 2) where id = 3", 3 },
        { "delete from audit_entry where id = 1", 2 },
        { "delete from audit_entry where id = 3", 4 },
        { "update audit_entry set id = case id when 3 then -3 when 4 then -4 else id end; update audit_entry set id = case id when -3 then 4 when -4 then 3 else id end", 3 },
        { "delete from audit_entry where id = 3; update audit_entry set id = id - 1 where id = 4; update audit_entry set id = id - 1 where id = 5", 3 },
    };

    [Theory, MemberData(nameof(Crimes))]
    public async Task Whatever_is_done_to_an_entry_is_found(string crime, long brokenAt)
    {
        var (database, audit) = await Written(5);
        await database.Write(async write =>
        {
            await using var command = write.Connection.CreateCommand();
            command.Transaction = write.Inner;
            command.CommandText = crime;
            await command.ExecuteNonQueryAsync();
        }, default);
        var check = await audit.Check(null, default);

        Assert.Equal(brokenAt, check.BrokenAt);
        Assert.Contains($"Entry {brokenAt} does not follow from the one before it", check.Verdict);
    }

    [Fact]
    public async Task A_digest_noted_earlier_shows_that_the_end_was_cut_off()
    {
        var (database, audit) = await Written(5);
        var head = (await audit.Check(null, default)).Head;
        Assert.True((await audit.Check(head, default)).HoldsExpected);
        await Append(audit, 6);
        Assert.True((await audit.Check(head, default)).HoldsExpected);

        await database.Execute($"delete from audit_entry where id >= {5}", default);
        var check = await audit.Check(head, default);
        Assert.Equal((null, false), (check.BrokenAt, check.HoldsExpected));
        Assert.Contains("cut off", check.Verdict);
    }

    [Fact]
    public async Task Writers_at_once_make_one_chain_in_the_order_of_their_commits()
    {
        var (_, audit) = await Databases.Shared();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Append(audit, i)));

        Assert.Equal((40, null), (await audit.Check(null, default)) is var check ? (check.Entries, check.BrokenAt) : default);
    }

    [Fact]
    public async Task An_entry_of_a_change_that_did_not_happen_is_not_there()
    {
        var (_, audit) = await Written(2);
        await Assert.ThrowsAsync<FormatException>(() => audit.Write(async write =>
        {
            await audit.Append(write, "me", "thing.done", "x", null, new { }, default);
            throw new FormatException();
        }, default));
        Assert.Equal(2, await audit.Newest(default));
    }

    [Fact]
    public async Task Pages_go_both_ways()
    {
        var (_, audit) = await Written(5);
        Assert.Equal([3, 4], (await audit.After(2, 2, default)).Select(each => each.Entry.Id));
        Assert.Equal([3, 2], (await audit.Before(4, 2, default)).Select(each => each.Entry.Id));
    }

    private async Task<(SiteDatabase Database, AuditLog Audit)> Written(int entries)
    {
        var (database, audit) = await Databases.Shared();
        await audit.Write(async write =>
        {
            for (var i = 1; i <= entries; i++)
            {
                Databases.Clock.Now += TimeSpan.FromMicroseconds(7);
                await audit.Append(write, "me", "thing.done", $"ö{i}", i % 2 == 0 ? i : null, new { n = i, text = "\"{\n" }, default);
            }
        }, default);
        return (database, audit);
    }

    private static Task Append(AuditLog audit, int n) => audit.Write(async write =>
    {
        var name = $"g{n}";
        await write.Execute($"insert into access_group (name, description) values ({name}, '')", default);
        await audit.Append(write, "me", "group.added", name, null, new { }, default);
    }, default);
}

public sealed class AuditLogTestsOnSqlite(SqliteFiles databases) : AuditLogTests(databases), IClassFixture<SqliteFiles>;

public sealed class AuditLogTestsOnPostgres(PostgresDatabases databases) : AuditLogTests(databases), IClassFixture<PostgresDatabases>;
