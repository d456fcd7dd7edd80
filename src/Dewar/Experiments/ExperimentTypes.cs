using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Experiments;

/// <summary>A kind of experiment: a technique, a beamline's class of use.</summary>
/// <param name="Properties">The properties that whoever makes one is asked for.</param>
/// <param name="Experiments">How many there are of it.</param>
public sealed record ExperimentType(string Name, string Description, IReadOnlyList<string> Properties, long Experiments = 0);

/// <summary>The types that an administrator wrote down. Once there is one, new experiments have one of them; before, any text does.</summary>
internal sealed class ExperimentTypes(SiteDatabase database, AuditLog audit)
{
    private const int Longest = 100, MostProperties = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        var types = app.MapGroup("/api/experiment-types").WithTags("Experiments");
        types.MapGet("/", async (ExperimentTypes store, CancellationToken ct) => TypedResults.Ok(await store.List(ct))).NeedsSignIn().WithSummary("The types of experiments there may be; an empty list allows any");
        types.MapPut("/{type}", Write).NeedsAdministrator().WithSummary("Write a type of experiments down, or change it");
        types.MapDelete("/{type}", TakeOff).NeedsAdministrator().WithSummary("Take a type off the list; experiments of it stay as they are");
    }

    public async Task<List<ExperimentType>> List(CancellationToken ct)
    {
        var counts = (await database.Query($"select type, count(*) from experiments_experiment group by type", row => (row.GetString(0), row.GetInt64(1)), ct))
            .ToDictionary(each => each.Item1, each => each.Item2);
        return await database.Query($"select name, description, properties from experiments_type order by name",
            row => new ExperimentType(row.GetString(0), row.GetString(1), JsonSerializer.Deserialize<List<string>>(row.GetString(2), Wire.Json)!, counts.GetValueOrDefault(row.GetString(0))), ct);
    }

    public Task Set(Caller who, ExperimentType type, CancellationToken ct)
    {
        if (type.Name.Trim().Length == 0 || type.Name.Length > Longest || type.Name.Any(char.IsControl))
        {
            throw Refusal.Invalid("name-invalid", $"A type's name has 1 to {Longest} characters, none of them a control character.");
        }

        if (type.Properties.Count > MostProperties || type.Properties.Any(name => name.Length is 0 or > Longest || name.Any(char.IsControl)))
        {
            throw Refusal.Invalid("properties-invalid", $"A type asks for at most {MostProperties} properties; each name has 1 to {Longest} characters.");
        }

        return audit.Write(async write =>
        {
            await write.Execute($"""
                insert into experiments_type (name, description, properties) values ({type.Name}, {type.Description}, {new Json(JsonSerializer.Serialize(type.Properties, Wire.Json))})
                on conflict (name) do update set description = excluded.description, properties = excluded.properties
                """, ct);
            await audit.Append(write, who.Who, "experiment-type.set", type.Name, null, new { type.Description, type.Properties }, ct);
        }, ct);
    }

    public Task Remove(Caller who, string name, CancellationToken ct) => audit.Write(async write =>
    {
        if (await write.Execute($"delete from experiments_type where name = {name}", ct) == 0)
        {
            throw Refusal.NotFound("experiment type", name);
        }

        await audit.Append(write, who.Who, "experiment-type.removed", name, null, new { }, ct);
    }, ct);

    /// <summary>In the transaction that gives an experiment its type.</summary>
    public static async Task MustKnow(Transaction write, string type, CancellationToken ct)
    {
        var known = await write.Query($"select name from experiments_type order by name", row => row.GetString(0), ct);
        if (known.Count > 0 && !known.Contains(type))
        {
            throw Refusal.Invalid("type-unknown", $"There is no experiment type '{type}'. There are: {string.Join(", ", known)}. An administrator can add another.");
        }
    }

    private static async Task<NoContent> Write(HttpContext http, string type, ExperimentType form, ExperimentTypes store, CancellationToken ct)
    {
        await store.Set(http.Caller(), form with { Name = type }, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> TakeOff(HttpContext http, string type, ExperimentTypes store, CancellationToken ct)
    {
        await store.Remove(http.Caller(), type, ct);
        return TypedResults.NoContent();
    }
}
