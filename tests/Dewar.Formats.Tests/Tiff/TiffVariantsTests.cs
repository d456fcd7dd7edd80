using System.Text.Json;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

/// <summary>Files that tifffile and libtiff write, in some hundred variants: the values must be theirs.</summary>
public sealed class TiffVariantsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dewar-tiff-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_other_programs_write_is_read_as_they_mean_it()
    {
        var made = Python.Run("Tiff/write_tiffs.py", "tifffile, PIL, numpy", _folder.FullName);

        var problems = new List<string>();
        var compared = 0;
        foreach (var file in made.EnumerateArray().Where(file => !file.TryGetProperty("skipped", out _)))
        {
            compared++;
            if (Problem(file) is { } problem)
            {
                problems.Add($"{file.GetProperty("file").GetString()}: {problem}");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(compared > 250, $"{compared} files");
    }

    private string? Problem(JsonElement file)
    {
        var name = file.GetProperty("file").GetString()!;
        using var source = FileSource.Open(new PlainFolder(_folder.FullName), name)!;
        var finding = new Inspector([new TiffReader()]).Inspect(source);
        if (finding.Damage is not null || finding.Extraction.Signals is not [{ Values: { } values } signal])
        {
            return $"{finding.Damage} {finding.Extraction.Signals.Count} signals {string.Join(' ', finding.Extraction.Warnings)}";
        }

        long[] shape = [.. file.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
        var element = values.Element with { Channels = 1 };
        if (!signal.Shape.SequenceEqual(shape) || element.ToString() != file.GetProperty("dtype").GetString()
            || values.Element.Channels != file.GetProperty("channels").GetInt32())
        {
            return $"{string.Join('×', signal.Shape)} {values.Element}";
        }

        var expected = File.ReadAllBytes(Path.Combine(_folder.FullName, name + ".raw"));
        var all = new byte[expected.Length];
        values.Read(Slab.All(shape), all);
        var tolerance = name.Contains("jpeg", StringComparison.Ordinal) ? 1 : 0;
        return Differ(all, expected, tolerance) is { } at ? $"differs at byte {at}: {all[at]} is not {expected[at]}"
            : Part(values, shape, all);
    }

    // A part with steps is what a whole reading has at these places.
    private static string? Part(SignalValues values, long[] shape, byte[] all)
    {
        long[] step = [.. shape.Select((_, axis) => axis == shape.Length - 1 ? 3L : 2L)];
        long[] start = [.. shape.Select(length => Math.Min(1, length - 1))];
        long[] count = [.. shape.Select((length, axis) => (length - start[axis] + step[axis] - 1) / step[axis])];
        var slab = new Slab(start, count, step);
        var size = values.Element.Size;
        var part = new byte[slab.Elements * size];
        values.Read(slab, part);
        for (var i = 0L; i < slab.Elements; i++)
        {
            var (rest, at, stride) = (i, 0L, 1L);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                at += (start[axis] + rest % count[axis] * step[axis]) * stride;
                rest /= count[axis];
                stride *= shape[axis];
            }

            if (!part.AsSpan((int)i * size, size).SequenceEqual(all.AsSpan((int)at * size, size)))
            {
                return $"a part differs at element {i}";
            }
        }

        return null;
    }

    private static int? Differ(byte[] found, byte[] expected, int tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(found[i] - expected[i]) > tolerance)
            {
                return i;
            }
        }

        return null;
    }
}
