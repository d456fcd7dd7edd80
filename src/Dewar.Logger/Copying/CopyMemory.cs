using System;
using System.Collections.Generic;
using System.IO;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;

namespace Dewar.Logger.Copying;

/// <summary>Which files the site has, as they were; for which sessions files are copied; the upload that is under way. All of it on disk.</summary>
internal sealed class CopyMemory : IDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, FoundFile> _sent = new(StringComparer.Ordinal);
    private JournalFile _file;

    public CopyMemory(string folder)
    {
        _folder = folder;
        foreach (var period in AtomicFile.Read(PeriodsPath)?.Objects("periods") ?? [])
        {
            Periods.Add(CopyPeriod.Read(period));
        }

        var lines = 0;
        _file = JournalFile.Open(SentPath, (facts, _) =>
        {
            lines++;
            Keep(facts);
        }, out _);
        if (lines > 1000 && lines > 2 * _sent.Count)
        {
            Shorten();
        }
    }

    /// <summary>Oldest first.</summary>
    public List<CopyPeriod> Periods { get; } = [];

    /// <summary>What is known of an upload that was not ended; null where there is none.</summary>
    public JsonObject? UnderWay => AtomicFile.Read(UnderWayPath);

    private string SentPath => Path.Combine(_folder, "copied.jsonl");

    private string PeriodsPath => Path.Combine(_folder, "copying.json");

    private string UnderWayPath => Path.Combine(_folder, "upload.json");

    public bool Has(FoundFile file) => _sent.TryGetValue(file.Path, out var sent) && sent.IsAs(file);

    public void Sent(FoundFile file)
    {
        var facts = Facts(file);
        _file.Append(facts);
        Keep(facts);
        AtomicFile.Delete(UnderWayPath);
    }

    public void Begun(JsonObject upload) => AtomicFile.Write(UnderWayPath, upload);

    public void SavePeriods()
    {
        var all = new List<object?>();
        foreach (var period in Periods)
        {
            all.Add(period.Write());
        }

        AtomicFile.Write(PeriodsPath, new JsonObject { ["periods"] = all });
    }

    public void Dispose() => _file.Dispose();

    private static JsonObject Facts(FoundFile file) => new() { ["path"] = file.Path, ["size"] = file.Size, ["modified"] = file.Modified };

    private void Keep(JsonObject facts) =>
        _sent[facts.Text("path")] = new(facts.Text("path"), facts.Number("size") ?? 0, facts.Number("modified") ?? 0, 0);

    private void Shorten()
    {
        var fresh = SentPath + ".new";
        File.Delete(fresh);
        using (var file = JournalFile.Open(fresh, (_, _) => { }, out _))
        {
            foreach (var sent in _sent.Values)
            {
                file.Append(Facts(sent));
            }
        }

        _file.Dispose();
        File.Replace(fresh, SentPath, null);
        _file = JournalFile.Open(SentPath, (_, _) => { }, out _);
    }
}
