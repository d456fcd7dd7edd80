using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>A calendar or a booking system that is looked at again and again.</summary>
/// <param name="Kind">file, ical, caldav, google or nemo.</param>
/// <param name="Address">A path for a file, else an address. Null for an ical whose whole address is the secret, as Google's secret addresses are.</param>
/// <param name="Instrument">Whose calendar it is. NEMO speaks of many; there, Tools says which is which.</param>
/// <param name="User">For sign-in with name and password.</param>
/// <param name="Zone">Of times that name none, such as Europe/Berlin.</param>
/// <param name="Every">How often it is looked at.</param>
/// <param name="Calendar">For google: the calendar's id, mostly an e-mail address.</param>
/// <param name="Tools">For nemo: the instrument of a tool, by the tool's name or number. Tools called as an instrument need no entry.</param>
/// <param name="TimeFormat">For nemo: how it writes times, where that is not ISO 8601: %Y-%m-%d %H:%M:%S.</param>
/// <param name="QueryFormat">For nemo: how it wants times in a question, where that is not ISO 8601.</param>
/// <param name="SecretFile">The name of a file in the folder of the setting 'secrets', which holds the secret.</param>
/// <param name="SecretVariable">A variable of the site's environment that holds it; the name begins with DEWAR_SECRET_.</param>
public sealed record CalendarSetup(
    string Kind, string? Address = null, string? Instrument = null, string? User = null, string Zone = "UTC", string Every = "5m", string? Calendar = null,
    IReadOnlyDictionary<string, string>? Tools = null, string? TimeFormat = null, string? QueryFormat = null, string? SecretFile = null, string? SecretVariable = null)
{
    internal Uri Uri => new(Address!);
}

/// <param name="Secret">A password, a token, an API key; for ical the whole address, if that is secret. It is kept and never shown again; null leaves what is there.</param>
public sealed record CalendarForm(CalendarSetup Setup, string? Secret = null);

/// <summary>How it goes with a calendar.</summary>
/// <param name="State">waiting, good, failing.</param>
/// <param name="TriedAt">When it was last looked at.</param>
/// <param name="GoodAt">When that last went well; what is shown is as old as this.</param>
/// <param name="FailingSince">Null while all is well.</param>
/// <param name="Failure">What is wrong, and what to do.</param>
/// <param name="NextAt">When it is looked at again; pauses grow while it fails.</param>
/// <param name="Warnings">What was left out at the last look, and why.</param>
/// <param name="Reservations">How many it had within the window.</param>
public sealed record CalendarState(
    string State, DateTimeOffset? TriedAt, DateTimeOffset? GoodAt, DateTimeOffset? FailingSince, string? Failure, DateTimeOffset NextAt, IReadOnlyList<string> Warnings, long Reservations);

/// <param name="HasSecret">Whether a secret is kept here.</param>
public sealed record CalendarSource(string Name, CalendarSetup Setup, bool HasSecret, CalendarState State);

/// <summary>What a look would find, without keeping it.</summary>
/// <param name="Failure">What is wrong, and what to do; null when it went well.</param>
/// <param name="Reservations">How many there are within the window.</param>
/// <param name="WithoutAccount">Names that fit no account here, or more than one.</param>
/// <param name="First">A few, as they would be shown.</param>
public sealed record CalendarTrial(string? Failure, int Reservations, int Usage, IReadOnlyList<string> WithoutAccount, IReadOnlyList<string> Warnings, IReadOnlyList<TrialTime> First);

public sealed record TrialTime(string Instrument, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string Title, string User, bool HasAccount);

/// <summary>One look at a calendar.</summary>
/// <param name="Zone">Of times that name none.</param>
/// <param name="Instruments">Their names.</param>
/// <param name="Web">The way to other servers.</param>
internal sealed record Look(CalendarSetup Setup, string? Secret, DateTimeOffset From, DateTimeOffset To, DateTimeOffset Now, FetchMemory Memory, IReadOnlyList<string> Instruments, ForeignWeb Web)
{
    public const long MostBytes = 16 << 20;

    private static readonly TimeSpan FullEvery = TimeSpan.FromHours(6);

    public Zone Zone => Zones.Named(Setup.Zone) ?? Zone.Utc;

    /// <summary>The memory to compare with; null when all is to be read again.</summary>
    public FetchMemory? Comparable => Now - DateTimeOffset.UnixEpoch.AddMicroseconds(Memory.FullUs) < FullEvery && !Memory.Doubted ? Memory : null;

    /// <summary>What is remembered of a whole look.</summary>
    public FetchMemory Full => new(FullUs: (Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Doubted: Memory.Doubted);

    public async Task<ForeignAnswer> Get(Uri address, Action<System.Net.Http.Headers.HttpRequestHeaders>? headers, CancellationToken ct) =>
        Web.Good(await Web.Ask("GET", address, MostBytes, headers, null, ct), address);
}

/// <summary>Understands one kind of calendar.</summary>
internal interface ICalendarKind
{
    /// <summary>The name that setups use.</summary>
    string Name { get; }

    /// <summary>What it is, for those who choose.</summary>
    string Help { get; }

    /// <summary>Refuses a setup that can't work, before anybody tries.</summary>
    void Check(CalendarSetup setup);

    /// <summary>All that is within the window.</summary>
    /// <exception cref="SourceTrouble">It can't be had, or makes no sense. So do <see cref="ForeignTrouble" /> and <see cref="CalendarFault" /> say.</exception>
    Task<Fetched> Fetch(Look look, CancellationToken ct);
}

/// <summary>The kinds there are. A new one is a file beside this one and a line here.</summary>
internal static class CalendarKinds
{
    public static IReadOnlyList<ICalendarKind> All { get; } = [new CalendarFiles(), new CalendarAddresses(), new CalDav(), new GoogleCalendars(), new Nemo()];

    public static ICalendarKind Of(string name) => All.FirstOrDefault(each => each.Name == name)
        ?? throw Refusal.Invalid("kind-unknown", $"There is no kind of calendar '{name}': use {string.Join(", ", All.Select(each => each.Name))}.");

    public static void MustBeWeb(string? address, string example)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            throw Refusal.Invalid("address-invalid", $"The address must begin with https:// or http:// and hold no password, such as {example}.");
        }
    }
}
