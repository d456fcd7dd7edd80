using System.Text.Json;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>HyperSpy as a second opinion of files: shapes, axes and values.</summary>
internal static class HyperSpy
{
    /// <summary>Reads all files with both and complains about the differences.</summary>
    /// <param name="paths">The files; loading HyperSpy takes long, so many at once.</param>
    /// <param name="names">Whether axes must have the same names as well.</param>
    public static void Agrees(IReadOnlyList<string> paths, bool names = true)
    {
        var answer = Python.Run("read_hyperspy.py", "hyperspy", [.. paths]);
        var problems = new List<string>();
        foreach (var path in paths)
        {
            var theirs = answer.GetProperty(path);
            using var file = Samples.OpenFile(path);
            var ours = new Inspector(FormatsPlugin.Readers).Inspect(file).Extraction.Signals;
            if (theirs.ValueKind == JsonValueKind.String)
            {
                problems.Add($"{Path.GetFileName(path)}: HyperSpy says {theirs.GetString()}");
            }
            else if (theirs.GetArrayLength() != ours.Count)
            {
                problems.Add($"{Path.GetFileName(path)}: {ours.Count} signals, HyperSpy has {theirs.GetArrayLength()}");
            }
            else
            {
                problems.AddRange(ours.Select((signal, i) => Difference(signal, theirs[i], names)).OfType<string>().Select(text => $"{Path.GetFileName(path)}: {text}"));
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static string? Difference(Signal ours, JsonElement theirs, bool names)
    {
        var shape = theirs.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()).ToArray();
        if (!ours.Shape.SequenceEqual(shape))
        {
            return $"shape {string.Join('×', ours.Shape)}, HyperSpy has {string.Join('×', shape)}";
        }

        foreach (var (axis, other) in ours.Axes.Zip(theirs.GetProperty("axes").EnumerateArray()))
        {
            var (scale, offset) = (other.GetProperty("scale").GetDouble(), other.GetProperty("offset").GetDouble());
            if (!Near(axis.Scale ?? 1, scale) || !Near(axis.Offset, offset) || (axis.Unit ?? "") != other.GetProperty("units").GetString()
                || axis.IsScan != other.GetProperty("scan").GetBoolean() || names && axis.Name != other.GetProperty("name").GetString())
            {
                return $"axis {axis.Name} {axis.Offset}+{axis.Scale} {axis.Unit} {axis.IsScan}, HyperSpy has {other.GetRawText()}";
            }
        }

        var values = ours.Values!.ReadNumbers(Slab.All(ours.Shape));
        foreach (var (number, (value, other)) in values.Zip(theirs.GetProperty("values").EnumerateArray()).Index())
        {
            if (!Near(value, other.GetDouble()))
            {
                return $"value {number} is {value}, HyperSpy has {other.GetDouble()}";
            }
        }

        return null;
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) <= 1e-6 * Math.Abs(other) + 1e-30;
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("dewar-formats-").FullName;

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
