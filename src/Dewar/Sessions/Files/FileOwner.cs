namespace Dewar.Sessions;

/// <summary>Whose a file is, as its path says.</summary>
/// <param name="Name">Empty: nobody's, and of no session.</param>
internal sealed record FileOwner(string Name, long? Account);
