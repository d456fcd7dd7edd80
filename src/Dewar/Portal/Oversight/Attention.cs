using Dewar.Catalogue;
using Dewar.Hosting;
using Dewar.Monitoring;
using Dewar.Storages;

namespace Dewar.Portal;

/// <summary>What wants an administrator's eye.</summary>
internal sealed class Attention(StorageStore storages, ReplicaStore replicas)
{
    private const int Little = 20;

    public async Task<List<(string Path, string Text)>> Notes(IReadOnlyList<Instruments.Station> stations, WorkView work, CancellationToken ct)
    {
        var notes = new List<(string, string)>();
        notes.AddRange(stations.Where(station => station is { Silent: true, HeardAt: not null }).Select(station => (Show.Station(station.Name), $"The station {station.Name} is silent.")));
        notes.AddRange(stations.SelectMany(station => station.Disks.Where(disk => disk.FreeBytes < disk.TotalBytes / Little)
            .Select(disk => (Show.Station(station.Name), $"The station {station.Name} has {Bytes.Show(disk.FreeBytes)} left on the disk of {Show.Name(disk.Path)}."))));
        foreach (var storage in (await storages.List(ct)).ConvertAll(StorageStore.View))
        {
            if (storage.Trouble is { } trouble)
            {
                notes.Add(("/admin/storages", $"The storage {storage.Name} is away: {Show.Name(trouble)}"));
            }
            else if (storage is { FreeBytes: { } free, TotalBytes: { } total } && free < total / Little)
            {
                notes.Add(("/admin/storages", $"The storage {storage.Name} has only {Bytes.Show(free)} left."));
            }
        }

        if ((await replicas.CountTrouble(ct)).Sum(each => each.Count) is > 0 and var count)
        {
            notes.Add(("/admin/storages", $"{Show.Count(count, "replica")} suspect or missing."));
        }

        notes.AddRange(work.Kinds.Where(kind => kind.Failing > 0).Select(kind => ("/admin/work", $"{Show.Count(kind.Failing, "job")} of the kind '{kind.Kind}' failed and will be tried again.")));
        return notes;
    }
}
