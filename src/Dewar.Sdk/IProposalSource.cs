namespace Dewar.Sdk;

/// <summary>Where proposals can be looked up: a user office's database, a booking system, a file. Experiments are made from them.</summary>
public interface IProposalSource
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Proposals with this text in their number, title or people; with an empty text the newest. Throws IOException, with a sentence for people, when it can't be had.</summary>
    Task<IReadOnlyList<Proposal>> Find(string text, int most, CancellationToken ct);

    /// <summary>One proposal; null when there is none with this number.</summary>
    Task<Proposal?> Get(string id, CancellationToken ct);
}

/// <summary>What a proposal says.</summary>
/// <param name="Id">Its number, as people write it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Abstract">What it is about.</param>
/// <param name="Station">Where it was given time, if that is a station of the site.</param>
/// <param name="Starts">The first day.</param>
/// <param name="Ends">The last day.</param>
/// <param name="People">Who is on it.</param>
public sealed record Proposal(
    string Id, string Title, string Abstract = "", string? Station = null, DateTimeOffset? Starts = null, DateTimeOffset? Ends = null, IReadOnlyList<ProposalPerson>? People = null);

/// <summary>Somebody on a proposal.</summary>
/// <param name="Name">As people call them.</param>
/// <param name="Email">Their address.</param>
/// <param name="Account">Their account at the site, where the source knows it; otherwise it is found by the address.</param>
/// <param name="Leads">The main proposer, or the contact.</param>
public sealed record ProposalPerson(string Name, string? Email = null, string? Account = null, bool Leads = false);
