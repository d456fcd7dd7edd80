using System;
using System.Collections.Generic;
using System.IO;
using Dewar.Logger.Json;

namespace Dewar.Logger.Journal;

/// <summary>The lines of a journal on disk: what is read back is what was flushed, and what follows the last whole line is put aside.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly FileStream _file;

    private JournalFile(FileStream file) => _file = file;

    public long Length => _file.Length;

    /// <summary>Where what was torn or spoilt has been put.</summary>
    public string? PutAside { get; private set; }

    /// <summary>Opens it, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="each">Gets each line and where it begins.</param>
    /// <param name="spoilt">There are whole lines behind one that is not: the disk has changed what was written.</param>
    public static JournalFile Open(string path, Action<JsonObject, long> each, out bool spoilt)
    {
        // Others may look, to copy it; one writes.
        var journal = new JournalFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        long whole = 0;
        spoilt = false;
        foreach (var line in journal.Lines(0))
        {
            if (line.Facts is null)
            {
                continue;
            }

            spoilt |= line.From != whole;
            each(line.Facts, line.From);
            whole = line.To;
        }

        if (!spoilt && whole < journal.Length)
        {
            journal.PutTailAside(path, whole);
        }

        return journal;
    }

    /// <summary>Returns where it begins, once it is on the disk. What can't be written whole is taken back.</summary>
    public long Append(JsonObject facts)
    {
        var bytes = Digest.Utf8.GetBytes(SealedLine.Write(facts) + "\n");
        var from = _file.Length;
        try
        {
            _file.Position = from;
            _file.Write(bytes, 0, bytes.Length);
            _file.Flush(flushToDisk: true);
            return from;
        }
        catch (IOException)
        {
            _file.SetLength(from);
            throw;
        }
    }

    /// <summary>Lines from there on; facts are null where a line is not what was written.</summary>
    public IEnumerable<Line> Lines(long from)
    {
        var buffer = new byte[16384];
        var line = new MemoryStream();
        var start = from;
        while (true)
        {
            _file.Position = from;
            var count = _file.Read(buffer, 0, buffer.Length);
            if (count == 0)
            {
                yield break;
            }

            for (var at = 0; at < count;)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', at, count - at);
                line.Write(buffer, at, (end < 0 ? count : end) - at);
                at = end < 0 ? count : end + 1;
                if (end >= 0)
                {
                    yield return new(SealedLine.Read(Digest.Utf8.GetString(line.ToArray())), start, from + at);
                    start = from + at;
                    line.SetLength(0);
                }
            }

            from += count;
        }
    }

    public void Dispose() => _file.Dispose();

    private void PutTailAside(string path, long whole)
    {
        var tail = new byte[Length - whole];
        _file.Position = whole;
        for (var at = 0; at < tail.Length;)
        {
            var count = _file.Read(tail, at, tail.Length - at);
            at += count > 0 ? count : throw new EndOfStreamException("The journal became shorter while it was read.");
        }

        PutAside = Free(path, "torn");
        File.WriteAllBytes(PutAside, tail);
        _file.SetLength(whole);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>A name beside it that nothing has.</summary>
    public static string Free(string path, string why)
    {
        for (var number = 1; ; number++)
        {
            var name = path + "." + why + "-" + number;
            if (!File.Exists(name))
            {
                return name;
            }
        }
    }

    /// <summary>A line, where it begins and where the next one does.</summary>
    public sealed class Line(JsonObject? facts, long from, long to)
    {
        public JsonObject? Facts => facts;

        public long From => from;

        public long To => to;
    }
}
