using System.Text.Json;
using Xunit;

namespace Dewar.Formats.Hdf5;

/// <summary>Trees, attributes, types and every value as the HDF5 library has them: real files, and files that it writes in all variants.</summary>
public sealed class Hdf5LibraryTests
{
    public static TheoryData<string> Parts =>
    [
        "types", "odd_types", "attributes", "groups", "references", "layouts", "filters", "user_block", "shared", "packed_heap", "virtual", "external",
    ];

    [Theory, MemberData(nameof(Parts))]
    public void Files_of_the_library_are_read_as_it_reads_them(string part) => WriteAndCompare("Hdf5/write_hdf5.py", part);

    public static TheoryData<string> RareParts =>
    [
        "widths", "tree_ranks", "strategies", "shared_messages", "dense", "rare_types", "fill_values", "gaps", "links", "chunk_indexes", "plugins",
    ];

    [Theory, MemberData(nameof(RareParts))]
    public void What_is_rarely_met_is_read_as_the_library_reads_it(string part) => WriteAndCompare("Hdf5/write_rare.py", part);

    [Fact]
    public void Real_files_are_read_as_the_library_reads_them()
    {
        var paths = new List<string>();
        foreach (var folder in new[] { "hdf5", "hdf5-hyperspy", "hdf5-openpmd", "hdf5-tomography", "emd", "nexus" })
        {
            var first = Samples.PathOf("INDEX.tsv").Replace("INDEX.tsv", $"formats/{folder}", StringComparison.Ordinal);
            paths.AddRange(Directory.EnumerateFiles(first));
        }

        Compare(paths);
    }

    private static void WriteAndCompare(string script, string part)
    {
        var folder = Directory.CreateTempSubdirectory("dewar-hdf5-").FullName;
        try
        {
            var names = Python.Run(script, "h5py", folder, part);
            Compare([.. names.EnumerateArray().Select(name => Path.Combine(folder, name.GetString()!)).Distinct()]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(IReadOnlyList<string> paths)
    {
        var described = Python.Run("Hdf5/describe_hdf5.py", "h5py", [.. paths]);
        var problems = new List<string>();
        foreach (var path in paths)
        {
            var expected = described.GetProperty(path);
            if (expected.TryGetProperty("unreadable", out var reason) && reason.ValueKind == JsonValueKind.String)
            {
                continue;
            }

            using var source = Samples.OpenFile(path);
            problems.AddRange(Hdf5Comparison.Of(Hdf5File.Open(source), expected).Select(problem => $"{Path.GetFileName(path)} {problem}"));
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(200)));
    }
}
