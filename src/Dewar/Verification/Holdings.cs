using System.Globalization;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Storages;

namespace Dewar.Verification;

/// <summary>Answers which contents are held. Any doubt is a no.</summary>
internal sealed class Holdings(ReplicaStore replicas, StorageStore storages, TimeProvider time)
{
    public const int Most = 5000;

    private const long Second = 1_000_000_000;

    /// <summary>How far the clocks of a file server and of the site may be apart.</summary>
    private const long Apart = 300 * Second;

    public async Task<List<HeldAnswer>> Ask(Experiment experiment, HeldQuestion question, CancellationToken ct)
    {
        var oldest = time.GetUtcNow() - Age(question.Age);
        if (question.Sha256.Count > Most)
        {
            throw Refusal.Invalid("batch-too-large", $"Ask for at most {Most} digests at a time; these are {question.Sha256.Count}.");
        }

        if (question.Sha256.FirstOrDefault(hex => hex.Length != 64 || !hex.All(char.IsAsciiHexDigitLower)) is { } odd)
        {
            throw Refusal.Invalid("digest-invalid", $"'{odd}' is no SHA-256: 64 hex digits, small letters.");
        }

        using var trees = new Trees(await storages.List(ct));
        var known = await replicas.OfContents(experiment.Id, question.Sha256, ct);
        var answers = question.Sha256.Select(sha256 => known[sha256].Select(replica => Judge(trees, replica, oldest)).OrderByDescending(each => each.Held).FirstOrDefault()
            ?? new(sha256, false, "the experiment has no file with these bytes", null, null, null, null, null)).ToList();

        // What was unmounted while it was asked after is not held.
        var gone = answers.Where(answer => answer.Held).Select(answer => answer.Storage!).Distinct().ToDictionary(name => name, trees.Changed);
        return answers.ConvertAll(answer => answer.Held && gone[answer.Storage!] is { } away ? answer with { Held = false, Reason = away } : answer);
    }

    private static HeldAnswer Judge(Trees trees, HeldReplica replica, DateTimeOffset oldest)
    {
        DateTimeOffset? verified = replica.VerifiedUs is { } us ? DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond) : null;
        var storage = trees.NameOf(replica.StorageId);
        HeldAnswer Answer(bool held, string reason, ulong? inode = null) => new(replica.Sha256, held, reason, replica.Path, replica.Version, storage, verified,
            inode?.ToString(CultureInfo.InvariantCulture));
        if (replica.State != ReplicaState.Verified || verified is null)
        {
            return Answer(false, replica.State == ReplicaState.Stored ? "its replica was not read back yet" : $"its replica is {replica.State.ToString().ToLowerInvariant()}: {replica.Cause}");
        }

        if (trees.IsInPlace(storage))
        {
            return Answer(false, $"its replica is in place on '{storage}', where anybody may change it; Dewar only reads there");
        }

        if (verified < oldest)
        {
            return Answer(false, $"its replica was read last on {verified:yyyy-MM-dd HH:mm} UTC, which is too long ago");
        }

        if (trees.Trouble(storage) is { } away)
        {
            return Answer(false, away);
        }

        try
        {
            if (!trees.Root(storage).TryStatBelow(replica.OwnPlace, out var entry))
            {
                return Answer(false, "its replica is not at its place now");
            }

            // With neither the time stamp that it came with nor one from before it was read: somebody may have written to it since.
            var isAsItCame = Math.Abs(entry.ModifiedNs - replica.ModifiedNs) < 2 * Second;
            var isAsItWasRead = entry.ModifiedNs <= (replica.VerifiedUs * 1000) - Apart;
            return entry.Kind == EntryKind.File && entry.Size == replica.Size && (isAsItCame || isAsItWasRead)
                ? Answer(true, "verified", entry.Inode) : Answer(false, "its replica was written to since it was read, or shortly before");
        }
        catch (DiskException broken)
        {
            return Answer(false, broken.Message);
        }
    }

    private static TimeSpan Age(string text)
    {
        try
        {
            return Duration.Parse(text);
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("duration-invalid", bad.Message);
        }
    }

    /// <summary>The storages, each opened once.</summary>
    private sealed class Trees(List<Storage> storages) : IDisposable
    {
        private readonly Dictionary<string, (Folder? Root, string? Trouble)> _open = storages.ToDictionary(each => each.Name, Open);

        public bool IsInPlace(string name) => storages.Single(each => each.Name == name).IsInPlace;

        public string NameOf(long id) => storages.Single(each => each.Id == id).Name;

        public Folder Root(string storage) => _open[storage].Root!;

        /// <summary>Why nothing can be said of it; null when it was there.</summary>
        public string? Trouble(string name) => _open[name].Trouble;

        /// <summary>Why what was said of it does not hold any more; null when it does.</summary>
        public string? Changed(string name)
        {
            try
            {
                Looker.MustBeSame(storages.Single(each => each.Name == name), Root(name).Stat());
                return null;
            }
            catch (IOException away)
            {
                return away.Message;
            }
        }

        public void Dispose()
        {
            foreach (var (root, _) in _open.Values)
            {
                root?.Dispose();
            }
        }

        private static (Folder? Root, string? Trouble) Open(Storage storage)
        {
            try
            {
                return (storage.Open(), null);
            }
            catch (IOException away)
            {
                return (null, away.Message);
            }
        }
    }
}
