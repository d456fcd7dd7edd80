namespace Dewar.Sessions;

/// <summary>Work that waits in a list until it is done, behind what happens.</summary>
internal interface ISessionWork
{
    /// <summary>Does a piece of it; false when there was nothing.</summary>
    Task<bool> DoSome(CancellationToken ct);
}
