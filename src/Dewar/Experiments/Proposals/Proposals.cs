using Dewar.Access;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sdk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Experiments;

/// <summary>Looks proposals up in the sources that the site has, and makes of one what an experiment begins with.</summary>
internal sealed class Proposals(IEnumerable<IProposalSource> sources, SiteDatabase database)
{
    private const int Most = 50;

    public bool AreThere => sources.Any();

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/proposals").WithTags("Experiments");
        api.MapGet("/", List).Needs("staff of a station", ExperimentEndpoints.MayMake).WithSummary("Proposals with a text in number, title or people, the newest first; for those who make experiments");
        api.MapGet("/{proposal}", One).Needs("staff of a station", ExperimentEndpoints.MayMake).WithSummary("One proposal");
    }

    /// <exception cref="Refusal">A source can't be had.</exception>
    public async Task<List<Proposal>> Find(string text, CancellationToken ct)
    {
        var found = new List<Proposal>();
        foreach (var source in sources)
        {
            found.AddRange(await Ask(source, source.Find(text, Most, ct)));
        }

        return found[..Math.Min(found.Count, Most)];
    }

    public async Task<Proposal> Get(string id, CancellationToken ct)
    {
        foreach (var source in sources)
        {
            if (await Ask(source, source.Get(id, ct)) is { } proposal)
            {
                return proposal;
            }
        }

        throw AreThere ? Refusal.NotFound("proposal", id) : Refusal.Conflict("no-proposals", "This site has no source of proposals; the setting 'proposals' names one.");
    }

    /// <summary>
    /// What a proposal says, where the form says nothing. Its people become members if they have an account, by its name or by their address: who
    /// leads it an owner. All of them stand in the property "people".
    /// </summary>
    public async Task<NewExperiment> Filled(NewExperiment form, CancellationToken ct)
    {
        var proposal = await Get(form.FromProposal!, ct);
        var people = proposal.People ?? [];
        var members = (form.Members ?? []).ToList();
        foreach (var person in people)
        {
            if (await AccountOf(person, ct) is { } name && !members.Exists(member => member is { Kind: "user" } && member.Name == name))
            {
                members.Add(new("user", name, person.Leads ? ExperimentRole.Owner : ExperimentRole.Member));
            }
        }

        var properties = new Dictionary<string, string>(form.Properties ?? new Dictionary<string, string>());
        if (people.Count > 0)
        {
            properties.TryAdd("people", string.Join(", ", people.Select(person => person.Name)));
        }

        return form with
        {
            Title = form.Title is "" ? proposal.Title : form.Title,
            Description = form.Description is "" ? proposal.Abstract : form.Description,
            Station = form.Station ?? proposal.Station,
            Proposal = form.Proposal ?? proposal.Id,
            StartsAt = form.StartsAt ?? proposal.Starts,
            EndsAt = form.EndsAt ?? proposal.Ends,
            Members = members,
            Properties = properties,
        };
    }

    private static async Task<Ok<List<Proposal>>> List(Proposals proposals, CancellationToken ct, string text = "") => TypedResults.Ok(await proposals.Find(text, ct));

    private static async Task<Ok<Proposal>> One(string proposal, Proposals proposals, CancellationToken ct) => TypedResults.Ok(await proposals.Get(proposal, ct));

    private Task<string?> AccountOf(ProposalPerson person, CancellationToken ct) => database.First(
        $"select name from access_user where disabled_us is null and (name = {person.Account ?? ""} or (email <> '' and lower(email) = {(person.Email ?? "").ToLowerInvariant()})) order by case when name = {person.Account ?? ""} then 0 else 1 end, id limit 1",
        row => row.GetString(0), ct);

    private static async Task<T> Ask<T>(IProposalSource source, Task<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new Refusal(503, "proposals-away", $"The proposals of '{source.Name}' can't be had: {fault.Message}");
        }
    }
}
