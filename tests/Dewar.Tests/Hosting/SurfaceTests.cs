using System.Text.Json;
using Dewar.Database;
using Dewar.Extraction;
using Dewar.Station;
using Xunit;

namespace Dewar.Hosting;

/// <summary>What users and programs rely on changes only when somebody means it to.</summary>
public sealed class SurfaceTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    [Fact]
    public void Command_line() => Approved.Text("docs/reference/cli.md", Reference.Cli(TheVerbs.Build()));

    [Fact]
    public void Settings() => Approved.Text("docs/reference/settings.md", Reference.Settings(
        ("Of a site", "`dewar serve` reads `dewar.yaml` in its home folder, or the file that `--config` names.", SiteSettings.Known),
        ("Of a station", "`dewar station` reads the file that `--config` names.", StationOptions.Known),
        ("Of a worker", "`dewar worker` reads the file that `--config` names.", WorkerCommand.Known)));

    [Fact]
    public async Task Api()
    {
        var document = await site.Nobody().Get<JsonElement>("api/openapi.json");
        Assert.All(document.GetProperty("paths").EnumerateObject(), path => Assert.StartsWith("/api/", path.Name));
        Approved.Text("docs/reference/openapi.json", JsonSerializer.Serialize(document, Wire.Indented));
    }

    [Fact]
    public async Task Every_operation_of_the_api_says_what_it_does_and_has_a_name_of_its_own()
    {
        var document = await site.Nobody().Get<JsonElement>("api/openapi.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Where(each => each.Value.ValueKind == JsonValueKind.Object))
            .Select(each => each.Value).ToList();

        Assert.All(operations, operation => Assert.True(operation.GetProperty("summary").GetString()!.Length > 5));
        Assert.Equal(operations.Count, operations.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Swagger_can_be_tried_without_a_public_network()
    {
        var page = (await site.Nobody().Send("GET", "api/try/index.html")).MustBe(200);
        Assert.DoesNotContain("https://", page.Text);
        (await site.Nobody().Send("GET", "api/try/swagger-ui-bundle.js")).MustBe(200);
    }

    [Fact]
    public async Task Schema_of_SQLite() => Approved.Text("schema-sqlite.sql", string.Join(";\n\n", await site.Database.Query(
        $"select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by tbl_name, type desc, name", row => row.GetString(0), default)) + ";\n");
}

public sealed class PostgresSchemaTests(PostgresSite site) : SiteTests(site), IClassFixture<PostgresSite>
{
    [Fact]
    public async Task Schema_of_PostgreSQL()
    {
        var columns = await Site.Database.Query($"""
            select table_name, '  ' || column_name || ' ' || data_type || case when is_nullable = 'NO' then ' not null' else '' end
                || case when collation_name is null then '' else ' collate ' || collation_name end
                || case when is_identity = 'YES' then ' generated ' || lower(identity_generation) || ' as identity' else '' end
            from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position
            """, row => (Table: row.GetString(0), Line: row.GetString(1)), default);
        var constraints = await Site.Database.Query($"""
            select conrelid::regclass::text, '  ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace and contype <> 'n' order by conrelid::regclass::text, conname
            """, row => (Table: row.GetString(0), Line: row.GetString(1)), default);
        var indexes = await Site.Database.Query($"select tablename::text, '  ' || indexdef from pg_indexes where schemaname = 'public' order by tablename, indexname",
            row => (Table: row.GetString(0), Line: row.GetString(1)), default);
        Approved.Text("schema-postgres.txt", string.Join('\n', columns.Concat(constraints).Concat(indexes).GroupBy(each => each.Table).OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => $"{table.Key}\n{string.Join('\n', table.Select(each => each.Line))}\n")));
    }
}
