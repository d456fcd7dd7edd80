using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>What somebody said when booking or using an instrument, whatever system asked.</summary>
internal sealed record Said
{
    public string Title { get; init; } = "";
    public string Purpose { get; init; } = "";
    public string? Project { get; init; }
    public IReadOnlyList<Sample> Samples { get; init; } = [];
    public Consent Consent { get; init; }
    public IReadOnlyList<AnsweredQuestion> Questions { get; init; } = [];

    /// <summary>What this leaves open, taken from the other.</summary>
    public Said Or(Said other) => new()
    {
        Title = Title.Length > 0 ? Title : other.Title,
        Purpose = Purpose.Length > 0 ? Purpose : other.Purpose,
        Project = Project ?? other.Project,
        Samples = Samples.Count > 0 ? Samples : other.Samples,
        Consent = Consent != Consent.Unknown ? Consent : other.Consent,
        Questions = [.. Questions, .. other.Questions.Where(each => Questions.All(own => own.Name != each.Name))],
    };
}

/// <summary>A reservation or a use as it came.</summary>
/// <param name="User">Who has it, to be shown.</param>
/// <param name="People">All names of each person whose account may be the one; the first who has an account is.</param>
internal sealed record FetchedTime(string Id, string Instrument, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string User, IReadOnlyList<IReadOnlyList<string>> People, Said Said)
{
    /// <summary>Texts longer than this are cut: no list could show them.</summary>
    private const int LongestText = 300, LongestStory = 8000;

    public bool Cancelled { get; init; }
    public string? CancelReason { get; init; }
    public string? Link { get; init; }
    public string Operator { get; init; } = "";

    public FetchedTime Fitting() => this with
    {
        User = Line(User),
        Operator = Line(Operator),
        CancelReason = CancelReason is null ? null : Line(CancelReason),
        Link = Uri.TryCreate(Link, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" && Link!.Length <= 2000 ? Link : null,
        Said = Said with
        {
            Title = Line(Said.Title),
            Purpose = Story(Said.Purpose),
            Project = Said.Project is null ? null : Line(Said.Project),
            Samples = [.. Said.Samples.Take(200).Select(each => new Sample(Line(each.Name), each.Pid is null ? null : Line(each.Pid), each.Details is null ? null : Story(each.Details)))],
            Questions = [.. Said.Questions.Take(100).Select(each => new AnsweredQuestion(Line(each.Name), Story(each.Value)))],
        },
    };

    public string Digest(long? account) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { it = this, account }, Wire.Json))));

    private static string Line(string text) => Cut(string.Concat(text.Select(each => char.IsControl(each) ? ' ' : each)).Trim(), LongestText);

    private static string Story(string text) => Cut(string.Concat(text.Select(each => char.IsControl(each) && each != '\n' ? ' ' : each)).Trim(), LongestStory);

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)]}…";
}

/// <summary>What makes the next look cheaper.</summary>
/// <param name="FullUs">When all was read last. What is as it was then is read again all the same after a while, as the window moves on.</param>
/// <param name="Doubted">The last answer was empty where there had been reservations; once more, and it is believed.</param>
internal sealed record FetchMemory(string? Etag = null, string? Modified = null, string? Ctag = null, string? SyncToken = null, long FullUs = 0, bool Doubted = false);

/// <summary>What a look at a calendar found.</summary>
/// <param name="Reservations">Null: as at the last look.</param>
/// <param name="Warnings">What is left out, and why.</param>
internal sealed record Fetched(IReadOnlyList<FetchedTime>? Reservations, IReadOnlyList<FetchedTime> Usage, IReadOnlyList<string> Warnings, FetchMemory Memory)
{
    public static Fetched Same(FetchMemory memory) => new(null, [], [], memory);
}

/// <summary>A calendar could not be had, or made no sense. Says what happened and what to do.</summary>
internal sealed class SourceTrouble(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long its server wants to be left alone.</summary>
    public TimeSpan? After { get; init; }
}
