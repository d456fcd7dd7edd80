namespace Dewar.Disk;

/// <summary>
/// Two processes on one home folder would take each other's temporary files for leftovers. The kernel holds the lock, so that it ends
/// with the process, however that ends.
/// </summary>
internal static class HomeLock
{
    /// <summary>EWOULDBLOCK, as the runtime hands it on.</summary>
    private const int WouldBlock = 11;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes the folder, making it if missing. Waits a moment for one that is just going down.</summary>
    public static async Task<IDisposable> Take(string home, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(home);
            }
            catch (InUseException) when (time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, ct);
            }
        }
    }

    private static FileStream Open(string home)
    {
        try
        {
            Directory.CreateDirectory(home);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The home folder '{home}' can't be made: {(File.Exists(home) ? "there is a file of this name" : failure.Message)}");
        }

        try
        {
            return new(Path.Combine(home, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException($"The home folder '{home}' can't be written to; give it to the user '{Environment.UserName}', or name another one (--home).");
        }
        catch (IOException failure) when (failure.HResult == WouldBlock)
        {
            throw new InUseException($"Another Dewar works in '{home}'; stop that one first, or give this one a home of its own (--home).");
        }
        catch (IOException failure)
        {
            throw new IOException($"The home folder '{home}' can't be used: {failure.Message}");
        }
    }

    private sealed class InUseException(string message) : IOException(message);
}
