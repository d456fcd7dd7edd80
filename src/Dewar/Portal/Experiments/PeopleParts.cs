using Dewar.Access;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

public sealed record SuggestedPeople(IReadOnlyList<Person> People);

/// <summary>Parts of pages that htmx asks for.</summary>
internal static class PeopleParts
{
    /// <summary>What a list of suggestions holds.</summary>
    public static async Task<IResult> Options(People people, CancellationToken ct, string? member = null) =>
        Page.Of<PeopleOptions, SuggestedPeople>(new(await people.Find(member, ct)));
}
