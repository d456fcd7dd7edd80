using Xunit;

namespace Dewar.Formats;

/// <summary>What something takes from the heap, also what is given back at once.</summary>
internal static class Taken
{
    /// <summary>Does it, and sees that it takes no more.</summary>
    public static T AtMost<T>(long most, Func<T> what)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = what();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
        return result;
    }
}
