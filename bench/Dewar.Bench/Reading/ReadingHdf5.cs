using System.Diagnostics;
using Dewar.Formats;
using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Bench;

/// <summary>HDF5 beside h5py: a tree of ten thousand objects, and values that are packed with gzip.</summary>
internal static class ReadingHdf5
{
    private const int Warming = 10;

    public static async Task Tree(Bench bench)
    {
        var path = Path.Combine(bench.Folder("reading"), "tree.h5");
        await Reading.Python("h5py_reads.py", "make-tree", path);
        var theirs = Reading.Numbers(await Reading.Python("h5py_reads.py", "tree", path, "5"));
        var ours = new List<double>();
        for (var round = 0; round < Warming + 5; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var file = Reading.Open(path);
            new Inspector([new Hdf5Reader()]).Inspect(file);
            if (round >= Warming)
            {
                ours.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        }

        bench.Report.Add("HDF5: 10 000 objects with attributes, values too", ours);
        bench.Report.AddPeer("  h5py: visititems and all attributes", theirs, Tool.Median(ours), 3);
    }

    /// <summary>Per second of processor time, because we may use several at once.</summary>
    public static async Task Values(Bench bench)
    {
        var path = Path.Combine(bench.Folder("reading"), "values.h5");
        await Reading.Python("h5py_reads.py", "make-values", path, $"{bench.Options.Values}");
        var theirs = Reading.Numbers(await Reading.Python("h5py_reads.py", "values", path, $"{bench.Options.Rounds}"));
        var ours = new List<double>();
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            using var file = Reading.Open(path);
            ReadAll(new Inspector([new Hdf5Reader()]).Inspect(file).Extraction.Signals[0].Values!);
            if (round > 0)
            {
                ours.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }
        }

        bench.Report.Add($"HDF5: {bench.Options.Values >> 20} MB packed with gzip, processor time", ours);
        bench.Report.AddPeer("  h5py: the same", theirs, Tool.Median(ours), 1);
        File.Delete(path);
    }

    private static void ReadAll(SignalValues values)
    {
        var into = new byte[values.Shape[1] * values.Shape[2] * values.Element.Size];
        for (var frame = 0L; frame < values.Shape[0]; frame++)
        {
            values.Read(new Slab([frame, 0, 0], [1, values.Shape[1], values.Shape[2]], [1, 1, 1]), into);
        }
    }
}
