namespace Dewar.Bench;

/// <summary>Makes the files to be copied: random bytes, so that nothing on the way can make them smaller.</summary>
internal static class Trees
{
    private const int Piece = 4 << 20;

    public static string One(Bench bench, string name, long size)
    {
        var folder = bench.Folder(name);
        Write(Path.Combine(folder, "one.bin"), size, new byte[Piece], new Random(1));
        return folder;
    }

    /// <summary>One file that takes no room on the disk; all of its bytes are zeros.</summary>
    public static string Sparse(Bench bench, string name, long size)
    {
        var folder = bench.Folder(name);
        var path = Path.Combine(folder, "one.bin");
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            file.SetLength(size);
        }

        Settle(path);
        return folder;
    }

    /// <param name="perFolder">How many lie in one folder.</param>
    public static string Many(Bench bench, string name, int files, int size, int perFolder)
    {
        var (folder, buffer, random) = (bench.Folder(name), new byte[size], new Random(2));
        for (var i = 0; i < files; i++)
        {
            var place = Path.Combine(folder, $"run-{i / perFolder:00000}");
            if (i % perFolder == 0)
            {
                Directory.CreateDirectory(place);
            }

            Write(Path.Combine(place, $"frame-{i:0000000}.bin"), size, buffer, random);
        }

        return folder;
    }

    /// <summary>One more file in each of some folders.</summary>
    public static void More(string tree, int files, int size, int perFolder)
    {
        var (buffer, random) = (new byte[size], new Random(3));
        for (var i = 0; i < files; i++)
        {
            Write(Path.Combine(tree, $"run-{i:00000}", $"frame-{perFolder}-more.bin"), size, buffer, random);
        }
    }

    private static void Write(string path, long size, byte[] buffer, Random random)
    {
        WriteBytes(path, size, buffer, random);
        Settle(path);
    }

    /// <summary>Files of an hour ago: younger ones would first have to settle, which is not what is measured.</summary>
    private static void Settle(string path) => File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));

    private static void WriteBytes(string path, long size, byte[] buffer, Random random)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        for (var left = size; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        }
    }
}
