using System.Text.Json;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>
/// Files that a script writes with somebody else's library, and what that library reads in them: a list of objects with <c>file</c>,
/// <c>signal</c> (its number), <c>shape</c>, <c>dtype</c> and <c>values</c> (null for NaN); the last three as far as they are known.
/// </summary>
internal static class OracleFiles
{
    public static void Compare(string script, string needs, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("dewar-formats-");
        try
        {
            var expected = Python.Run(script, needs, [folder.FullName, .. arguments]);
            Assert.NotEqual(0, expected.GetArrayLength());
            foreach (var one in expected.EnumerateArray())
            {
                Compare(folder.FullName, one);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(string folder, JsonElement expected)
    {
        var name = expected.GetProperty("file").GetString()!;
        using var file = Samples.OpenFile(Path.Combine(folder, name));
        var finding = new Inspector(FormatsPlugin.Readers).Inspect(file);
        var index = expected.GetProperty("signal").GetInt32();
        Assert.True(finding.Damage is null, $"{name}: {finding.Damage}");
        Assert.True(index < finding.Extraction.Signals.Count, $"{name}: {finding.Extraction.Signals.Count} signals; {string.Join(' ', finding.Extraction.Warnings)}");
        var signal = finding.Extraction.Signals[index];
        var at = $"{name}, signal {index}";
        if (expected.TryGetProperty("dtype", out var type))
        {
            Assert.True(type.GetString() == signal.Element.ToString(), $"{at}: {signal.Element}, not {type}");
        }

        if (expected.TryGetProperty("shape", out var shape))
        {
            Assert.Equal(shape.EnumerateArray().Select(length => length.GetInt64()), signal.Shape);
        }

        if (expected.TryGetProperty("values", out var values))
        {
            var whole = signal.Values!.ReadNumbers(Slab.All(signal.Shape));
            double[] wanted = [.. values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
            Assert.Equal(wanted.Length, whole.Length);
            for (var i = 0; i < wanted.Length; i++)
            {
                var near = wanted[i].Equals(whole[i]) || Math.Abs(wanted[i] - whole[i]) <= 1e-6 * Math.Abs(wanted[i]);
                Assert.True(near, $"{at}: element {i} is {whole[i]}, not {wanted[i]}");
            }

            PartsAreWhole(signal, whole, at);
        }
    }

    /// <summary>Any part that is asked for holds the same numbers as the whole.</summary>
    public static void PartsAreWhole(Signal signal, double[] whole, string at)
    {
        var random = new Random(7);
        for (var round = 0; round < 4; round++)
        {
            var shape = signal.Shape;
            long[] start = [.. shape.Select(length => random.NextInt64(length))];
            long[] step = [.. shape.Select(_ => (long)random.Next(1, 4))];
            long[] count = [.. shape.Select((length, axis) => (length - start[axis] - 1) / step[axis] + 1)];
            var part = signal.Values!.ReadNumbers(new(start, count, step));
            for (var i = 0; i < part.Length; i++)
            {
                var (rest, place, stride) = ((long)i, 0L, 1L);
                for (var axis = shape.Count - 1; axis >= 0; axis--)
                {
                    place += (start[axis] + rest % count[axis] * step[axis]) * stride;
                    rest /= count[axis];
                    stride *= shape[axis];
                }

                Assert.True(part[i].Equals(whole[place]), $"{at}: a part from {string.Join(',', start)} by {string.Join(',', step)} differs at {i}");
            }
        }
    }
}
