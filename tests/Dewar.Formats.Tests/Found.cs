using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>Short ways to have bytes read in tests.</summary>
internal static class Found
{
    /// <summary>Has a file in memory read by whichever reader takes it.</summary>
    public static Finding In(string name, byte[] bytes, IReadOnlyDictionary<string, byte[]>? companions = null) =>
        new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, bytes, companions));

    public static Finding In(string name, string text) => In(name, Encoding.UTF8.GetBytes(text));

    /// <summary>All values of a signal.</summary>
    public static double[] Numbers(Signal signal)
    {
        Assert.NotNull(signal.Values);
        return signal.Values.ReadNumbers(Slab.All(signal.Shape));
    }

    /// <summary>The upper left corner of one picture of a stack.</summary>
    public static double[] Numbers(Signal signal, long picture, long side)
    {
        Assert.NotNull(signal.Values);
        return signal.Values.ReadNumbers(new([picture, 0, 0], [1, side, side], [1, 1, 1]));
    }

    /// <summary>A column of a table or a component of points.</summary>
    public static double[] Column(Signal signal, string name)
    {
        Assert.NotNull(signal.Values);
        var column = signal.Columns.ToList().IndexOf(name);
        Assert.True(column >= 0, $"{name} is none of {string.Join(", ", signal.Columns)}");
        return signal.Values.ReadNumbers(new([0, column], [signal.Shape[0], 1], [1, 1]));
    }

    /// <summary>The one signal of a file that is whole.</summary>
    public static Signal One(Finding finding)
    {
        Assert.Null(finding.Damage);
        return Assert.Single(finding.Extraction.Signals);
    }
}
