using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Dewar.Torture;

/// <summary>A content that stood at a path.</summary>
/// <param name="Certain">It stood until it was in the catalogue: it must be a version. The others may be, if they stood long enough.</param>
internal sealed record Content(string Sha256, long Size, bool Certain);

/// <summary>Writes files as instruments do, and remembers every content that stood at a path.</summary>
internal sealed class Instrument(string folder, int seed, TimeSpan quiet)
{
    private readonly ConcurrentDictionary<string, List<Content>> _written = new(StringComparer.Ordinal);
    private int _count;

    public string Folder => folder;

    /// <summary>Paths that somebody else writes in the same folder.</summary>
    public HashSet<string> NotOurs { get; } = [];

    /// <summary>Path to contents, in the order in which they stood.</summary>
    public IReadOnlyDictionary<string, List<Content>> Written => _written;

    public Dictionary<string, string> Current => _written.ToDictionary(each => each.Key, each => each.Value[^1].Sha256);

    public Random NewRandom() => new(seed * 7919 + Interlocked.Increment(ref _count));

    public static byte[] Bytes(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    public static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A size as they come: mostly small, some empty, a few large.</summary>
    public static int SomeSize(Random random) => random.Next(100) switch
    {
        < 5 => 0,
        < 70 => random.Next(1, 20_000),
        < 92 => random.Next(20_000, 600_000),
        < 99 => random.Next(600_000, 3_000_000),
        _ => random.Next(5_000_000, 20_000_000),
    };

    /// <summary>Writes a file in one of the ways of instruments: at once, in pieces, or under another name until it is complete.</summary>
    public async Task Write(Random random, string path, byte[] bytes, bool certain = true)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var contents = _written.GetOrAdd(path, _ => []);
        if (random.Next(3) == 0)
        {
            await File.WriteAllBytesAsync(file + ".tmp", bytes);
            File.Move(file + ".tmp", file, overwrite: true);
        }
        else
        {
            await WriteInPieces(file, bytes, contents, random.Next(2) == 0 ? 6 : 1, quiet * random.NextDouble() / 6);
        }

        Note(contents, bytes, certain);
    }

    /// <summary>A number of files beside one another, in some folders.</summary>
    public Task Burst(Random random, int files, string prefix, int largest = 50_000)
    {
        var writing = new List<Task>();
        for (var i = 0; i < files; i++)
        {
            var own = new Random(random.Next());
            writing.Add(Write(own, $"{prefix}/{(i % 3 == 0 ? "deep/er/" : "")}{i:0000}.dat", Bytes(own, own.Next(0, largest))));
        }

        return Task.WhenAll(writing);
    }

    /// <summary>A file to which something is added three times in each quiet period.</summary>
    public async Task Grow(string path, byte[] bytes, int pieces)
    {
        var contents = _written.GetOrAdd(path, _ => []);
        await WriteInPieces(Path.Combine(folder, path), bytes, contents, pieces, quiet / 3);
        Note(contents, bytes, certain: true);
    }

    /// <summary>What the folder holds must still be what was written.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (path, contents) in _written)
        {
            var file = Path.Combine(folder, path);
            if (!File.Exists(file))
            {
                yield return $"The source {path} is gone";
            }
            else if (Digest(File.ReadAllBytes(file)) != contents[^1].Sha256)
            {
                yield return $"The source {path} is not what was written last";
            }
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)))
        {
            if (!_written.ContainsKey(file) && !NotOurs.Contains(file))
            {
                yield return $"There is {file} at the source, which nobody wrote";
            }
        }
    }

    private static void Note(List<Content> contents, byte[] bytes, bool certain)
    {
        lock (contents)
        {
            contents.Add(new(Digest(bytes), bytes.Length, certain));
        }
    }

    private async Task WriteInPieces(string file, byte[] bytes, List<Content> contents, int pieces, TimeSpan pause)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var done = 0;
        var since = TimeProvider.System.GetTimestamp();
        for (var piece = 1; piece <= pieces; piece++)
        {
            var to = (int)((long)bytes.Length * piece / pieces);
            await stream.WriteAsync(bytes.AsMemory(done..to));
            // On a machine too busy to go on in time, what was there had stood still for as long as a finished file would.
            if (TimeProvider.System.GetElapsedTime(since) > quiet * 0.7)
            {
                Note(contents, bytes[..done], certain: false);
            }

            (done, since) = (to, TimeProvider.System.GetTimestamp());
            if (piece < pieces)
            {
                await Task.Delay(pause);
            }
        }
    }
}
