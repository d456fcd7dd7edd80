using System.Diagnostics;
using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Formats.Drawing;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>
/// Spoils every sample at length: those that the tests of the readers make, and the real files. <c>tests/fuzz</c> runs it. DEWAR_FUZZ is
/// the number of rounds for each reader, spread over its files, the small ones more often; DEWAR_FUZZ_ONLY a reader's name, or a part of
/// one or of a file's; DEWAR_FUZZ_SEED gives other rounds; what a reader failed on is written to DEWAR_FUZZ_KEEP.
/// </summary>
public sealed class FuzzTests
{
    private const long MostBytes = 400_000;
    private const long MostAllocated = 512L << 20;
    private const int DrawEvery = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, Dictionary<string, byte[]>> Folders = [];

    private readonly List<string> _failures = [];
    private readonly HashSet<string> _kinds = [];
    private string _now = "";
    private long _since;

    [Fact]
    public void Whatever_is_done_to_a_file_it_ends_soon_with_an_answer()
    {
        Assert.SkipUnless(int.TryParse(Setting("DEWAR_FUZZ"), out var rounds), "Takes long: tests/fuzz runs it.");
        var seed = int.TryParse(Setting("DEWAR_FUZZ_SEED"), out var given) ? given : 1;
        var only = Setting("DEWAR_FUZZ_ONLY") ?? "";
        using var watch = new Timer(
            _ => Tell($"! {_now} runs for {Stopwatch.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds:F0} s"),
            null, Timeout.Infinite, Timeout.Infinite);
        Tell($"{"reader",-22}{"files",6}{"rounds",9}{"read",9}{"damaged",9}{"others",8}" +
            $"{"ms each",9}{"worst ms",9}{"worst MB",9}  worst of");
        var isReader = FormatsPlugin.Readers.Any(reader => reader.Name == only);
        foreach (var files in Targets().GroupBy(ReaderOf).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Target[] wanted = [.. files.Where(file => isReader ? files.Key == only : files.Key.Contains(only, StringComparison.Ordinal)
                || file.Name.Contains(only, StringComparison.Ordinal))];
            if (wanted.Length > 0)
            {
                Fuzz(files.Key, wanted, rounds, seed, watch);
            }
        }

        Assert.True(_failures.Count == 0, string.Join('\n', _failures));
    }

    [Fact]
    public void Cut_off_at_any_of_many_places_it_ends_soon_with_an_answer()
    {
        Assert.SkipUnless(int.TryParse(Setting("DEWAR_FUZZ"), out var rounds), "Takes long: tests/fuzz runs it.");
        var cuts = Math.Clamp(rounds / 200, 20, 500);
        var (only, reading) = (Setting("DEWAR_FUZZ_ONLY") ?? "", Stopwatch.StartNew());
        Target[] files = [.. Targets(long.MaxValue).Where(file => file.Name.Contains(only, StringComparison.Ordinal))];
        foreach (var file in files)
        {
            // Half of them in the header, which is at the beginning.
            for (var cut = 0; cut < cuts; cut++)
            {
                var length = file.Bytes.Length * (long)(cut / 2 + 1) / (cuts / 2 + 1);
                length = cut % 2 == 0 ? length : Math.Min(length, 4096L * (cut / 2 + 1) / (cuts / 2 + 1));
                var bytes = file.Bytes[..(int)length];
                _now = $"{file.Name}, the first {length} bytes";
                var outcome = Try(file, bytes, cut);
                Judge(outcome.Time > Longest ? Try(file, bytes, cut) : outcome, file.FileName, bytes);
            }
        }

        Tell($"{files.Length} files cut off at {cuts} places each took {reading.Elapsed.TotalSeconds:F0} s.");
        Assert.True(_failures.Count == 0, string.Join('\n', _failures));
    }

    private void Fuzz(string reader, Target[] files, int rounds, int seed, Timer watch)
    {
        var (read, damaged, others, began) = (0, 0, 0, Stopwatch.GetTimestamp());
        var (slowest, slowestOf, largest) = (TimeSpan.Zero, "", 0L);
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(seed * 1_000_003 + round);
            var file = Chosen(files, random);
            var bytes = Spoilt(reader, file, files, random);
            _now = $"{reader}, {file.Name}, seed {seed}, round {round}";
            Volatile.Write(ref _since, Stopwatch.GetTimestamp());
            watch.Change(10_000, 10_000);
            var outcome = Try(file, bytes, round);
            if (outcome.Time > Longest)
            {
                // The first time includes the compiler's, and the second is as true.
                var again = Try(file, bytes, round);
                outcome = again.Time < outcome.Time ? again : outcome;
            }

            watch.Change(Timeout.Infinite, Timeout.Infinite);
            if (outcome.Time > slowest)
            {
                (slowest, slowestOf) = (outcome.Time, $"{file.Name} {round}");
            }

            largest = Math.Max(largest, outcome.Allocated);
            _ = outcome.Finding switch
            {
                { } other when other.Reader?.Name != reader => others++,
                { Damage: null } => read++,
                _ => damaged++,
            };
            Judge(outcome, file.FileName, bytes);
        }

        var each = Stopwatch.GetElapsedTime(began).TotalMilliseconds / rounds;
        Tell(string.Create(CultureInfo.InvariantCulture, $"{reader,-22}{files.Length,6}{rounds,9}{read,9}{damaged,9}{others,8}") +
            string.Create(CultureInfo.InvariantCulture, $"{each,9:F2}{slowest.TotalMilliseconds,9:F0}{largest >> 20,9}  {slowestOf}"));
    }

    // Large ones take long, and their headers are no better.
    private static Target Chosen(Target[] files, Random random)
    {
        var left = random.NextDouble() * files.Sum(Weight);
        return Array.Find(files, file => (left -= Weight(file)) < 0) ?? files[^1];

        static double Weight(Target file) => 1.0 / (8192 + file.Bytes.Length);
    }

    // Small files often lose what they are known by; then another reader would be tried.
    private static byte[] Spoilt(string reader, Target file, Target[] files, Random random)
    {
        var own = FormatsPlugin.Readers.FirstOrDefault(one => one.Name == reader);
        byte[] bytes;
        var tries = 0;
        do
        {
            bytes = Hostile.Spoil(file.Bytes, files[random.Next(files.Length)].Bytes, random);
        }
        while (++tries < 4 && own?.Recognise(FileHead.Of(new MemorySource(file.FileName, bytes))) is Likelihood.No);
        return bytes;
    }

    private static Outcome Try(Target file, byte[] bytes, int round)
    {
        var (before, began, last) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, "");
        Finding? finding = null;
        Exception? failure = null;
        try
        {
            finding = new Inspector(FormatsPlugin.Readers, reader => last = reader.Name)
                .Inspect(new MemorySource(file.FileName, bytes, file.Companions), TestContext.Current.CancellationToken);
            ReaderContract.Drain(finding);
            if (round / 7 % DrawEvery == 0)
            {
                Preview.Draw(finding, Preview.Thumbnail, TestContext.Current.CancellationToken);
            }
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        return new(finding, finding?.Reader?.Name ?? last, failure,
            Environment.CpuUsage.TotalTime - began, GC.GetTotalAllocatedBytes() - before);
    }

    private void Judge(Outcome outcome, string name, byte[] bytes)
    {
        if (outcome.Failure is { } failure)
        {
            var where = string.Join('\n', (failure.StackTrace ?? "").Split('\n')
                .Where(line => line.Contains("Dewar.", StringComparison.Ordinal)).Take(4));
            Fail($"{failure.GetType().Name}\n{where}", $"{failure.GetType().Name}: {failure.Message}\n{where}", name, bytes);
        }

        if (outcome.Time > Longest)
        {
            Fail($"slow {outcome.Reader}", $"{outcome.Reader} took {outcome.Time.TotalSeconds:F1} s", name, bytes);
        }

        if (outcome.Allocated > MostAllocated)
        {
            Fail($"large {outcome.Reader}", $"{outcome.Reader} took {outcome.Allocated >> 20} MB from the heap", name, bytes);
        }
    }

    private void Fail(string kind, string text, string name, byte[] bytes)
    {
        if (_kinds.Add(kind))
        {
            if (Setting("DEWAR_FUZZ_KEEP") is { } folder)
            {
                File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{_failures.Count}-{name}"), bytes);
            }

            _failures.Add($"{_now}: {text}");
            Tell("! " + _failures[^1]);
        }
    }

    private static string ReaderOf(Target file) => Found.In(file.FileName, file.Bytes, file.Companions).Reader?.Name ?? "none";

    private static IEnumerable<Target> Targets(long most = MostBytes) => Made().Concat(Real(most));

    private static IEnumerable<Target> Made() =>
        from type in typeof(ReaderContract).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(ReaderContract)) && !type.IsAbstract
        let made = (ReaderContract)Activator.CreateInstance(type)!
        select new Target(type.Name, made.Given.Name, made.Given.Bytes, made.Given.Companions);

    private static IEnumerable<Target> Real(long most) =>
        from name in Samples.Folder is null ? [] : SamplesTests.Names.Select(row => row.Data)
        let path = Samples.PathOf(name)
        where new FileInfo(path).Length <= most
        let bytes = File.ReadAllBytes(path)
        select new Target(name, Path.GetFileName(path), bytes, Beside(path));

    // A file is its own companion too; no reader asks for that.
    private static Dictionary<string, byte[]> Beside(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        return Folders.TryGetValue(folder, out var known) ? known
            : Folders[folder] = new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Length <= MostBytes)
                .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.FullName));
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name);

    private static void Tell(string line) => Console.WriteLine(line);

    private sealed record Target(string Name, string FileName, byte[] Bytes, IReadOnlyDictionary<string, byte[]>? Companions);

    private sealed record Outcome(Finding? Finding, string Reader, Exception? Failure, TimeSpan Time, long Allocated);
}
