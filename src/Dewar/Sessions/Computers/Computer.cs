namespace Dewar.Sessions;

/// <summary>Asking: somebody must confirm it. Known: its requests are taken. Revoked: they are refused.</summary>
public enum ComputerState { Asking, Known, Revoked }

/// <summary>A control computer of an instrument, as the site knows it.</summary>
/// <param name="Folder">Where the instrument's programs write on it; empty where that was not said.</param>
/// <param name="Address">The network address from which it was last heard.</param>
/// <param name="Code">While it asks: what its window must show as well.</param>
/// <param name="OffsetSeconds">How far its clock is behind the site's; negative: ahead.</param>
/// <param name="Version">Of its logger.</param>
public sealed record ControlComputer(
    string Name, string Instrument, string Folder, string Address, ComputerState State, string? Code, DateTimeOffset AskedAt, DateTimeOffset? ConfirmedAt, string? ConfirmedBy,
    DateTimeOffset? HeardAt, double OffsetSeconds, string Version)
{
    internal long Key { get; init; }
    internal string KeyId { get; init; } = "";
}

/// <param name="Instrument">Whose it is.</param>
/// <param name="Folder">Where the instrument's programs write on it.</param>
public sealed record NewComputer(string Instrument, string Folder = "");

/// <summary>A computer with the key that signs its requests; the key is shown this once.</summary>
/// <param name="Key">The id of the key.</param>
/// <param name="Secret">In base64.</param>
public sealed record ComputerMade(ControlComputer Computer, string Key, string Secret);

/// <summary>What a computer that nobody knows sends to be added.</summary>
/// <param name="Public">Its value of the agreement, in hex.</param>
public sealed record ComputerRequest(string Name, string Instrument, string Public, string Folder = "", string Version = "");

/// <param name="Request">The id of the request.</param>
/// <param name="Public">The site's value of the agreement, in hex.</param>
/// <param name="Key">The id that the key will have.</param>
public sealed record RequestTaken(string Request, string Public, string Key);

/// <param name="Code">As the computer's window shows it.</param>
/// <param name="Instrument">Instead of the one that was asked for.</param>
public sealed record Confirmation(string Code, string? Instrument = null);
