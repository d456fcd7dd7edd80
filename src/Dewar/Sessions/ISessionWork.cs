namespace Dewar.Sessions;

/// <summary>Work that waits in a list until it is done, behind what happens.</summary>
internal interface ISessionWork
{
    /// <summary>Does a piece of it; false when there was nothing.</summary>
    Task<bool> DoSome(CancellationToken ct);

    /// <summary>What is first in the list is done first: files go on to experiments when all are with their sessions.</summary>
    static async Task<bool> First(IEnumerable<ISessionWork> works, CancellationToken ct)
    {
        foreach (var work in works)
        {
            if (await work.DoSome(ct))
            {
                return true;
            }
        }

        return false;
    }
}
